/** Hands a message to the client at once, without the streams of Node, which take longer to load than everything that is said first. */

import { writeSync } from 'node:fs';
import { codeOf } from '../store/refusal.ts';

const STDOUT = 1;
const PAUSE_MS = 1;

/** Does not return before the system has taken all of it. What a client that is gone would have been told is left unsaid. */
export function writeOut(message: string): void {
  let rest = Buffer.from(message);
  while (rest.length > 0) rest = rest.subarray(writeSome(rest));
}

function writeSome(bytes: Buffer): number {
  try {
    return writeSync(STDOUT, bytes);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EPIPE' || code === 'ECONNRESET' || code === 'EOF') return bytes.length;
    if (code !== 'EAGAIN') throw error;
    // The client is behind with reading.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    return 0;
  }
}
