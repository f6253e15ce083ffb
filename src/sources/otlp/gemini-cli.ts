/**
 * Gemini CLI: log events, which tell outcomes and tokens without an id, and spans, which tell the id and the time of a call but not its
 * outcome. Answers of the router stand in no chat file.
 */

import type { EventOf, Outcome } from '../../event/schema.ts';
import { classify, decisionOf, type FailureClass } from '../failure.ts';
import { idWithin } from '../codex/ids.ts';
import type { Yielded } from '../define.ts';
import { known, text } from '../read.ts';
import {
  NO_ID,
  NOT_TELEMETRY,
  NO_TIMESTAMP,
  NO_USAGE,
  PART_OF_EVENT,
  UNKNOWN_TYPE,
  amount,
  beginning,
  commonOf,
  truth,
  type Timed,
} from './event.ts';
import { asideId, unmatchedId } from './ids.ts';
import type { OtlpRecord } from './record.ts';

const AGENT = 'gemini-cli';
const PREFIX = 'gemini_cli.';

export function isGeminiCli({ scope, name, resource }: OtlpRecord): boolean {
  return scope === AGENT || name.startsWith(PREFIX) || resource['service.name'] === AGENT;
}

export function readGeminiCli(record: OtlpRecord): readonly Yielded[] {
  const timed = record.at === undefined ? undefined : { ...record, at: record.at };
  if (record.signal === 'span') {
    if (record.attributes['gen_ai.operation.name'] !== 'tool_call') return PART_OF_EVENT;
    return timed === undefined ? NO_TIMESTAMP : toolSpan(timed);
  }
  // The same answer is told twice more, with all of its content.
  if (!record.name.startsWith(PREFIX)) return PART_OF_EVENT;
  const name = record.name.slice(PREFIX.length);
  const translate = EVENTS.get(name);
  if (translate === undefined) return QUIET.test(name) ? NOT_TELEMETRY : UNKNOWN_TYPE;
  return timed === undefined ? NO_TIMESTAMP : translate(timed);
}

type Translator = (record: Timed) => readonly Yielded[];

const EVENTS: ReadonlyMap<string, Translator> = new Map<string, Translator>([
  ['tool_call', toolCall],
  ['api_response', apiResponse],
  ['api_error', apiError],
  ['user_prompt', userPrompt],
  ['agent.finish', agentFinish],
]);

/** Known, and told better elsewhere or nothing that happened to the work. */
const QUIET =
  /^(?:config|api_request|file_operation|edit_\w+|model_routing|startup_stats|hook_call|ripgrep_fallback|flash_fallback|slash_command|next_speaker_check|loop_detect\w*|content_retry\w*|conversation_finished|chat_compression|tool_output_\w+|malformed_json_response|invalid_chunk|ide_connection|extension_\w+|agent\.(?:start|recovery_attempt)|plan\.\w+|web_fetch\w*|llm_loop_check|rewind|network_\w+|keychain\.\w+|token_storage\.\w+|performance\.\w+|onboarding\.\w+|approval_mode_\w+)$/;

function sessionOf({ attributes }: Timed): string | undefined {
  return text(attributes['session.id']) ?? text(attributes['gen_ai.conversation.id']);
}

/** The version that the resource names is that of Node. */
function who(record: Timed) {
  return known({
    ...commonOf({ agent: AGENT, version: undefined, session: sessionOf(record) }),
    model: text(record.attributes['model']),
  });
}

function toolSpan(record: Timed): readonly Yielded[] {
  const { attributes: told, span } = record;
  const id = text(told['gen_ai.tool.call_id']) ?? text(told['gen_ai.tool.call.id']);
  if (id === undefined) return NO_ID;
  return [
    known({
      kind: 'call',
      id: idWithin(sessionOf(record), id),
      at: record.at,
      ...who(record),
      tool: text(told['gen_ai.tool.name']),
      // The span says that all went well whatever became of the call.
      outcome: 'unknown',
      duration_ms: span?.ms,
    } as const),
  ];
}

function toolCall(record: Timed): readonly Yielded[] {
  const { attributes: told } = record;
  const ms = amount(told['duration_ms']);
  const call: EventOf<'call'> = known({
    kind: 'call',
    id: unmatchedId(sessionOf(record), record.at, [ms, letters(text(told['function_name']) ?? '')]),
    at: beginning(record.at, ms),
    ...who(record),
    tool: text(told['function_name']),
    ...resultOf(told),
    duration_ms: ms,
  } as const);
  return [call];
}

