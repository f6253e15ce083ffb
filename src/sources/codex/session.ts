/**
 * Whose records these are: the thread of a rollout, its session, its turns. A rollout made from another thread may begin with a copy
 * of that thread's records, written again with new times; only the ids of the turns still tell when they really ran.
 */

import type { EventOf } from '../../event/schema.ts';
import { skip } from '../../event/skip.ts';
import { normalizeRemote } from '../../event/repo.ts';
import type { Yielded } from '../define.ts';
import { instant, known, object, text, type Json } from '../read.ts';
import { madeAt } from './ids.ts';
import { freshState, type State } from './state.ts';

/** Time and number of the record at hand. */
export type Moment = { at: string; seq: number };

/** Beginning of a fork's own turns when neither id tells its time: copies are written within moments of the first record. */
const COPYING_MS = 2000;

/** The name of a rollout tells the local time of its start and the id of its thread. */
export function stateFromPath(path: string): State {
  const match =
    /(?:rollout-(\d{4})-(\d\d)-(\d\d)T(\d\d)-(\d\d)-(\d\d)-)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.jsonl(?:\.zst)?$/i.exec(
      path,
    );
  const [, year, month, day, hour, minute, second, id] = match ?? [];
  const thread = id ?? (path === '' ? undefined : path);
  const local = year === undefined ? undefined : Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`);
  return { ...freshState(), thread, session: thread, localStart: Number.isNaN(local) ? undefined : local };
}

/** What every event of this rollout carries. */
export function common(state: State) {
  return known({
    observers: 'transcript',
    agent: 'codex',
    agent_version: state.version,
    session_id: state.session,
    session_at: state.sessionAt,
    subagent_id: state.isSubagent ? state.thread : undefined,
    utc_offset_min: state.offset,
    repo: state.repo,
    branch: state.branch,
    cwd: state.cwd,
  } as const);
}

export function readSessionMeta(state: State, meta: Json, moment: Moment): Yielded {
  const thread = text(meta['id']) ?? text(meta['session_id']);
  if (thread === undefined) return skip('no-id');
  if (state.sessionAt !== undefined) {
    if (thread === state.thread) return skip('part-of-event');
    // The head of another thread inside this one: its history follows.
    state.isCopy = true;
    return skip('copied-history');
  }
  const git = object(meta['git']);
  const parent = parentThread(meta);
  state.thread = thread;
  state.isSubagent = parent !== undefined;
  const family = text(meta['session_id']);
  state.session = parent === undefined ? thread : family !== undefined && family !== thread ? family : parent;
  state.sessionAt = instant(meta['timestamp']) ?? moment.at;
  state.offset = offsetOf(state);
  state.isFork = text(meta['forked_from_id']) !== undefined;
  state.isCopy = state.isFork;
  state.version = text(meta['cli_version']);
  state.cwd = text(meta['cwd']);
  state.branch = text(git?.['branch']);
  const remote = text(git?.['repository_url']);
  state.repo = remote === undefined ? undefined : normalizeRemote(remote);
  if (state.isSubagent) return skip('part-of-event');
  return sessionEvent(state, meta);
}

function sessionEvent(state: State, meta: Json): Yielded {
  if (state.session === undefined || state.sessionAt === undefined) return skip('no-id');
  const git = object(meta['git']);
  const attributes = known({ originator: text(meta['originator']), commit: text(git?.['commit_hash']) });
  return known({
    kind: 'session',
    id: state.session,
    at: state.sessionAt,
    ...common(state),
    origin: state.isFork ? 'fork' : (text(meta['source']) ?? 'startup'),
    attributes: Object.keys(attributes).length === 0 ? undefined : attributes,
  } as const);
}

/** The session again, with the last instant that the file tells of. */
export function sessionEnd(state: State): EventOf<'session'> | undefined {
  if (state.isSubagent || state.session === undefined || state.sessionAt === undefined) return undefined;
  return known({
    kind: 'session',
    id: state.session,
    at: state.sessionAt,
    ...common(state),
    ended_at: state.endedAt,
  } as const);
}

/** A turn begins; its id decides whether it belongs to this thread or was copied from an older one. */
export function beginTurn(state: State, turnId: string | undefined, moment: Moment): void {
  if (turnId !== undefined && turnId === state.turnId) return;
  state.turnId = turnId;
  state.prompts = 0;
  state.promptForm = undefined;
  state.firstAnswerId = undefined;
  state.firstAnswerAt = undefined;
  state.isCopy = isCopiedTurn(state, turnId, moment);
}

function isCopiedTurn(state: State, turnId: string | undefined, moment: Moment): boolean {
  const ran = madeAt(turnId);
  const forked = madeAt(state.thread);
  if (ran !== undefined && forked !== undefined) return ran < forked;
  if (!state.isCopy || state.sessionAt === undefined) return state.isCopy;
  return Date.parse(moment.at) < Date.parse(state.sessionAt) + COPYING_MS;
}

/** `source: {subagent: {thread_spawn: {parent_thread_id}}}`, or `parent_thread_id` in newer versions. */
function parentThread(meta: Json): string | undefined {
  const spawn = object(object(object(meta['source'])?.['subagent'])?.['thread_spawn']);
  const parent = text(spawn?.['parent_thread_id']) ?? text(meta['parent_thread_id']);
  return parent ?? (text(meta['thread_source']) === 'subagent' ? text(meta['session_id']) : undefined);
}

/** Minutes by which the local clock was ahead, to the quarter of an hour in which zones differ. */
function offsetOf(state: State): number | undefined {
  if (state.localStart === undefined || state.sessionAt === undefined) return undefined;
  const quarters = Math.round((state.localStart - Date.parse(state.sessionAt)) / 900_000);
  return Math.abs(quarters) <= 56 ? quarters * 15 : undefined;
}
