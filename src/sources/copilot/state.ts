/**
 * What the parser of one event log knows so far. It is kept between imports, so it holds ids, names, numbers and instants, and no text
 * of a prompt, a command or a result.
 */

import { object } from '../read.ts';

/** A call that has begun. */
export type OpenCall = {
  id: string;
  at: string;
  seq: number;
  turn: number;
  tool?: string;
  model?: string;
  subagent?: string;
  input_bytes?: number;
  /** Class of the refusal, once somebody refused it. */
  refusal?: 'user_rejected' | 'permission_rule' | 'hook_blocked' | 'interrupted';
};

export type State = {
  session: string;
  startedAt?: string;
  endedAt?: string;
  version?: string;
  cwd?: string;
  branch?: string;
  model?: string;
  origin?: string;
  /** Model turns so far. */
  turns: number;
  /** The log holds a usage record per answer; totals at its end then say nothing new. */
  hasRecords: boolean;
  /** Output tokens that messages told of, by model. */
  told: Record<string, number>;
  /** The answer at hand, and what it has shown so far. */
  answer?: { id: string; bytes: number };
  open: OpenCall[];
};

/** `session-state/<id>/events.jsonl`: the folder is the session. */
export function freshState(path: string): State {
  const folder = path.split('/').at(-2);
  return { session: folder ?? 'copilot', turns: 0, hasRecords: false, told: {}, open: [] };
}

/** True for what `state()` once gave. */
export function isKept(value: unknown): boolean {
  return Array.isArray(object(value)?.['open']);
}
