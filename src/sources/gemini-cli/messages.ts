/** Messages of a chat: what the user asked, what the model answered, and the calls that belong to an answer. */

import type { EventOf } from '../../event/schema.ts';
import { skip } from '../../event/skip.ts';
import { idWithin } from '../codex/ids.ts';
import type { Yielded } from '../define.ts';
import { bytesOf, count, instant, known, list, object, sizeOf, text, type Json } from '../read.ts';
import { readResult } from './result.ts';
import { turnOf, type State } from './state.ts';

/** `isFresh`: false for messages that a patch repeats. */
/** A message has room for so many calls, which count on from it. */
export const SEQ_STEP = 100;

type Place = { readonly seq: number; readonly isFresh: boolean };

export function readMessage(state: State, value: unknown, place: Place): readonly Yielded[] {
  const message = object(value);
  if (message === undefined) return [skip('not-an-object')];
  const id = text(message['id']);
  const at = instant(message['timestamp']);
  const type = text(message['type']);
  if (type === undefined) return [skip('unknown-type')];
  if (id === undefined) return [skip('no-id')];
  if (at === undefined) return [skip('no-timestamp')];
  noteTime(state, at);
  switch (type) {
    case 'user':
      return [readPrompt(state, message, { id, at, ...place })];
    case 'gemini':
      return readAnswer(state, message, { id, at, ...place });
    case 'info':
    case 'error':
    case 'warning':
      return [skip('not-telemetry')];
    default:
      return [skip('unknown-type')];
  }
}

type Told = Place & { readonly id: string; readonly at: string };

/** A user's message may also be the result of calls, what the client tells of the workspace, or the task of a subagent. */
function readPrompt(state: State, message: Json, { id, at, seq, isFresh }: Told): Yielded {
  const content = message['content'];
  const blocks = list(content).map(object);
  const said = typeof content === 'string' ? content : (text(blocks[0]?.['text']) ?? '');
  if (said.startsWith('<session_context>') || said.startsWith('This is the Gemini CLI')) {
    state.cwd ??= workspaceIn(said);
    return skip('not-telemetry');
  }
  const isResult = blocks.some((block) => block?.['functionResponse'] !== undefined);
  if (!isFresh || isResult || state.subagent !== undefined) return skip('part-of-event');
  const size = typeof content === 'string' ? sizeOf(content) : bytesOf(blocks.map((block) => block?.['text']));
  return { kind: 'prompt', id: idWithin(state.session, id), at, ...common(state), seq, input_bytes: size };
}

/** The first workspace folder, as the client tells it to the model. */
function workspaceIn(said: string): string | undefined {
  return /Workspace Directories:\*\*\n\s+- ([^\n\0]+)\n|working in the directory: ([^\n\0]+)\n/
    .exec(said)
    ?.slice(1)
    .find((folder) => folder !== undefined);
}

function readAnswer(state: State, message: Json, told: Told): readonly Yielded[] {
  const turn = turnOf(state, told.id);
  const model = text(message['model']);
  const answer = answerOf(state, message, { ...told, turn });
  const calls = list(message['toolCalls']).map((call, at) =>
    callOf(state, call, { ...told, seq: told.seq + Math.min(at, SEQ_STEP - 1), turn, ...known({ model }) }),
  );
  return [answer, ...calls];
}

type InTurn = Told & { readonly turn: number; readonly model?: string };

function answerOf(state: State, message: Json, { id, at, seq, turn }: InTurn): Yielded {
  const tokens = object(message['tokens']);
  const input = count(tokens?.['input']);
  const output = count(tokens?.['output']);
  if (tokens === undefined || input === undefined || output === undefined) return skip('no-usage');
  const cached = count(tokens['cached']) ?? 0;
  const thoughts = count(tokens['thoughts']) ?? 0;
  const visible = message['content'];
  const bytes = typeof visible === 'string' ? sizeOf(visible) : bytesOf(visible);
  return known({
    kind: 'answer',
    id: idWithin(state.session, id),
    at,
    ...common(state),
    seq,
    turn,
    model: text(message['model']),
    // Gemini counts cached tokens as input, and thoughts and the text around tool results apart; it bills both.
    input_tokens: Math.max(0, input - cached) + (count(tokens['tool']) ?? 0),
    cache_read_tokens: cached,
    output_tokens: output + thoughts,
    reasoning_tokens: thoughts,
    output_is_final: true,
    output_bytes: bytes > 0 ? bytes : undefined,
  } as const);
}

function callOf(state: State, value: unknown, { at, seq, turn, model }: InTurn): Yielded {
  const call = object(value);
  const id = text(call?.['id']);
  if (call === undefined || id === undefined) return skip('no-id');
  const ended = instant(call['timestamp']);
  if (ended !== undefined) noteTime(state, ended);
  const args = object(call['args']);
  const result = readResult(call);
  return known({
    kind: 'call',
    // The client puts the subagent into the id of its calls; telemetry names the user's session only.
    id: idWithin(state.session, id),
    at,
    ...common(state),
    seq,
    turn,
    model,
    tool: text(call['name']),
    ...result,
    target: args === undefined ? undefined : targetOf(args),
    input_bytes: args === undefined ? undefined : bytesOf(args),
    // Written down when all calls of the answer are done: permission, hooks and the other calls are in it.
    elapsed_ms: ended !== undefined && ended >= at ? Date.parse(ended) - Date.parse(at) : undefined,
  } as const) satisfies EventOf<'call'>;
}

/** Parameters that say what a call is about, first match wins. Texts for a model or a file are never among them. */
const TELLING = ['command', 'file_path', 'absolute_path', 'pattern', 'query', 'url', 'path', 'dir_path', 'agent_name'];

function targetOf(args: Json): string | undefined {
  return TELLING.map((name) => text(args[name])).find((told) => told !== undefined);
}

function common(state: State) {
  return known({
    observers: 'transcript',
    agent: 'gemini-cli',
    session_id: state.session,
    session_at: state.subagent === undefined ? state.startedAt : undefined,
    subagent_id: state.subagent,
    cwd: state.cwd,
  } as const);
}

function noteTime(state: State, at: string): void {
  if (state.endedAt === undefined || at > state.endedAt) state.endedAt = at;
}
