/** What `dist/hook.cjs` runs once per hook event, inside somebody else's agent: `dist/hook-main.cjs`. Prints nothing. */

import { readInput } from './stdin.ts';
import { recordPayload } from './record-payload.ts';
import { readSurroundings } from './surroundings.ts';

/** A client that sends nothing is waited for so long. */
const LIMIT_MS = 1_500;

/** How many lines were written. */
export function main(argv: readonly string[]): number {
  return recordPayload({
    agent: (argv[2] === 'hook' ? argv[3] : argv[2]) ?? '',
    environment: readSurroundings(),
    read: () => readInput(LIMIT_MS),
  });
}
