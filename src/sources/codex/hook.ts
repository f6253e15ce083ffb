/**
 * One hook payload of Codex. It names a call and what it is about, but neither its exit status nor its duration; the rollout tells those
 * under the same id, so the outcome is left unknown here.
 */

import { skip } from '../../event/skip.ts';
import type { Yielded } from '../define.ts';
import { bytesOf, known, object, parsed, sizeOf, text, type Json } from '../read.ts';
import { idWithin } from './ids.ts';
import { aboutInput } from './target.ts';

export function readHook(payload: unknown, now: string): readonly Yielded[] {
  const told = object(payload);
  if (told === undefined) return [skip('not-an-object')];
  const session = text(told['session_id']);
  const event = text(told['hook_event_name']);
  if (event === undefined) return [skip('unknown-type')];
  if (session === undefined) return [skip('no-id')];
  switch (event) {
    case 'PostToolUse':
      return [callOf(told, session, now)];
    case 'UserPromptSubmit':
      return [promptOf(told, session, now)];
    case 'SessionStart':
    case 'SessionEnd':
    case 'Stop':
      return [sessionOf(told, session, { event, now })];
    case 'PreToolUse':
    case 'PermissionRequest':
    case 'PreModelRequest':
    case 'PostModelRequest':
      return [skip('part-of-event')];
    case 'SubagentStart':
    case 'SubagentStop':
    case 'PreCompact':
    case 'PostCompact':
    case 'Interrupt':
      return [skip('not-telemetry')];
    default:
      return [skip('unknown-type')];
  }
}

/** What hooks call `Bash` stands under this name in the rollout. */
const SHELL = 'exec_command';

function callOf(told: Json, session: string, now: string): Yielded {
  const id = text(told['tool_use_id']);
  const name = text(told['tool_name']);
  if (id === undefined) return skip('no-id');
  const input = decoded(told['tool_input']);
  // A patch is custom text in the rollout; here it is a parameter like a command line.
  const { target } = aboutInput(name, name === 'apply_patch' ? (object(input)?.['command'] ?? input) : input);
  const response = told['tool_response'];
  return known({
    kind: 'call',
    id: idWithin(threadOf(told, session), id),
    at: now,
    ...common(told, session),
    model: text(told['model']),
    tool: name === 'Bash' ? SHELL : name,
    outcome: 'unknown',
    target,
    input_bytes: input === undefined ? undefined : bytesOf(input),
    output_bytes: response === undefined || response === '' ? undefined : bytesOf(response),
  } as const);
}

/** The task of a subagent is no turn of the user. */
function promptOf(told: Json, session: string, now: string): Yielded {
  if (text(told['agent_id']) !== undefined) return skip('not-telemetry');
  const turn = text(told['turn_id']);
  const prompt = told['prompt'];
  if (turn === undefined) return skip('no-id');
  return known({
    kind: 'prompt',
    id: `${turn}:p0`,
    at: now,
    ...common(told, session),
    model: text(told['model']),
    input_bytes: typeof prompt === 'string' ? sizeOf(prompt) : undefined,
  } as const);
}

function sessionOf(told: Json, session: string, { event, now }: { event: string; now: string }): Yielded {
  if (text(told['agent_id']) !== undefined) return skip('not-telemetry');
  return known({
    kind: 'session',
    id: session,
    at: now,
    ...common(told, session),
    model: text(told['model']),
    origin: event === 'SessionStart' ? text(told['source']) : undefined,
    ended_at: event === 'SessionStart' ? undefined : now,
  } as const);
}

/** A subagent is a thread with a rollout of its own. */
function threadOf(told: Json, session: string): string {
  return text(told['agent_id']) ?? session;
}

function common(told: Json, session: string) {
  return known({
    observers: 'hook',
    agent: 'codex',
    session_id: session,
    subagent_id: text(told['agent_id']),
    cwd: text(told['cwd']),
  } as const);
}

/** Parameters may arrive as a JSON text. */
function decoded(input: unknown): unknown {
  return typeof input === 'string' && input.startsWith('{') ? (parsed(input) ?? input) : input;
}
