/**
 * The GenAI semantic conventions, old and new names, as GitHub Copilot CLI and any other program use them: spans for answers, tool calls
 * and runs of agents. Their input tokens include what was read from a cache or written to it.
 */

import type { EventOf, Outcome } from '../../event/schema.ts';
import { classify, decisionOf, type FailureClass } from '../failure.ts';
import { idWithin } from '../codex/ids.ts';
import type { Yielded } from '../define.ts';
import { integer, known, text } from '../read.ts';
import { numeric, type Attributes } from './attributes.ts';
import {
  NO_ID,
  NO_TIMESTAMP,
  NOT_TELEMETRY,
  NO_USAGE,
  PART_OF_EVENT,
  amount,
  commonOf,
  firstText,
  type Timed,
} from './event.ts';
import type { OtlpRecord } from './record.ts';

/** Programs whose files a source reads under another name. */
const AGENTS: ReadonlyMap<string, string> = new Map([['github-copilot', 'copilot']]);
const OTHER_AGENT = 'opentelemetry';

/** By `gen_ai.operation.name`. */
const OPERATIONS: ReadonlyMap<string, (record: Timed) => readonly Yielded[]> = new Map([
  ['chat', answer],
  ['generate_content', answer],
  ['text_completion', answer],
  ['execute_tool', toolCall],
  ['invoke_agent', agentRun],
]);

export function readGenAi(record: OtlpRecord): readonly Yielded[] {
  const operation = text(record.attributes['gen_ai.operation.name']);
  if (operation === undefined) return NOT_TELEMETRY;
  // Log events of these conventions repeat what the span says, with its content.
  if (record.signal !== 'span') return PART_OF_EVENT;
  const translate = OPERATIONS.get(operation);
  if (translate === undefined) return NOT_TELEMETRY;
  return record.at === undefined ? NO_TIMESTAMP : translate({ ...record, at: record.at });
}

function who({ resource, attributes }: Timed) {
  const service = text(resource['service.name']) ?? OTHER_AGENT;
  const session = text(attributes['gen_ai.conversation.id']) ?? text(attributes['session.id']);
  return commonOf({ agent: AGENTS.get(service) ?? service, version: text(resource['service.version']), session });
}

function modelOf(told: Attributes): string | undefined {
  return text(told['gen_ai.response.model']) ?? text(told['gen_ai.request.model']);
}

/** What the program names, made unique within its session; else the span. */
function idOf(record: Timed, own: unknown): string | undefined {
  const id = text(own);
  const session = who(record).session_id;
  if (id !== undefined) return idWithin(session ?? record.span?.id, id.slice(0, 150));
  return record.span?.id === undefined ? undefined : `span:${record.span.id}`;
}

function answer(record: Timed): readonly Yielded[] {
  const { attributes: told, span } = record;
  const id = idOf(record, told['gen_ai.response.id']);
  if (id === undefined) return NO_ID;
  const tokens = tokensOf(told);
  if (tokens.output_tokens === undefined && tokens.input_tokens === undefined)
    return span?.failed === true ? [requestError(record, id)] : NO_USAGE;
  const wait = numeric(told['gen_ai.response.time_to_first_chunk']);
  const found: EventOf<'answer'> = known({
    kind: 'answer',
    id,
    at: record.at,
    ...who(record),
    model: modelOf(told),
    request_id: text(told['gen_ai.response.id']),
    ...tokens,
    stop_reason: firstText(told['gen_ai.response.finish_reasons']),
    duration_ms: span?.ms,
    ttft_ms: wait === undefined ? undefined : amount(wait * 1000),
  } as const);
  return [found];
}

function requestError(record: Timed, id: string): EventOf<'error'> {
  const { attributes: told } = record;
  const type = text(told['error.type']);
  const found = type === undefined ? 'other' : classify(type);
  const error_class = found === 'other' ? (type ?? 'http_error') : found;
  return known({
    kind: 'error',
    id,
    at: record.at,
    ...who(record),
    model: modelOf(told),
    name: 'api_error',
    error_class,
  } as const);
}

