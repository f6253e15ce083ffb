/**
 * Claude Code: its log events, and of its spans what the logs lack. Calls carry the transcript's ids; answers are known by the id of
 * their request only, which the transcript also tells.
 */

import type { EventOf, Outcome } from '../../event/schema.ts';
import { classOfRequest } from '../claude-code/request-errors.ts';
import { classify, type FailureClass } from '../failure.ts';
import type { Yielded } from '../define.ts';
import { known, text } from '../read.ts';
import {
  NO_ID,
  NOT_TELEMETRY,
  NO_TIMESTAMP,
  PART_OF_EVENT,
  UNKNOWN_TYPE,
  amount,
  beginning,
  commonOf,
  truth,
  type Timed,
} from './event.ts';
import { standInId, unmatchedId } from './ids.ts';
import type { OtlpRecord } from './record.ts';

export const AGENT = 'claude-code';
const SCOPE = 'com.anthropic.claude_code';
const SPAN = 'claude_code.';

export function isClaudeCode({ scope, name, resource }: OtlpRecord): boolean {
  return scope.startsWith(SCOPE) || name.startsWith(SPAN) || resource['service.name'] === AGENT;
}

/** Answers a record with its events, or with the reason why there are none. */
type Translator = (record: Timed) => readonly Yielded[];

export function readClaudeCode(record: OtlpRecord): readonly Yielded[] {
  const name = record.name.startsWith(SPAN) ? record.name.slice(SPAN.length) : record.name;
  const translate = (record.signal === 'span' ? SPANS : EVENTS).get(name);
  if (translate === undefined) return QUIET.has(name) ? NOT_TELEMETRY : UNKNOWN_TYPE;
  return record.at === undefined ? NO_TIMESTAMP : translate({ ...record, at: record.at });
}

const EVENTS: ReadonlyMap<string, Translator> = new Map<string, Translator>([
  ['tool_result', toolResult],
  ['tool_decision', toolDecision],
  ['api_request', apiRequest],
  ['api_error', apiError],
  ['user_prompt', userPrompt],
  ['subagent_completed', subagentCompleted],
  // Its text is content, its size and tokens come with the request; the request of a compaction is one of them.
  ['assistant_response', () => PART_OF_EVENT],
  ['compaction', () => PART_OF_EVENT],
]);

const SPANS: ReadonlyMap<string, Translator> = new Map<string, Translator>([
  ['tool', toolSpan],
  ['tool.execution', executionSpan],
  ['llm_request', requestSpan],
  ['interaction', interactionSpan],
  ['tool.blocked_on_user', () => PART_OF_EVENT],
]);

/** Known, and nothing that happened to the work. */
const QUIET = new Set([
  'hook',
  'hook_registered',
  'hook_execution_start',
  'hook_execution_complete',
  'hook_plugin_metrics',
  'plugin_loaded',
  'plugin_installed',
  'skill_activated',
  'mcp_server_connection',
  'permission_mode_changed',
  'at_mention',
  'auth',
  'internal_error',
  'feedback_survey',
  'retention_sweep',
  'api_request_body',
  'api_response_body',
  'managed_settings_resolved',
  'api_refusal',
  'api_retries_exhausted',
]);

/** `conversation.id` of GenAI is the subagent's own here, so the session is what `session.id` says. */
function who({ attributes, resource }: Timed) {
  const version = text(resource['service.version']) ?? text(attributes['app.version']);
  return known({
    ...commonOf({ agent: AGENT, version, session: text(attributes['session.id']) }),
    subagent_id: text(attributes['agent_id']),
  });
}

/** Names of tools of third parties are hidden behind one of these unless the user wants details; the transcript has the real one. */
const HIDDEN_NAMES = new Set(['mcp_tool', 'custom', 'third-party']);

function toolName(value: unknown): string | undefined {
  const name = text(value);
  return name === undefined || HIDDEN_NAMES.has(name) ? undefined : name;
}

