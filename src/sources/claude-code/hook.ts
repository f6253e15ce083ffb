/**
 * One hook payload: the JSON that a command gets, or what an `mcp_tool` hook of the plugin names of it. There a missing value is an empty
 * text, a number or flag is its text, and an object is JSON in a text. Events bear the ids of the transcript, which knows the rest.
 */

import { instantOf } from '../../event/instant.ts';
import type { EventOf } from '../../event/schema.ts';
import { skip } from '../../event/skip.ts';
import type { Yielded } from '../define.ts';
import { standInId } from '../otlp/ids.ts';
import { bytesOf, count, known, list, object, parsed, sizeOf, text, type Json } from '../read.ts';
import { toolName, type Call } from './calls.ts';
import { resultBytes, resultText, targetOf } from './content.ts';
import { AGENT } from './here.ts';
import { isPrompt } from './prompts.ts';
import { countLines, failureOf } from './result.ts';

type Hook = { readonly told: Json; readonly event: string; readonly session: string; readonly now: string };

export function readHook(payload: unknown, now: string): readonly Yielded[] {
  const told = object(payload);
  if (told === undefined) return [skip('not-an-object')];
  const event = text(told['hook_event_name']);
  const session = text(told['session_id']);
  const read = event === undefined || !Object.hasOwn(READERS, event) ? undefined : READERS[event];
  if (event === undefined || read === undefined) return [skip('unknown-type')];
  if (session === undefined) return [skip('no-id')];
  return [read({ told, event, session, now })].flat();
}

const quiet = (): Yielded => skip('not-telemetry');
/** Said again, and more fully, by a later event of the same call. */
const repeated = (): Yielded => skip('part-of-event');

const READERS: Readonly<Record<string, (hook: Hook) => Yielded | readonly Yielded[]>> = {
  PostToolUse: succeeded,
  PostToolUseFailure: failed,
  PostToolBatch: rejectedBeforeRunning,
  PermissionDenied: denied,
  UserPromptSubmit: prompted,
  SessionStart: begun,
  Stop: ended,
  StopFailure: (hook) => [ended(hook), stoppedByError(hook)],
  SessionEnd: ended,
  SubagentStart: subagent,
  SubagentStop: subagent,
  PreCompact: compaction,
  PostCompact: compaction,
  PreToolUse: repeated,
  PermissionRequest: repeated,
  UserPromptExpansion: repeated,
  ConfigChange: quiet,
  CwdChanged: quiet,
  DirectoryAdded: quiet,
  Elicitation: quiet,
  ElicitationResult: quiet,
  FileChanged: quiet,
  InstructionsLoaded: quiet,
  MessageDisplay: quiet,
  Notification: quiet,
  PostModelSwitch: quiet,
  PreModelSwitch: quiet,
  Setup: quiet,
  TaskCompleted: quiet,
  TaskCreated: quiet,
  TeammateIdle: quiet,
  WorktreeCreate: quiet,
  WorktreeRemove: quiet,
};

function succeeded(hook: Hook): Yielded {
  const { told } = hook;
  const call = callOf(hook, told);
  if (call === undefined) return skip('no-id');
  const response = decoded(told['tool_response']);
  const details = object(response);
  if (truth(details?.['interrupted']))
    return { ...call, ...measured(hook), outcome: 'cancelled', error_class: 'interrupted' };
  call.outcome = 'ok';
  const output = outputBytes(response);
  if (output !== undefined) call.output_bytes = output;
  const patch = list(decoded(details?.['structuredPatch']));
  if (patch.length > 0) countLines(call, patch);
  // A subagent sent to the background answers at once; its time is not known then.
  return details?.['status'] === 'async_launched' ? call : { ...call, ...measured(hook) };
}

function failed(hook: Hook): Yielded {
  const { told } = hook;
  const call = callOf(hook, told);
  if (call === undefined) return skip('no-id');
  const said = text(told['error']) ?? '';
  const failure = truth(told['is_interrupt'])
    ? ({ outcome: 'cancelled', error_class: 'interrupted' } as const)
    : failureOf(said, call.tool);
  return { ...call, ...measured(hook), ...failure };
}

const REJECTED = '<tool_use_error>';

/**
 * Calls that the client refused to run at all fire no other event than the batch's, where the answer to the model is all that tells them
 * apart. It is believed only when it is nothing but such an answer: the text of a file that was read may begin like one.
 */
function rejectedBeforeRunning(hook: Hook): readonly Yielded[] {
  const rejected: Yielded[] = [];
  for (const item of list(decoded(hook.told['tool_calls']))) {
    const one = object(item);
    const said = resultText(one?.['tool_response']).trim();
    if (one === undefined || !said.startsWith(REJECTED) || !said.endsWith('</tool_use_error>')) continue;
    const call = callOf(hook, one);
    const output = resultBytes(one['tool_response']);
    rejected.push(
      call === undefined ? skip('no-id') : { ...call, ...failureOf(said, call.tool), output_bytes: output },
    );
  }
  return rejected.length === 0 ? [skip('part-of-event')] : rejected;
}

