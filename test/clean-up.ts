/**
 * What a helper of tests leaves is undone after the file of tests that asked for it. Files of tests share the modules of their process, so
 * that a hook at the top of a helper would run after the first of them only.
 */

type CleanUp = () => void | Promise<void>;

const cleanUps: CleanUp[] = [];

export function atEndOfFile(cleanUp: CleanUp): void {
  cleanUps.push(cleanUp);
}

export async function cleanUpAll(): Promise<void> {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
}