function toolResult(record: Timed): readonly Yielded[] {
  const { attributes: told } = record;
  const id = text(told['tool_use_id']);
  if (id === undefined) return NO_ID;
  const ms = amount(told['duration_ms']);
  const failure =
    told['decision_type'] === 'reject'
      ? denial(told['decision_source'])
      : failureOf(truth(told['success']), told['error_type']);
  const call: EventOf<'call'> = known({
    kind: 'call',
    id,
    at: beginning(record.at, ms),
    ...who(record),
    tool: toolName(told['tool_name']),
    ...failure,
    output_bytes: amount(told['tool_result_size_bytes']),
    duration_ms: ms,
  } as const);
  return [call];
}

type Failure = { outcome: Outcome; error_class?: FailureClass };

/** The message of a failed call is not sent; the class of a shell's failure stands in the transcript only. */
function failureOf(success: boolean | undefined, type: unknown): Failure {
  if (success === undefined) return { outcome: 'unknown' };
  if (success) return { outcome: 'ok' };
  const name = text(type) ?? '';
  if (name === 'ShellError') return { outcome: 'command_nonzero' };
  if (name === 'AbortError') return { outcome: 'cancelled', error_class: 'interrupted' };
  const found = classify(name.replace(/^Error:/, ''));
  return {
    outcome: 'tool_error',
    ...(found === 'other' || found === 'uncaught_exception' ? {} : { error_class: found }),
  };
}

/** A refusal is told here only: no result follows it. What was accepted is told with its result. */
function toolDecision(record: Timed): readonly Yielded[] {
  const { attributes: told } = record;
  if (told['decision'] !== 'reject') return PART_OF_EVENT;
  const id = text(told['tool_use_id']);
  if (id === undefined) return NO_ID;
  const tool = toolName(told['tool_name']);
  return [known({ kind: 'call', id, at: record.at, ...who(record), tool, ...denial(told['source']) } as const)];
}

function denial(source: unknown): Failure {
  const by = text(source) ?? '';
  if (by === 'user_abort') return { outcome: 'cancelled', error_class: 'interrupted' };
  if (by === 'hook') return { outcome: 'denied', error_class: 'hook_blocked' };
  return { outcome: 'denied', error_class: by.startsWith('user') ? 'user_rejected' : 'permission_rule' };
}

function apiRequest(record: Timed): readonly Yielded[] {
  const { attributes: told } = record;
  const request = text(told['request_id']);
  const ms = amount(told['duration_ms']);
  const session = text(told['session.id']);
  const dollars = told['cost_usd'];
  const answer: EventOf<'answer'> = known({
    kind: 'answer',
    id:
      request === undefined ? unmatchedId(session, record.at, [amount(told['event.sequence'])]) : `request:${request}`,
    at: beginning(record.at, ms),
    ...who(record),
    model: text(told['model']),
    request_id: request,
    ...tokensOf(told),
    duration_ms: ms,
    ttft_ms: amount(told['ttft_ms']),
    service_tier: told['speed'] === 'fast' ? 'fast' : undefined,
    reported_cost_micros:
      amount(told['cost_usd_micros']) ?? (typeof dollars === 'number' ? amount(dollars * 1e6) : undefined),
  } as const);
  return [answer];
}

function tokensOf(told: OtlpRecord['attributes']) {
  const hour = amount(told['cache_creation_1h_tokens']);
  const written = amount(told['cache_creation_tokens']);
  const short =
    amount(told['cache_creation_5m_tokens']) ??
    (written === undefined ? undefined : Math.max(0, written - (hour ?? 0)));
  const output = amount(told['output_tokens']);
  return known({
    input_tokens: amount(told['input_tokens']),
    cache_read_tokens: amount(told['cache_read_tokens']),
    cache_write_5m_tokens: short,
    cache_write_1h_tokens: hour,
    output_tokens: output,
    output_is_final: output === undefined ? undefined : true,
  });
}

/** The request got no answer. */
function apiError(record: Timed): readonly Yielded[] {
  const { attributes: told } = record;
  const said = text(told['error']);
  const request = text(told['request_id']);
  const number = amount(told['event.sequence']);
  const status = amount(told['status_code']);
  const session = text(told['session.id']);
  return [
    known({
      kind: 'error',
      id: request === undefined ? unmatchedId(session, record.at, [number]) : `request:${request}:error`,
      at: record.at,
      ...who(record),
      model: text(told['model']),
      name: 'api_error',
      error_class: classOfRequest(status, said),
      error_text: said,
      attributes: attributesOf({ status_code: status, attempt: amount(told['attempt']) }),
    } as const),
  ];
}

