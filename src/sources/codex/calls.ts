/**
 * Tool calls: a request, then perhaps what the client says about its end, then the result. A call is yielded once it has its result; a
 * command that goes on in a terminal waits for its end, which a later `write_stdin` or the client reports.
 */

import { skip } from '../../event/skip.ts';
import type { EventOf } from '../../event/schema.ts';
import type { Yielded } from '../define.ts';
import { known, object, sizeOf, text, type Json } from '../read.ts';
import { callEvent, type Ended } from './call-event.ts';
import { readResult, readVerdict } from './result.ts';
import type { Moment } from './session.ts';
import type { OpenCall, State } from './state.ts';
import { aboutAction, aboutChanges, aboutInput, commandLine, type About } from './target.ts';
import { workIn, workOf } from './work.ts';

/** `targets`: what a call is about, by its id. Not part of the state, because it may hold what has to be redacted. */
export type Calls = { state: State; targets: Map<string, string> };

/** More calls than this are never open at once; what is older will not end any more. */
const MOST_OPEN = 200;

export function openCall(calls: Calls, item: Json, moment: Moment): readonly Yielded[] {
  const id = text(item['call_id']) ?? text(item['id']);
  if (id === undefined) return [skip('no-id')];
  const action = object(item['action']);
  const input = item['arguments'] ?? item['input'] ?? action?.['command'];
  const { terminal, ...told } = action === undefined ? aboutInput(item['name'], input) : aboutAction(action);
  return begin(
    calls,
    { id, tool: toolName(item), ...(terminal === undefined ? {} : { polls: terminal }) },
    { ...moment, ...told, input },
  );
}

/** A request that is answered at once by the provider, without a result in the file. */
export function wholeCall(calls: Calls, item: Json, moment: Moment): readonly Yielded[] {
  const opened = openCall(calls, item, moment);
  const call = find(calls.state, text(item['call_id']));
  return call === undefined ? opened : close(calls, call, { outcome: 'ok', bytes: 0, said: undefined });
}

type Begun = Moment & About & { input?: unknown };

function begin(
  { state, targets }: Calls,
  call: Pick<OpenCall, 'id' | 'tool' | 'polls'>,
  { at, seq, input, target, ...lines }: Begun,
): readonly Yielded[] {
  if (find(state, call.id) !== undefined) return [skip('part-of-event')];
  const size = input === undefined ? undefined : sizeOf(typeof input === 'string' ? input : JSON.stringify(input));
  const more = known({ model: state.model, work: workIn(target), input_bytes: size });
  state.open.push({ ...call, at, seq, turn: state.answers, ...lines, ...more });
  if (target !== undefined) targets.set(call.id, target);
  const oldest = state.open.length > MOST_OPEN ? state.open[0] : undefined;
  return oldest === undefined ? [skip('part-of-event')] : close({ state, targets }, oldest, undefined);
}

/** A result that the model saw: `function_call_output`, `custom_tool_call_output`. */
export function readOutput(calls: Calls, item: Json, moment: Moment): readonly Yielded[] {
  const call = find(calls.state, text(item['call_id']));
  if (call === undefined) return [skip('part-of-event')];
  const result = readResult(item['output']);
  if (call.polls !== undefined) return closePoll(calls, call, { ...moment, ...result });
  if (result.terminal !== undefined && call.verdict === undefined) {
    call.terminal = result.terminal;
    return [skip('part-of-event')];
  }
  return close(calls, call, { ...moment, ...result });
}

/** `write_stdin` looks after a command: the exit status that it reports is that of the command, its own outcome is to have looked. */
function closePoll(calls: Calls, poll: OpenCall, ended: Ended): readonly Yielded[] {
  const { exit_code: exit, duration_ms: _waited, ...looked } = ended;
  const own: Ended = { ...looked, outcome: ended.terminal !== undefined || exit !== undefined ? 'ok' : ended.outcome };
  const command =
    exit === undefined
      ? undefined
      : calls.state.open.find((call) => call.terminal !== undefined && call.terminal === poll.polls);
  const looking = close(calls, poll, own);
  return command === undefined
    ? looking
    : [...looking, ...close(calls, command, { ...looked, ...known({ exit_code: exit }) })];
}

