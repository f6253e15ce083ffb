/** Tool calls: a start, perhaps a decision about a permission, and an end. A call is yielded at its end, or as open when the log ends. */

import type { EventOf } from '../../event/schema.ts';
import { skip } from '../../event/skip.ts';
import { idWithin } from '../codex/ids.ts';
import { aboutInput } from '../codex/target.ts';
import type { Yielded } from '../define.ts';
import { bytesOf, known, object, sizeOf, text, type Json } from '../read.ts';
import type { CallResult } from '../failure.ts';
import { readResult, REFUSED } from './result.ts';
import { common, type Line } from './session.ts';
import type { OpenCall, State } from './state.ts';

/** `targets`: what a call is about, by its id. Not part of the state, because it may hold what has to be redacted. */
export type Calls = { readonly state: State; readonly targets: Map<string, string> };

/** More calls than this are never open at once; what is older will not end any more. */
const MOST_OPEN = 200;

export function beginCall({ state, targets }: Calls, { data, at, seq, subagent }: Line): Yielded {
  const id = text(data['toolCallId']);
  if (id === undefined) return skip('no-id');
  if (state.open.some((call) => call.id === id)) return skip('part-of-event');
  const input = data['arguments'];
  const size = input === undefined ? undefined : typeof input === 'string' ? sizeOf(input) : bytesOf(input);
  const model = text(data['model']) ?? state.model;
  const turn = Math.max(0, state.turns - 1);
  state.open.push({
    id,
    at,
    seq,
    turn,
    ...known({ tool: text(data['toolName']), model, subagent, input_bytes: size }),
  });
  const target = targetOf(text(data['toolName']) ?? '', input);
  if (target !== undefined) targets.set(id, target);
  if (state.open.length <= MOST_OPEN) return skip('part-of-event');
  const oldest = state.open.shift();
  return oldest === undefined ? skip('part-of-event') : callEvent({ state, targets }, oldest, {});
}

/** An end whose start is not in the log tells of the call all the same. */
export function endCall(calls: Calls, line: Line): readonly Yielded[] {
  const { data, at, seq } = line;
  const id = text(data['toolCallId']);
  if (id === undefined) return [skip('no-id')];
  const open = take(calls.state, id);
  const model = text(data['model']) ?? calls.state.model;
  const turn = Math.max(0, calls.state.turns - 1);
  const call = open ?? { id, at, seq, turn, ...known({ model, subagent: line.subagent }) };
  const result = readResult(data, call);
  return [callEvent(calls, call, open === undefined ? { result } : { result, at })];
}

/** A refusal stands in the answer to a request for permission; the end of the call then follows, or not. */
export function readPermission(state: State, data: Json): Yielded {
  const kind = text(object(data['result'])?.['kind']) ?? '';
  const call = state.open.find(({ id }) => id === text(data['toolCallId']));
  if (call !== undefined && kind.startsWith('denied')) {
    call.refusal = kind.includes('user') ? 'user_rejected' : kind.includes('hook') ? 'hook_blocked' : 'permission_rule';
    // Nobody was there to be asked.
    if (kind.includes('could-not-request')) call.refusal = 'permission_rule';
  }
  if (call !== undefined && kind === 'cancelled') call.refusal = 'interrupted';
  return skip('part-of-event');
}

/** The user broke off what was under way. */
export function cancelOpen(calls: Calls, { at }: Line): readonly Yielded[] {
  const open = calls.state.open.splice(0);
  // What had been refused before stays refused.
  const resultOf = ({ refusal }: OpenCall): CallResult => REFUSED[refusal ?? 'interrupted'];
  if (open.length === 0) return [skip('not-telemetry')];
  return open.map((call) => callEvent(calls, call, { result: resultOf(call), at }));
}

/** What has not ended by now. */
export function openCalls(calls: Calls): readonly Yielded[] {
  return calls.state.open.map((call) => callEvent(calls, call, {}));
}

function take(state: State, id: string): OpenCall | undefined {
  const place = state.open.findIndex((call) => call.id === id);
  return place < 0 ? undefined : state.open.splice(place, 1)[0];
}

/** `at`: when it ended, if its start is known, too. */
type Ended = { readonly result?: CallResult; readonly at?: string };

function callEvent({ state, targets }: Calls, call: OpenCall, { result, at }: Ended): EventOf<'call'> {
  const refused = call.refusal === undefined ? undefined : REFUSED[call.refusal];
  const target = targets.get(call.id);
  if (result !== undefined) targets.delete(call.id);
  return known({
    kind: 'call',
    id: idWithin(state.session, call.id),
    at: call.at,
    ...common(state),
    subagent_id: call.subagent,
    seq: call.seq,
    turn: call.turn,
    model: call.model,
    tool: call.tool,
    ...(result ?? refused ?? { outcome: 'unknown' as const }),
    target,
    input_bytes: call.input_bytes,
    elapsed_ms: at !== undefined && at >= call.at ? Date.parse(at) - Date.parse(call.at) : undefined,
  } as const);
}

/** Parameters that say what a call is about, first match wins. Texts for a model or a file are never among them. */
const TELLING = ['command', 'path', 'file_path', 'pattern', 'query', 'url', 'agent_type', 'skill'];

function targetOf(tool: string, input: unknown): string | undefined {
  if (tool === 'apply_patch')
    return aboutInput(tool, object(input)?.['input'] ?? object(input)?.['patch'] ?? input).target;
  const parameters = object(input);
  if (tool === 'sql') return undefined;
  return TELLING.map((name) => text(parameters?.[name])).find((told) => told !== undefined);
}
