/**
 * The entry of `dist/hook.cjs`, which runs once per hook event inside somebody else's agent. Whatever happens it ends with status 0 and
 * prints nothing: what a hook prints goes into the conversation.
 */

import { readInput } from './stdin.ts';
import { recordPayload } from './record-payload.ts';
import { readSurroundings } from './surroundings.ts';

/** A client that sends nothing is waited for so long. */
const LIMIT_MS = 1_500;

try {
  recordPayload({
    agent: (process.argv[2] === 'hook' ? process.argv[3] : process.argv[2]) ?? '',
    environment: readSurroundings(),
    read: () => readInput(LIMIT_MS),
  });
} finally {
  // Ends at once: nothing is pending, and an orderly end takes longer than all of the above.
  process.reallyExit(0);
}
