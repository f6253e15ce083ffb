/** What a client asks before it calls a tool. The answers are known beforehand, so they can be given before the rest is loaded. */

import { text, type Json } from '../sources/read.ts';

/** A tool as the client sees it. */
export type Card = {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: Json;
  /** Says that it changes nothing; clients ask less often for leave then. */
  readonly readOnly: boolean;
};

export type Greeting = { readonly name: string; readonly version: string; readonly tools: readonly Card[] };

/** Spoken when the client does not say what it speaks. */
const PROTOCOL = '2025-06-18';

/** The result, or undefined for what is no part of the greeting. */
export function greetingResult(method: string, params: Json, { name, version, tools }: Greeting): unknown {
  if (method === 'ping') return {};
  if (method === 'tools/list') return { tools: tools.map(described) };
  if (method !== 'initialize') return undefined;
  const protocolVersion = text(params['protocolVersion']) ?? PROTOCOL;
  return { protocolVersion, capabilities: { tools: {} }, serverInfo: { name, version } };
}

function described({ name, description, inputSchema, readOnly }: Card): unknown {
  return { name, description, inputSchema, annotations: { readOnlyHint: readOnly, openWorldHint: false } };
}
