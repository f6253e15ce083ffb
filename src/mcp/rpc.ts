/**
 * The part of JSON-RPC 2.0 and of the Model Context Protocol that a server with nothing but tools needs. It never throws: whatever comes
 * in, whoever waits for an answer gets one.
 */

import { object, type Json } from '../sources/read.ts';
import { greetingResult, type Card, type Greeting } from './greeting.ts';
import type { Line } from './lines.ts';
import { failureLine, isId, messageOf, resultLine } from './message.ts';

export type Answer = { readonly text: string; readonly isError?: boolean };

export type Tool = Card & { call(input: Json): Answer | Promise<Answer> };

export type Server = Omit<Greeting, 'tools'> & {
  readonly tools: readonly Tool[];
  /** Called when the client has closed its side. */
  onEnd?(): void;
  /** Told the name of what went wrong. */
  onFailure(failure: string): void;
};

/** The answer as one line, or nothing for a notification and for an answer to us. */
export async function answerLine(line: Line, server: Server): Promise<string | undefined> {
  if (!('text' in line)) return tooLong(line, server);
  if (line.text.trim() === '') return undefined;
  const message = messageOf(line.text);
  if (message === undefined) return failureLine(null, 'parse');
  const { id, method, params } = message;
  if (!isId(id) || method === undefined) return undefined;
  try {
    const result = method === 'tools/call' ? await callTool(params, server) : greetingResult(method, params, server);
    return result === undefined ? failureLine(id, 'unknown-method') : resultLine(id, result);
  } catch (error) {
    server.onFailure(error instanceof Error ? error.name : typeof error);
    return failureLine(id, 'internal');
  }
}

async function callTool(params: Json, { tools }: Server): Promise<unknown> {
  const tool = tools.find(({ name }) => name === params['name']);
  if (tool === undefined) return content({ text: `There is no tool ${String(params['name'])}.`, isError: true });
  return content(await tool.call(object(params['arguments']) ?? {}));
}

function content({ text: said, isError }: Answer): unknown {
  return { content: [{ type: 'text', text: said }], ...(isError === true ? { isError } : {}) };
}

/** The id stands at one of the two ends of a message. */
function tooLong({ head, tail }: { head: string; tail: string }, server: Server): string | undefined {
  server.onFailure('line-too-long');
  const found =
    /,"id":(\d{1,15}|"[^"\\]{1,100}")\}\s*$/.exec(tail) ??
    /^\s*\{(?:"jsonrpc":"2\.0",)?"id":(\d{1,15}|"[^"\\]{1,100}"),/.exec(head);
  if (found === null) return undefined;
  const id: unknown = JSON.parse(found[1] ?? 'null');
  return isId(id) ? resultLine(id, content({ text: '{}' })) : undefined;
}
