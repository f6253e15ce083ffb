/**
 * Reads what a client hands to its hook on stdin, without the streams of Node, which take longer to load than everything else here. Ends
 * with the input, with the end of a JSON object, or when the time is up.
 */

import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { codeOf } from '../store/refusal.ts';
import { parsePayload, type Given } from './payload.ts';

const FIRST_BYTES = 1 << 16;
/** More is no hook payload. */
const MOST_BYTES = 1 << 26;
const PAUSE_MS = 1;
const CLOSING_BRACE = 0x7d;
const NEWLINE = 0x0a;

/** What arrived within `limitMs`; nothing when stdin is a terminal or closed. */
export function readInput(limitMs: number): Given {
  const deadline = Date.now() + limitMs;
  const file = openInput();
  if (file === undefined) return parsePayload('');
  try {
    return readAll(file.descriptor, deadline);
  } finally {
    if (file.own) closeSync(file.descriptor);
  }
}

/**
 * A pipe whose writer never closes it would block for ever: on Linux it is opened a second time without blocking. Elsewhere, and for
 * sockets, the client's own time limit for hooks has to do.
 */
function openInput(): { readonly descriptor: number; readonly own: boolean } | undefined {
  try {
    const kind = fstatSync(0);
    if (kind.isCharacterDevice()) return undefined;
    if (!kind.isFIFO() || process.platform !== 'linux') return { descriptor: 0, own: false };
    return { descriptor: openSync('/proc/self/fd/0', constants.O_RDONLY | constants.O_NONBLOCK), own: true };
  } catch (error) {
    if (codeOf(error) === 'EBADF') return undefined;
    return { descriptor: 0, own: false };
  }
}

function readAll(descriptor: number, deadline: number): Given {
  let buffer = Buffer.allocUnsafe(FIRST_BYTES);
  let size = 0;
  for (;;) {
    const got = readSome(descriptor, buffer, size);
    if (got === 0) return parsePayload(buffer.toString('utf8', 0, size));
    if (got === undefined) {
      if (Date.now() >= deadline) return { flaw: 'skip/unfinished-record' };
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
      continue;
    }
    size += got;
    // Nobody has to wait for the end of the input once an object has arrived whole.
    const whole =
      size < buffer.length && endsObject(buffer, size) ? parsePayload(buffer.toString('utf8', 0, size)) : undefined;
    if (whole !== undefined && whole.flaw === undefined) return whole;
    if (size >= MOST_BYTES) return { flaw: 'skip/record-too-long' };
    if (size === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 4);
  }
}

/** Undefined when nothing has come yet. */
function readSome(descriptor: number, buffer: Buffer, at: number): number | undefined {
  try {
    return readSync(descriptor, buffer, at, buffer.length - at, null);
  } catch (error) {
    if (codeOf(error) === 'EAGAIN') return undefined;
    if (codeOf(error) === 'EOF') return 0;
    throw error;
  }
}

function endsObject(buffer: Buffer, size: number): boolean {
  let last = size - 1;
  while (last > 0 && buffer[last] === NEWLINE) last -= 1;
  return buffer[last] === CLOSING_BRACE;
}
