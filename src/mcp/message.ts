/** Messages of JSON-RPC 2.0, one a line: what stands in them, and the lines that answer. Nothing that comes in makes it throw. */

import { object, text, type Json } from '../sources/read.ts';

export type Id = string | number | null;

/** Without an id nobody waits for an answer; without a method it is an answer to us. */
export type Message = { readonly id: unknown; readonly method: string | undefined; readonly params: Json };

/** Undefined for what is no message. */
export function messageOf(line: string): Message | undefined {
  const message = object(parsed(line));
  if (message === undefined) return undefined;
  return { id: message['id'], method: text(message['method']), params: object(message['params']) ?? {} };
}

export function isId(value: unknown): value is Id {
  return typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));
}

export function resultLine(id: Id, result: unknown): string {
  return `${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`;
}

const FAILURES = {
  parse: [-32_700, 'This is no JSON-RPC message.'],
  'unknown-method': [-32_601, 'This server has tools only.'],
  internal: [-32_603, 'The server failed.'],
} as const;

export function failureLine(id: Id, failure: keyof typeof FAILURES): string {
  const [code, message] = FAILURES[failure];
  return `${JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } })}\n`;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
