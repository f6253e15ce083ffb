/** Sessions, and which of them are subagents: a session with a parent belongs to the conversation of the one that has none. */

import { skip } from '../../event/skip.ts';
import type { Yielded } from '../define.ts';
import { count, known, text } from '../read.ts';
import type { Entry } from './entries.ts';

export type Session = {
  readonly parent?: string;
  readonly at?: string;
  readonly cwd?: string;
  readonly version?: string;
};

export type Message = {
  readonly session: string;
  readonly isUser: boolean;
  readonly isCopy: boolean;
  readonly at: string;
  readonly model?: string;
  /** Number of the answer in its session, and parts that were seen of it. */
  readonly turn: number;
  parts: number;
  /** Size of what the user wrote. */
  bytes?: number;
};

/** Of one reading of a database; nothing is kept between two. */
export type State = {
  readonly sessions: Map<string, Session>;
  readonly messages: Map<string, Message>;
  /** Answers by session. */
  readonly turns: Map<string, number>;
};

/** Subagents call subagents; a longer chain is a mistake. */
const DEEPEST = 20;

export function readSession(state: State, { id, data, createdAt, updatedAt }: Entry): Yielded {
  const at = createdAt;
  const parent = text(data['parent_id']);
  const told = { parent, at, cwd: text(data['directory']), version: text(data['version']) };
  state.sessions.set(id, known(told));
  if (at === undefined) return skip('no-timestamp');
  if (parent !== undefined) return skip('part-of-event');
  return known({
    kind: 'session',
    id,
    at,
    ...common(state, id),
    ended_at: updatedAt !== undefined && updatedAt > at ? updatedAt : undefined,
    lines_added: count(data['summary_additions']),
    lines_removed: count(data['summary_deletions']),
    reported_cost_micros: microsOf(data['cost']),
  } as const);
}

/** Of a price that is not known, the client makes 0. */
export function microsOf(cost: unknown): number | undefined {
  return typeof cost === 'number' && cost > 0 ? count(cost * 1e6) : undefined;
}

/** What every event of this session carries. */
export function common(state: State, id: string) {
  const root = rootOf(state, id);
  const own = state.sessions.get(id);
  return known({
    observers: 'transcript',
    agent: 'opencode',
    agent_version: own?.version,
    session_id: root,
    session_at: state.sessions.get(root)?.at,
    subagent_id: root === id ? undefined : id,
    cwd: own?.cwd,
  } as const);
}

export function rootOf(state: State, id: string): string {
  let root = id;
  for (let step = 0; step < DEEPEST; step++) {
    const parent = state.sessions.get(root)?.parent;
    if (parent === undefined) break;
    root = parent;
  }
  return root;
}