function denied(hook: Hook): Yielded {
  const call = callOf(hook, hook.told);
  if (call === undefined) return skip('no-id');
  const reason = text(hook.told['reason']);
  return known({ ...call, outcome: 'denied', error_class: 'permission_rule', error_text: reason } as const);
}

/** The part that all events of a call tell. `about` is the payload, or one call of a batch. */
function callOf(hook: Hook, about: Json): Call | undefined {
  const id = text(about['tool_use_id']);
  if (id === undefined) return undefined;
  const tool = toolName(about['tool_name']);
  const input = object(decoded(about['tool_input']));
  return known({
    kind: 'call',
    id,
    ...place(hook),
    tool,
    outcome: 'unknown',
    target: input === undefined ? undefined : targetOf(tool ?? '', input),
    input_bytes: input === undefined ? undefined : bytesOf(input),
  } as const);
}

/** The exact run time, and the instant at which it began. */
function measured({ told, now }: Hook): { at: string; duration_ms?: number } {
  const duration = number(told['duration_ms']);
  if (duration === undefined) return { at: now };
  return { at: instantOf(Date.parse(now) - Math.min(duration, LONGEST_MS)), duration_ms: duration };
}

/** A duration that is nonsense must not move an event out of its time. */
const LONGEST_MS = 24 * 3_600_000;

/** What the model got of a command or of an MCP tool. Other tools answer the client with more than the model gets to see. */
function outputBytes(response: unknown): number | undefined {
  if (typeof response === 'string') return response === '' ? undefined : sizeOf(response);
  if (Array.isArray(response)) return resultBytes(response);
  const details = object(response);
  if (details?.['interrupted'] === undefined || details['interrupted'] === '') return undefined;
  return bytesOf(details['stdout']) + bytesOf(details['stderr']);
}

function prompted(hook: Hook): Yielded {
  const { told } = hook;
  const words = told['prompt'];
  const id = text(told['prompt_id']);
  // Subagents are prompted, too, but not by the user.
  if (typeof words !== 'string' || !isPrompt(words) || text(told['agent_id']) !== undefined) return quiet();
  if (id === undefined) return skip('no-id');
  return known({ kind: 'prompt', id, ...place(hook), input_bytes: sizeOf(words) } as const);
}

/** A compaction goes on with the session, and is no beginning. */
function begun(hook: Hook): Yielded {
  const origin = text(hook.told['source']);
  if (origin === 'compact') return quiet();
  return known({ kind: 'session', id: hook.session, ...place(hook), origin } as const);
}

function ended(hook: Hook): EventOf<'session'> {
  return { kind: 'session', id: hook.session, ...place(hook), ended_at: hook.now };
}

/**
 * The model could not be asked. Its words are not looked at, for they may be an answer that was cut short. The request is not named here,
 * as it is by the transcript and telemetry, for which this stands in.
 */
function stoppedByError(hook: Hook): Yielded {
  const { told } = hook;
  const errorClass = text(told['error']);
  const turn = text(told['prompt_id']) ?? 'stop';
  if (errorClass === undefined) return skip('bad-value');
  return known({
    kind: 'error',
    id: standInId(hook.session, turn),
    ...place(hook),
    name: 'api_error',
    error_class: errorClass,
    error_text: text(told['error_details']),
  } as const);
}

/** Compaction fires the end of a subagent that has no type and never began. */
function subagent(hook: Hook): Yielded {
  const { told } = hook;
  const type = text(told['agent_type']);
  const id = text(told['agent_id']);
  if (type === undefined) return repeated();
  if (id === undefined) return skip('no-id');
  return known({
    kind: 'invocation',
    id,
    ...place(hook),
    name: type,
    agent_type: type,
    ended_at: hook.event === 'SubagentStop' ? hook.now : undefined,
  } as const);
}

function compaction(hook: Hook): Yielded {
  const { told } = hook;
  return known({
    kind: 'invocation',
    id: `${text(told['prompt_id']) ?? hook.session}:compact`,
    ...place(hook),
    name: 'compaction',
    agent_type: text(told['trigger']),
    ended_at: hook.event === 'PostCompact' ? hook.now : undefined,
  } as const);
}

function place({ told, session, now }: Hook) {
  return known({
    at: now,
    observers: 'hook',
    agent: AGENT,
    session_id: session,
    subagent_id: text(told['agent_id']),
    cwd: text(told['cwd']),
  } as const);
}

/** A JSON text as what it says; everything else as it is. */
function decoded(value: unknown): unknown {
  return typeof value === 'string' && /^[[{]/.test(value) ? (parsed(value) ?? value) : value;
}

function truth(value: unknown): boolean {
  return value === true || value === 'true';
}

function number(value: unknown): number | undefined {
  return count(typeof value === 'string' && value !== '' ? Number(value) : value);
}
