/**
 * The attributes that may be read, all others are dropped before anything else is done with a record. What is not listed here cannot
 * reach an event: prompts, responses, arguments, outputs, command lines, and who the user is are not.
 */

import { list, object, type Json } from '../read.ts';

/** Values by key: texts, numbers, booleans, and lists of texts. */
export type Attributes = Json;

export const NO_ATTRIBUTES: Attributes = {};

/** Who sends. Nothing else of a resource is read: it holds host names, owners of processes and command lines. */
export const RESOURCE_KEYS: ReadonlySet<string> = new Set(['service.name', 'service.version']);

/** What happened, by the dialect that uses the key. */
const BY_DIALECT = {
  several: [
    'event.name',
    'event.kind',
    'event.timestamp',
    'session.id',
    'conversation.id',
    'model',
    'duration_ms',
    'success',
    'decision',
    'source',
    'tool_name',
    'error',
    'error.type',
    'error_type',
    'status_code',
    'request_id',
    'ttft_ms',
    'prompt_length',
    'agent_name',
  ],
  claudeCode: [
    'event.sequence',
    'tool_use_id',
    'agent_id',
    'agent_type',
    'decision_type',
    'decision_source',
    'tool_result_size_bytes',
    'input_tokens',
    'output_tokens',
    'cache_read_tokens',
    'cache_creation_tokens',
    'cache_creation_5m_tokens',
    'cache_creation_1h_tokens',
    'cost_usd',
    'cost_usd_micros',
    'speed',
    'stop_reason',
    'message.uuid',
    'prompt.id',
    'final_model',
    'attempt',
    'error_class',
    'app.version',
  ],
  codex: [
    'call_id',
    'tool_namespace',
    'input_token_count',
    'output_token_count',
    'cached_token_count',
    'cache_write_token_count',
    'reasoning_token_count',
  ],
  geminiCli: [
    'function_name',
    'cached_content_token_count',
    'thoughts_token_count',
    'tool_token_count',
    'total_token_count',
    'role',
    'terminate_reason',
    'gen_ai.tool.call_id',
  ],
  genAi: [
    'gen_ai.operation.name',
    'gen_ai.conversation.id',
    'gen_ai.request.model',
    'gen_ai.response.model',
    'gen_ai.response.id',
    'gen_ai.response.finish_reasons',
    'gen_ai.response.time_to_first_chunk',
    'gen_ai.tool.name',
    'gen_ai.tool.call.id',
    'gen_ai.agent.name',
    'gen_ai.usage.input_tokens',
    'gen_ai.usage.output_tokens',
    'gen_ai.usage.prompt_tokens',
    'gen_ai.usage.completion_tokens',
    'gen_ai.usage.cache_read.input_tokens',
    'gen_ai.usage.cache_read_input_tokens',
    'gen_ai.usage.cache_creation.input_tokens',
    'gen_ai.usage.cache_creation_input_tokens',
    'gen_ai.usage.cache_write.input_tokens',
    'gen_ai.usage.reasoning.output_tokens',
    'process.exit.code',
  ],
} as const satisfies Record<string, readonly string[]>;

export const RECORD_KEYS: ReadonlySet<string> = new Set(Object.values(BY_DIALECT).flat());

/** OTLP's list of `{key, value}`, or an object of values by key, as the values of the keys that are `wanted`. */
export function attributesOf(given: unknown, wanted: ReadonlySet<string>): Attributes {
  const found: Record<string, unknown> = {};
  if (Array.isArray(given)) {
    for (const pair of list(given)) {
      const { key, value } = object(pair) ?? {};
      if (typeof key === 'string' && wanted.has(key)) keep(found, key, anyValue(value));
    }
    return found;
  }
  const plain = object(given);
  if (plain === undefined) return NO_ATTRIBUTES;
  for (const key in plain) if (wanted.has(key) && Object.hasOwn(plain, key)) keep(found, key, plainValue(plain[key]));
  return found;
}

/** Longer texts are cut here already: nothing that is stored is looked at beyond this, and a name of megabytes costs nobody time. */
const LONGEST_TEXT = 8_192;

function keep(found: Record<string, unknown>, key: string, value: unknown): void {
  if (value === undefined) return;
  found[key] = typeof value === 'string' && value.length > LONGEST_TEXT ? value.slice(0, LONGEST_TEXT) : value;
}

/** OTLP's AnyValue. One without a value is met in practice (an attribute that was set to nothing). */
function anyValue(given: unknown): unknown {
  const value = object(given);
  if (value === undefined) return undefined;
  if (typeof value['stringValue'] === 'string') return value['stringValue'];
  if (value['intValue'] !== undefined) return numeric(value['intValue']);
  if (typeof value['doubleValue'] === 'number') return value['doubleValue'];
  if (typeof value['boolValue'] === 'boolean') return value['boolValue'];
  const values = object(value['arrayValue'])?.['values'];
  return values === undefined ? undefined : textsOf(list(values).map((one) => object(one)?.['stringValue']));
}

function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) return textsOf(value);
  if (typeof value === 'object') return anyValue(value);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}

function textsOf(values: readonly unknown[]): readonly string[] {
  return values.slice(0, MOST_TEXTS).filter((one) => typeof one === 'string');
}

const MOST_TEXTS = 16;

/** A number, also one that was written as text, as 64-bit integers are in JSON. */
export function numeric(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || !/^-?\d{1,19}(?:\.\d{1,20})?$/.test(value)) return undefined;
  return Number(value);
}
