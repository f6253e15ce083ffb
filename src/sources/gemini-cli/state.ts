/** What the parser of one chat file knows so far: ids, counts and instants, and no text of a prompt, a command or a result. */

import { count, instant, list, object, text } from '../read.ts';

/** Messages that may be written again; an older one that is, counts as a new answer for the order of calls only. */
const MOST_REMEMBERED = 200;

export type State = {
  /** The conversation of the user; for a subagent that of its parent. */
  session: string;
  /** Id of the subagent whose file this is. */
  subagent: string | undefined;
  startedAt: string | undefined;
  endedAt: string | undefined;
  cwd: string | undefined;
  /** Answers so far. */
  answers: number;
  /** Number of the answer by the id of its message. */
  turns: Map<string, number>;
};

/** `…/chats/session-<time>-<start of id>.jsonl`, or `…/chats/<id of the parent>/<id>.jsonl` for a subagent. */
export function openState(path: string, kept: unknown): State {
  const state = object(kept);
  if (state !== undefined) return restored(state);
  const parts = path.split('/');
  const name = parts.at(-1)?.replace(/\.jsonl?$/, '') ?? '';
  const folder = parts.at(-2) ?? '';
  const isNested = parts.at(-3) === 'chats';
  return {
    session: isNested ? folder : name === '' ? 'gemini-cli' : name,
    subagent: isNested && name !== '' ? name : undefined,
    startedAt: undefined,
    endedAt: undefined,
    cwd: undefined,
    answers: 0,
    turns: new Map(),
  };
}

/** The number of the answer that this message is; the same one when the message is written again. */
export function turnOf(state: State, message: string): number {
  const known = state.turns.get(message);
  if (known !== undefined) return known;
  const turn = state.answers;
  state.answers += 1;
  state.turns.set(message, turn);
  const oldest = state.turns.keys().next();
  if (state.turns.size > MOST_REMEMBERED && oldest.done !== true) state.turns.delete(oldest.value);
  return turn;
}

export function keptState(state: State): unknown {
  return { ...state, turns: [...state.turns] };
}

function restored(kept: Readonly<Record<string, unknown>>): State {
  const turns = new Map<string, number>();
  for (const pair of list(kept['turns'])) {
    const [id, turn] = list(pair);
    const message = text(id);
    const number = count(turn);
    if (message !== undefined && number !== undefined) turns.set(message, number);
  }
  return {
    session: text(kept['session']) ?? 'gemini-cli',
    subagent: text(kept['subagent']),
    startedAt: instant(kept['startedAt']),
    endedAt: instant(kept['endedAt']),
    cwd: text(kept['cwd']),
    answers: count(kept['answers']) ?? 0,
    turns,
  };
}