function tokensOf(told: Attributes) {
  const input = amount(told['gen_ai.usage.input_tokens']) ?? amount(told['gen_ai.usage.prompt_tokens']);
  const output = amount(told['gen_ai.usage.output_tokens']) ?? amount(told['gen_ai.usage.completion_tokens']);
  const read =
    amount(told['gen_ai.usage.cache_read.input_tokens']) ?? amount(told['gen_ai.usage.cache_read_input_tokens']);
  const written =
    amount(told['gen_ai.usage.cache_write.input_tokens']) ??
    amount(told['gen_ai.usage.cache_creation.input_tokens']) ??
    amount(told['gen_ai.usage.cache_creation_input_tokens']);
  const cached = (read ?? 0) + (written ?? 0);
  return known({
    // Some programs still send Anthropic's own figure, which leaves the cache out: it is then smaller than what it should include.
    input_tokens: input === undefined || input < cached ? input : input - cached,
    cache_read_tokens: read,
    cache_write_5m_tokens: written === 0 ? undefined : written,
    output_tokens: output,
    reasoning_tokens: amount(told['gen_ai.usage.reasoning.output_tokens']),
    output_is_final: output === undefined ? undefined : true,
  });
}

function toolCall(record: Timed): readonly Yielded[] {
  const { attributes: told, span } = record;
  const id = idOf(record, told['gen_ai.tool.call.id'] ?? told['gen_ai.tool.call_id']);
  if (id === undefined) return NO_ID;
  const call: EventOf<'call'> = known({
    kind: 'call',
    id,
    at: record.at,
    ...who(record),
    tool: text(told['gen_ai.tool.name']),
    ...resultOf(told, span?.failed === true),
    duration_ms: span?.ms,
  } as const);
  return [call];
}

type Result = { outcome: Outcome; exit_code?: number; error_class?: string };

/** Values of `error.type` that are decisions or states of a command. */
const ENDINGS: ReadonlyMap<string, Result> = new Map<string, Result>([
  ['denied', { outcome: 'denied', error_class: 'permission_rule' }],
  ['cancelled', { outcome: 'cancelled', error_class: 'interrupted' }],
  ['command_exit_nonzero', { outcome: 'command_nonzero' }],
  ['command_nonzero', { outcome: 'command_nonzero' }],
  ['validation', { outcome: 'tool_error', error_class: 'rejected_parameters' }],
  ['tool_error', { outcome: 'tool_error' }],
]);

function resultOf(told: Attributes, failed: boolean): Result {
  const status = integer(numeric(told['process.exit.code']));
  const exit = status !== undefined && Math.abs(status) < 2 ** 32 ? status : undefined;
  const type = text(told['error.type']);
  const ending = type === undefined ? undefined : ENDINGS.get(type);
  if (ending !== undefined) return { ...ending, ...(exit === undefined ? {} : { exit_code: exit }) };
  if (exit !== undefined && exit !== 0) return { outcome: 'command_nonzero', exit_code: exit };
  if (type === undefined && !failed) return { outcome: 'ok', ...(exit === undefined ? {} : { exit_code: exit }) };
  const found: FailureClass = type === undefined ? 'other' : classify(type);
  return { outcome: decisionOf(found) ?? 'tool_error', error_class: found === 'other' ? (type ?? found) : found };
}

/** The run of a named agent; without a name it is a turn of the conversation, whose beginning and end it tells. */
function agentRun(record: Timed): readonly Yielded[] {
  const { attributes: told, span } = record;
  const common = who(record);
  const ended = span?.ms === undefined ? undefined : new Date(Date.parse(record.at) + span.ms).toISOString();
  const name = text(told['gen_ai.agent.name']);
  if (name === undefined) {
    const { session_id: session } = common;
    if (session === undefined) return NO_ID;
    return [known({ kind: 'session', id: session, at: record.at, ...common, ended_at: ended } as const)];
  }
  if (span?.id === undefined) return NO_ID;
  return [
    known({
      kind: 'invocation',
      id: `span:${span.id}`,
      at: record.at,
      ...common,
      model: modelOf(told),
      name,
      agent_type: name,
      status: span.failed ? 'failed' : 'completed',
      duration_ms: span.ms,
      error_class: span.failed ? text(told['error.type']) : undefined,
      ended_at: ended,
    } as const),
  ];
}