/** What the client says about the end of a call; the result follows, unless the command had gone on. */
export function readEnd(calls: Calls, end: Json, moment: Moment): readonly Yielded[] {
  const call = find(calls.state, text(end['call_id']) ?? text(end['id']));
  if (call === undefined) return [skip('part-of-event')];
  const verdict = readVerdict(end);
  noteChanges(calls, call, end['changes']);
  if (call.terminal === undefined) {
    call.verdict = verdict;
    return [skip('part-of-event')];
  }
  const output = readResult(end['aggregated_output'] ?? end['formatted_output']);
  return close(calls, call, { ...moment, ...verdict, bytes: output.bytes, said: output.said });
}

/**
 * An item that ended without a call of the model: a script of the model (tool `exec`) made it. A command that the person typed is none.
 */
export function readNestedEnd(calls: Calls, item: Json, moment: Moment): readonly Yielded[] {
  const id = text(item['id']);
  const isScripted = calls.state.open.some((call) => call.tool === 'exec') && text(item['source']) !== 'user_shell';
  if (id === undefined || !isScripted) return [skip('part-of-event')];
  const command = commandLine(item['command']);
  begin(
    calls,
    { id, tool: item['type'] === 'FileChange' ? 'apply_patch' : 'exec_command' },
    { ...moment, ...known({ target: command }) },
  );
  const call = find(calls.state, id);
  if (call === undefined) return [skip('part-of-event')];
  noteChanges(calls, call, item['changes']);
  const output = readResult(item['aggregated_output']);
  return close(calls, call, { ...readVerdict(item), bytes: output.bytes, said: output.said });
}

/** The turn was broken off: what had no result by then was cancelled. Commands in a terminal may go on. */
export function cancelOpen(calls: Calls, moment: Moment): readonly Yielded[] {
  const waiting = calls.state.open.filter((call) => call.terminal === undefined);
  return waiting.flatMap((call) => close(calls, call, { ...moment, outcome: 'cancelled', bytes: 0, said: undefined }));
}

/** The calls that are still open, as far as they are known. */
export function openCalls({ state, targets }: Calls): readonly EventOf<'call'>[] {
  return state.open.map((call) => callEvent(state, call, { ended: undefined, target: targets.get(call.id) }));
}

function close(calls: Calls, call: OpenCall, ended: Ended | undefined): readonly Yielded[] {
  const closed = callEvent(calls.state, call, { ended, target: calls.targets.get(call.id) });
  calls.state.open = calls.state.open.filter((one) => one !== call);
  calls.targets.delete(call.id);
  if (ended === undefined || closed.outcome !== 'ok') return [closed];
  return [closed, ...workOf(calls.state, call, { at: ended.at ?? call.at, id: closed.id, said: ended.said ?? '' })];
}

function find(state: State, id: string | undefined): OpenCall | undefined {
  return id === undefined ? undefined : state.open.find((call) => call.id === id);
}

function toolName(item: Json): string {
  const name = text(item['name']);
  if (name === undefined) return (text(item['type']) ?? 'unknown').replace(/_call$/, '');
  const namespace = text(item['namespace']);
  return namespace?.startsWith('mcp__') === true && !name.startsWith('mcp__')
    ? `${namespace.replace(/_+$/, '')}__${name}`
    : name;
}

/** The client's own count of changed lines, where the request was cut or told nothing. */
function noteChanges({ targets }: Calls, call: OpenCall, changes: unknown): void {
  if (call.lines_added !== undefined) return;
  const { target, ...lines } = aboutChanges(changes);
  Object.assign(call, lines);
  if (target !== undefined && !targets.has(call.id)) targets.set(call.id, target);
}
