/** One line of `execution-telemetry.jsonl` (`tool_name`, `params`, `outcome`, `error`, `latency_ms`, `session_id`) → a call. */

import { createHash } from 'node:crypto';
import type { EventOf } from '../../event/schema.ts';
import { skip, type Skip } from '../../event/skip.ts';
import { classify } from '../failure.ts';
import { bytesOf, count, instant, known, object, text, type Json } from '../read.ts';
import { leftOf } from './left.ts';

/** `ordinal` tells equal lines apart. */
export function readToolCall(
  record: Json,
  agent: string,
  ordinalOf: (digest: string) => number,
): EventOf<'call'> | Skip {
  const at = instantOf(record['timestamp']);
  if (at === undefined) return skip('no-timestamp');
  const tool = text(record['tool_name']);
  if (tool === undefined) return skip('no-id');
  const params = object(record['params']);
  const error = text(record['error']);
  const digest = createHash('sha256').update(JSON.stringify(record)).digest('hex').slice(0, 24);
  const outcome = OUTCOMES.get(text(record['outcome']) ?? '') ?? 'unknown';
  return known({
    kind: 'call',
    id: text(record['tool_use_id']) ?? `${digest}-${ordinalOf(digest)}`,
    at,
    observers: 'log',
    agent,
    session_id: text(record['session_id']),
    tool,
    outcome,
    error_class: outcome === 'tool_error' ? classify(error ?? '', tool) : undefined,
    error_text: error,
    target: TELLING.map((name) => text(params?.[name])).find((told) => told !== undefined),
    input_bytes: params === undefined ? undefined : bytesOf(params),
    duration_ms: count(record['latency_ms']),
    attributes: leftOf(record, FIELDS),
  } as const);
}

const OUTCOMES: ReadonlyMap<string, 'ok' | 'tool_error'> = new Map([
  ['success', 'ok'],
  ['failure', 'tool_error'],
]);

/** Parameters that say what a call is about, first match wins. */
const TELLING = ['file_path', 'notebook_path', 'path', 'command', 'pattern', 'query', 'url', 'subagent_type'];

const FIELDS = new Set([
  'timestamp',
  'tool_name',
  'params',
  'outcome',
  'error',
  'latency_ms',
  'session_id',
  'tool_use_id',
]);

/** The old recorder wrote the clock of its machine without a zone; it is read as the clock of this one. */
function instantOf(value: unknown): string | undefined {
  return instant(value);
}
