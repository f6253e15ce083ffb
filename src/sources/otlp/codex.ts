/**
 * Codex CLI: its log events. Calls carry the rollout's ids; answers, prompts and conversations that can be told from subagents carry none. `success` says that the tool ran, not that
 * the command ended well, so only "false" tells an outcome. Its spans are hundreds of internals and tell nothing that could be matched.
 */

import type { EventOf } from '../../event/schema.ts';
import type { FailureClass } from '../failure.ts';
import { idWithin } from '../codex/ids.ts';
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

const AGENT = 'codex';
const PREFIX = 'codex.';

export function isCodex({ name, scope, resource }: OtlpRecord): boolean {
  const service = text(resource['service.name']) ?? '';
  return name.startsWith(PREFIX) || /^codex[_.]/.test(scope) || /^codex(?:[_-]|$)/.test(service);
}

export function readCodex(record: OtlpRecord): readonly Yielded[] {
  if (record.signal === 'span' || !record.name.startsWith(PREFIX)) return NOT_TELEMETRY;
  const name = record.name.slice(PREFIX.length);
  const translate = EVENTS.get(name);
  if (translate === undefined) return QUIET.has(name) || name.startsWith('websocket') ? NOT_TELEMETRY : UNKNOWN_TYPE;
  return record.at === undefined ? NO_TIMESTAMP : translate({ ...record, at: record.at });
}

type Translator = (record: Timed) => readonly Yielded[];

const EVENTS: ReadonlyMap<string, Translator> = new Map<string, Translator>([
  ['tool_result', toolResult],
  ['tool_decision', toolDecision],
  ['sse_event', streamEvent],
  ['conversation_starts', conversation],
  ['user_prompt', userPrompt],
]);

/** Known, and told better elsewhere or nothing that happened to the work. */
const QUIET = new Set([
  'api_request',
  'turn_ttft',
  'startup_phase',
  'startup_prewarm',
  'auth_recovery',
  'hook',
  'mcp_server',
]);

function sessionOf({ attributes }: Timed): string | undefined {
  return text(attributes['conversation.id']);
}

/**
 * A subagent runs in a thread of its own, which telemetry gives out as a conversation. Only results of tools name the agent: then the
 * thread is marked as the rollout marks it. Of which conversation it is a part, the rollout alone tells.
 */
function who(record: Timed) {
  const { attributes, resource } = record;
  const version = text(attributes['app.version']) ?? text(resource['service.version']);
  const session = sessionOf(record);
  const name = text(attributes['agent_name']);
  return known({
    ...commonOf({ agent: AGENT, version, session }),
    subagent_id: name === undefined || name === MAIN_AGENT ? undefined : session,
    model: text(attributes['model']),
  });
}

const MAIN_AGENT = '/root';

/** The name under which the rollout knows the tool. */
function toolName({ attributes }: Timed): string | undefined {
  const name = text(attributes['tool_name']);
  const namespace = text(attributes['tool_namespace']) ?? '';
  if (name === undefined || !namespace.startsWith('mcp__') || name.startsWith('mcp__')) return name;
  return `${namespace.replace(/_+$/, '')}__${name}`;
}

function callId(record: Timed): string | undefined {
  const id = text(record.attributes['call_id']);
  return id === undefined ? undefined : idWithin(sessionOf(record), id);
}

function toolResult(record: Timed): readonly Yielded[] {
  const id = callId(record);
  if (id === undefined) return NO_ID;
  const { attributes: told } = record;
  const ms = amount(told['duration_ms']);
  const outcome = truth(told['success']) === false ? 'tool_error' : 'unknown';
  const at = beginning(record.at, ms);
  return [known({ kind: 'call', id, at, ...who(record), tool: toolName(record), outcome, duration_ms: ms } as const)];
}

function toolDecision(record: Timed): readonly Yielded[] {
  const { attributes: told } = record;
  const decision = (text(told['decision']) ?? '').toLowerCase();
  const isAbort = decision === 'abort';
  if (!isAbort && !/^(?:denied|reject|timed_out)/.test(decision)) return PART_OF_EVENT;
  const id = callId(record);
  if (id === undefined) return NO_ID;
  const by = (text(told['source']) ?? '').toLowerCase();
  const found: FailureClass = isAbort ? 'interrupted' : by === 'user' ? 'user_rejected' : 'permission_rule';
  const outcome = isAbort ? 'cancelled' : 'denied';
  return [
    known({
      kind: 'call',
      id,
      at: record.at,
      ...who(record),
      tool: toolName(record),
      outcome,
      error_class: found,
    } as const),
  ];
}

/** A response ends with two events: one tells how long its last part took, the other one its tokens. */
function streamEvent(record: Timed): readonly Yielded[] {
  const { attributes: told } = record;
  const input = amount(told['input_token_count']);
  const output = amount(told['output_token_count']);
  if (told['event.kind'] !== 'response.completed' || input === undefined || output === undefined) return PART_OF_EVENT;
  const read = amount(told['cached_token_count']) ?? 0;
  const written = amount(told['cache_write_token_count']) ?? 0;
  const answer: EventOf<'answer'> = known({
    kind: 'answer',
    id: unmatchedId(sessionOf(record), record.at, [input, output]),
    at: record.at,
    ...who(record),
    input_tokens: Math.max(0, input - read - written),
    cache_read_tokens: read,
    cache_write_5m_tokens: written > 0 ? written : undefined,
    output_tokens: output,
    reasoning_tokens: amount(told['reasoning_token_count']),
    output_is_final: true,
  } as const);
  return [answer];
}

/** The thread of a subagent is announced in the same words, so this stands in for what others tell of it. */
function conversation(record: Timed): readonly Yielded[] {
  const session = sessionOf(record);
  if (session === undefined) return NO_ID;
  return [{ kind: 'session', id: standInId(session, 'session'), at: record.at, ...who(record) }];
}

function userPrompt(record: Timed): readonly Yielded[] {
  const length = amount(record.attributes['prompt_length']);
  const id = unmatchedId(sessionOf(record), record.at, [length]);
  return [known({ kind: 'prompt', id, at: record.at, ...who(record), input_bytes: length } as const)];
}
