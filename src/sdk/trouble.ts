/** Counts what went wrong inside the library: a program that records must never notice, but may ask. */

const seen = new Map<string, number>();

/** Never looks into what was thrown: that may throw again. */
export function noteTrouble(cause: unknown): undefined {
  const kind = typeof cause;
  seen.set(kind, (seen.get(kind) ?? 0) + 1);
  return undefined;
}

/** Runs `work`; whatever it throws stays here. */
export function attempt(work: () => void): void {
  try {
    work();
  } catch (cause) {
    noteTrouble(cause);
  }
}
