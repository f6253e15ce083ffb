/**
 * A developer who syncs round after round, as a process that may be killed at any moment: `node writer.mjs FOLDER WRITER FROM ROUNDS`. Says
 * `done K` after round K; the first thing it does is to set up.
 */

import { openClone, publisher } from './clones.ts';

const [folder = '', writer = '', from = '0', rounds = '0'] = process.argv.slice(2);

const ids = (round: number): string[] => Array.from({ length: round + 1 }, (_, each) => `${writer}-${each}`);

const clone = await openClone(folder);
await clone.setup().catch((cause: unknown) => {
  // A connection that was cut; it was set up before, or is with the next try.
  if (!(cause instanceof Error && 'code' in cause && String(cause.code).startsWith('sync/'))) throw cause;
});
for (let round = Number(from); round < Number(rounds); round++) {
  const { failure } = await clone.sync(publisher(writer, ids(round)), { now: () => new Date() });
  process.stdout.write(`${failure === undefined ? 'done' : `${failure.code} in`} ${round}\n`);
}
