/** Messages: what the user asked, and the answers with the client's own tokens and cost. */

import { skip } from '../../event/skip.ts';
import { idWithin } from '../codex/ids.ts';
import type { Yielded } from '../define.ts';
import { count, instant, known, object, sizeOf, text, type Json } from '../read.ts';
import type { Entry } from './entries.ts';
import { common, microsOf, type Message, type State } from './sessions.ts';

/** A fork begins with copies of older messages under new ids, which keep their time. */
const COPYING_MS = 1_000;

export function readMessage(state: State, entry: Entry): Yielded {
  const { id, session, data } = entry;
  if (session === undefined) return skip('no-id');
  const at = instant(object(data['time'])?.['created']) ?? entry.createdAt;
  if (at === undefined) return skip('no-timestamp');
  const role = text(data['role']);
  if (role !== 'user' && role !== 'assistant') return skip('unknown-type');
  const isCopy = isCopied(state, session, at);
  const turn = turnOf(state, session, role === 'assistant');
  const model = text(data['modelID']);
  const message: Message = { session, isUser: role === 'user', isCopy, at, turn, parts: 0, ...known({ model }) };
  state.messages.set(id, message);
  if (isCopy) return skip('copied-history');
  return message.isUser ? skip('part-of-event') : answerOf(state, { id, data }, message);
}

/** Numbers the answers of each session; what is not an answer has the number of the next one. */
function turnOf({ turns }: State, session: string, isAnswer: boolean): number {
  const turn = turns.get(session) ?? 0;
  if (isAnswer) turns.set(session, turn + 1);
  return turn;
}

function isCopied(state: State, session: string, at: string): boolean {
  const began = state.sessions.get(session)?.at;
  return began !== undefined && Date.parse(at) < Date.parse(began) - COPYING_MS;
}

function answerOf(state: State, { id, data }: { id: string; data: Json }, { session, at, turn }: Message): Yielded {
  const tokens = object(data['tokens']);
  const cache = object(tokens?.['cache']);
  const input = count(tokens?.['input']);
  const output = count(tokens?.['output']);
  if (tokens === undefined || input === undefined || output === undefined) return skip('no-usage');
  const reasoning = count(tokens['reasoning']) ?? 0;
  const read = count(cache?.['read']) ?? 0;
  const written = count(cache?.['write']) ?? 0;
  // An answer begins with zeros, and keeps them when it fails before anything was counted.
  if (input + output + reasoning + read + written === 0) return skip('no-usage');
  return known({
    kind: 'answer',
    id: idWithin(session, id),
    at,
    ...common(state, session),
    turn,
    model: text(data['modelID']),
    input_tokens: input,
    cache_read_tokens: read,
    cache_write_5m_tokens: written > 0 ? written : undefined,
    output_tokens: output + reasoning,
    reasoning_tokens: reasoning,
    output_is_final: true,
    stop_reason: text(data['finish']),
    reported_cost_micros: microsOf(data['cost']),
  } as const);
}

/** Adds to the size of a prompt what the user wrote; the client's own additions are marked. */
export function notePromptPart(state: State, { message: id, data }: Entry): void {
  const message = id === undefined ? undefined : state.messages.get(id);
  if (message === undefined || !message.isUser || data['synthetic'] === true || data['ignored'] === true) return;
  const said = data['text'];
  message.bytes = (message.bytes ?? 0) + (typeof said === 'string' ? sizeOf(said) : 0);
}

/** The prompts of all sessions, once all their parts were seen. What a parent tells its subagent is none. */
export function promptsOf(state: State): readonly Yielded[] {
  return [...state.messages].flatMap(([id, message]) => {
    const { session, at, bytes, isUser, isCopy } = message;
    const isTask = state.sessions.get(session)?.parent !== undefined;
    if (!isUser || isCopy || isTask || bytes === undefined) return [];
    return [
      {
        ...known({ kind: 'prompt', id: idWithin(session, id), at, ...common(state, session) } as const),
        input_bytes: bytes,
      },
    ];
  });
}