/** Tells calls apart that ended in the same millisecond. */
function letters(name: string): number {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003;
  return sum;
}

type Result = { outcome: Outcome; error_class?: FailureClass; error_text?: string };

const CLASSES: ReadonlyMap<string, FailureClass> = new Map<string, FailureClass>([
  ['tool_not_registered', 'unknown_tool'],
  ['invalid_tool_params', 'rejected_parameters'],
  ['edit_no_occurrence_found', 'string_not_found'],
  ['edit_expected_occurrence_mismatch', 'string_not_unique'],
  ['edit_no_change', 'no_change'],
  ['file_not_found', 'file_not_found'],
  ['permission_denied', 'permission_denied'],
  ['file_too_large', 'too_large'],
  ['target_is_directory', 'not_a_directory'],
  ['path_is_not_a_directory', 'not_a_directory'],
  ['no_space_left', 'disk_full'],
]);

/** A command that ends with a status other than 0 is told as a success, so a success of the shell says nothing of the command. */
function resultOf(told: OtlpRecord['attributes']): Result {
  if (told['decision'] === 'reject') return { outcome: 'denied', error_class: 'user_rejected' };
  const success = truth(told['success']);
  if (success === undefined) return { outcome: 'unknown' };
  if (success) return { outcome: told['function_name'] === 'run_shell_command' ? 'unknown' : 'ok' };
  const said = text(told['error']);
  const found = CLASSES.get(text(told['error_type']) ?? '') ?? (said === undefined ? 'other' : classify(said));
  return {
    outcome: decisionOf(found) ?? 'tool_error',
    error_class: found,
    ...(said === undefined ? {} : { error_text: said }),
  };
}

function apiResponse(record: Timed): readonly Yielded[] {
  const { attributes: told } = record;
  const input = amount(told['input_token_count']);
  const output = amount(told['output_token_count']);
  if (input === undefined || output === undefined) return NO_USAGE;
  const ms = amount(told['duration_ms']);
  const read = amount(told['cached_content_token_count']) ?? 0;
  const thoughts = amount(told['thoughts_token_count']) ?? 0;
  // The router's answers stand in no chat file.
  const idOf = text(told['role'])?.startsWith('utility_') === true ? asideId : unmatchedId;
  const answer: EventOf<'answer'> = known({
    kind: 'answer',
    id: idOf(sessionOf(record), record.at, [ms, amount(told['total_token_count'])]),
    at: beginning(record.at, ms),
    ...who(record),
    input_tokens: Math.max(0, input - read) + (amount(told['tool_token_count']) ?? 0),
    cache_read_tokens: read,
    output_tokens: output + thoughts,
    reasoning_tokens: thoughts,
    output_is_final: true,
    duration_ms: ms,
  } as const);
  return [answer];
}

function apiError(record: Timed): readonly Yielded[] {
  const { attributes: told } = record;
  const said = text(told['error']) ?? text(told['error_type']);
  const found = said === undefined ? 'http_error' : classify(said);
  return [
    known({
      kind: 'error',
      id: asideId(sessionOf(record), record.at, [amount(told['duration_ms'])]),
      at: record.at,
      ...who(record),
      name: 'api_error',
      error_class: found === 'other' ? 'http_error' : found,
      error_text: said,
    } as const),
  ];
}

function userPrompt(record: Timed): readonly Yielded[] {
  const session = sessionOf(record);
  const length = amount(record.attributes['prompt_length']);
  const id = unmatchedId(session, record.at, [length]);
  const prompt: EventOf<'prompt'> = known({
    kind: 'prompt',
    id,
    at: record.at,
    ...who(record),
    input_bytes: length,
  } as const);
  if (session === undefined) return [prompt];
  return [prompt, { kind: 'session', id: session, at: record.at, ...who(record), ended_at: record.at }];
}

function agentFinish(record: Timed): readonly Yielded[] {
  const { attributes: told } = record;
  const id = text(told['agent_id']);
  if (id === undefined) return NO_ID;
  const ms = amount(told['duration_ms']);
  const name = text(told['agent_name']);
  return [
    known({
      kind: 'invocation',
      id,
      at: beginning(record.at, ms),
      ...who(record),
      name,
      agent_type: name,
      status: text(told['terminate_reason'])?.toLowerCase(),
      duration_ms: ms,
      ended_at: record.at,
    } as const),
  ];
}
