/**
 * Greets the client on stdin and stdout before anything else is loaded: the client waits for the greeting, but works on by itself when it
 * knows the tools. Reads no byte without handing on what it does not answer.
 */

import { readSync } from 'node:fs';
import { codeOf } from '../store/refusal.ts';
import { greetingResult, type Greeting } from './greeting.ts';
import { failureLine, isId, messageOf, resultLine } from './message.ts';
import { writeOut } from './output.ts';

const STDIN = 0;
const NEWLINE = 0x0a;
const CHUNK_BYTES = 1 << 16;

/** What was read beyond the greeting, from the beginning of a line on; undefined when the client has closed its side. */
export function greet(greeting: Greeting): Uint8Array | undefined {
  let rest: Buffer = Buffer.alloc(0);
  for (;;) {
    const end = rest.indexOf(NEWLINE);
    if (end >= 0) {
      const said = greetingAnswer(rest.toString('utf8', 0, end), greeting);
      if (said === undefined) return rest;
      rest = rest.subarray(end + 1);
      writeOut(said.answer);
      if (said.last) return rest;
      continue;
    }
    const more = readSome();
    if (more === undefined || rest.length + more.length > CHUNK_BYTES)
      return Buffer.concat([rest, more ?? rest.subarray(0, 0)]);
    if (more.length === 0) return rest.length === 0 ? undefined : rest;
    rest = Buffer.concat([rest, more]);
  }
}

/** Undefined where only the rest of the server knows what to say. */
export function greetingAnswer(
  line: string,
  greeting: Greeting,
): { readonly answer: string; readonly last: boolean } | undefined {
  const message = messageOf(line);
  if (message?.method === undefined) return undefined;
  const { id, method, params } = message;
  if (method.startsWith('notifications/')) return { answer: '', last: false };
  if (!isId(id) || method === 'tools/call') return undefined;
  const result = greetingResult(method, params, greeting);
  if (result === undefined) return { answer: failureLine(id, 'unknown-method'), last: false };
  return { answer: resultLine(id, result), last: method === 'tools/list' };
}

/** Nothing at the end of the input; undefined when reading would not wait. */
function readSome(): Buffer | undefined {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  try {
    return chunk.subarray(0, readSync(STDIN, chunk));
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EOF') return chunk.subarray(0, 0);
    if (code === 'EAGAIN') return undefined;
    throw error;
  }
}