function attributesOf(given: Record<string, number | undefined>): Record<string, unknown> | undefined {
  const told = known(given);
  return Object.keys(told).length === 0 ? undefined : told;
}

/**
 * Prompts also tell that the session exists. What a subagent in the background reports is told as one more prompt, and nothing but its
 * text, which is not sent, tells it from the user's. So prompts stand in for those that the transcript or a hook tells of the session.
 */
function userPrompt(record: Timed): readonly Yielded[] {
  const { attributes: told } = record;
  const session = text(told['session.id']);
  const length = amount(told['prompt_length']);
  const name = text(told['prompt.id']) ?? text(told['message.uuid']);
  const id = name === undefined ? unmatchedId(session, record.at, [length]) : standInId(session, name);
  const prompt: EventOf<'prompt'> = known({
    kind: 'prompt',
    id,
    at: record.at,
    ...who(record),
    input_bytes: length,
  } as const);
  return session === undefined ? [prompt] : [prompt, sessionAt(record, session, record.at)];
}

function sessionAt(record: Timed, id: string, endedAt: string): EventOf<'session'> {
  const { subagent_id: _subagent, ...common } = who(record);
  return { kind: 'session', id, at: record.at, ...common, ended_at: endedAt };
}

function subagentCompleted(record: Timed): readonly Yielded[] {
  const { attributes: told } = record;
  const { subagent_id: id, ...common } = who(record);
  if (id === undefined) return NO_ID;
  const ms = amount(told['duration_ms']);
  const type = text(told['agent_type']);
  return [
    known({
      kind: 'invocation',
      id,
      at: beginning(record.at, ms),
      ...common,
      model: text(told['final_model']) ?? text(told['model']),
      name: type,
      agent_type: type,
      status: 'completed',
      duration_ms: ms,
      ended_at: record.at,
    } as const),
  ];
}

/** The whole call, waiting for permission included. */
function toolSpan(record: Timed): readonly Yielded[] {
  const { attributes: told } = record;
  const id = text(told['tool_use_id']);
  if (id === undefined) return NO_ID;
  const ms = amount(told['duration_ms']) ?? record.span?.ms;
  return [
    known({
      kind: 'call',
      id,
      at: record.at,
      ...who(record),
      tool: toolName(told['tool_name']),
      outcome: 'unknown',
      elapsed_ms: ms,
    } as const),
  ];
}

function executionSpan(record: Timed): readonly Yielded[] {
  const { attributes: told } = record;
  const id = text(told['tool_use_id']);
  if (id === undefined) return NO_ID;
  const ms = amount(told['duration_ms']) ?? record.span?.ms;
  const failure = failureOf(truth(told['success']), told['error_class']);
  return [known({ kind: 'call', id, at: record.at, ...who(record), ...failure, duration_ms: ms } as const)];
}

/** The logs do not say why an answer ended. The span does not say for how long its cache was written, so nothing of that is taken. */
function requestSpan(record: Timed): readonly Yielded[] {
  const { attributes: told } = record;
  const request = text(told['request_id']);
  const { cache_write_5m_tokens: _short, cache_write_1h_tokens: _hour, ...tokens } = tokensOf(told);
  if (request === undefined || tokens.output_tokens === undefined) return PART_OF_EVENT;
  return [
    known({
      kind: 'answer',
      id: `request:${request}`,
      at: record.at,
      ...who(record),
      model: text(told['model']),
      request_id: request,
      ...tokens,
      stop_reason: text(told['stop_reason']),
    } as const),
  ];
}

function interactionSpan(record: Timed): readonly Yielded[] {
  const session = text(record.attributes['session.id']);
  if (session === undefined) return NO_ID;
  const ended = new Date(Date.parse(record.at) + (record.span?.ms ?? 0)).toISOString();
  return [sessionAt(record, session, ended)];
}
