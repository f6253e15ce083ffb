/**
 * The part of JSON-RPC 2.0 and of the Model Context Protocol that a server with nothing but tools needs. It never throws: whatever comes
 * in, whoever waits for an answer gets one.
 */

import { object, text, type Json } from '../sources/read.ts';
import type { Line } from './lines.ts';

export type Answer = { readonly text: string; readonly isError?: boolean };

export type Tool = {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: Json;
  /** Says that it changes nothing; clients ask less often for leave then. */
  readonly readOnly: boolean;
  call(input: Json): Answer | Promise<Answer>;
};

export type Server = {
  readonly name: string;
  readonly version: string;
  readonly tools: readonly Tool[];
  /** Called when a client has introduced itself. */
  onStart?(): void;
  /** Called when the client has closed its side. */
  onEnd?(): void;
  /** Told the name of what went wrong. */
  onFailure(failure: string): void;
};

/** The answer as one line, or nothing for a notification and for an answer to us. */
export async function answerLine(line: Line, server: Server): Promise<string | undefined> {
  if (!('text' in line)) return tooLong(line, server);
  if (line.text.trim() === '') return undefined;
  const message = object(parsed(line.text));
  if (message === undefined) return failure(null, PARSE_ERROR, 'This is no JSON-RPC message.');
  const { id } = message;
  const method = text(message['method']);
  if (!isId(id) || method === undefined) return undefined;
  try {
    const result = await resultOf(method, object(message['params']) ?? {}, server);
    if (result === undefined) return failure(id, UNKNOWN_METHOD, 'This server has tools only.');
    return `${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`;
  } catch (error) {
    server.onFailure(error instanceof Error ? error.name : typeof error);
    return failure(id, INTERNAL_ERROR, 'The server failed.');
  }
}

const PARSE_ERROR = -32_700;
const UNKNOWN_METHOD = -32_601;
const INTERNAL_ERROR = -32_603;
/** Spoken when the client does not say what it speaks. */
const PROTOCOL = '2025-06-18';

type Id = string | number | null;

async function resultOf(method: string, params: Json, server: Server): Promise<unknown> {
  switch (method) {
    case 'initialize':
      server.onStart?.();
      return {
        protocolVersion: text(params['protocolVersion']) ?? PROTOCOL,
        capabilities: { tools: {} },
        serverInfo: { name: server.name, version: server.version },
      };
    case 'ping':
      return {};
    case 'tools/list':
      return { tools: server.tools.map(described) };
    case 'tools/call': {
      const tool = server.tools.find(({ name }) => name === params['name']);
      if (tool === undefined) return content({ text: `There is no tool ${String(params['name'])}.`, isError: true });
      return content(await tool.call(object(params['arguments']) ?? {}));
    }
    default:
      return undefined;
  }
}

function described({ name, description, inputSchema, readOnly }: Tool): unknown {
  return { name, description, inputSchema, annotations: { readOnlyHint: readOnly, openWorldHint: false } };
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
  return isId(id) ? `${JSON.stringify({ jsonrpc: '2.0', id, result: content({ text: '{}' }) })}\n` : undefined;
}

function failure(id: Id, code: number, message: string): string {
  return `${JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } })}\n`;
}

function isId(value: unknown): value is Id {
  return typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
