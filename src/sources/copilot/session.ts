/** Whose events these are: the session, its folder and branch, its version. */

import type { EventOf } from '../../event/schema.ts';
import { skip } from '../../event/skip.ts';
import type { Yielded } from '../define.ts';
import { count, instant, known, object, text, type Json } from '../read.ts';
import type { State } from './state.ts';

/** One event of the log. `subagent` is set inside of one. */
export type Line = {
  readonly type: string;
  readonly data: Json;
  readonly at: string;
  readonly seq: number;
  readonly id?: string;
  readonly subagent?: string;
};

export function beginSession(state: State, { type, data, at }: Line): Yielded {
  state.session = text(data['sessionId']) ?? state.session;
  const startedAt = instant(data['startTime']) ?? at;
  if (state.startedAt === undefined || startedAt < state.startedAt) state.startedAt = startedAt;
  note(state, { version: text(data['copilotVersion']), model: text(data['selectedModel']) });
  noteContext(state, object(data['context']) ?? {});
  state.origin ??= type === 'session.resume' ? 'resume' : 'startup';
  return sessionEnd(state) ?? skip('part-of-event');
}

export function noteContext(state: State, context: Json): void {
  note(state, { cwd: text(context['cwd']), branch: text(context['branch']) });
}

function note(
  state: State,
  told: { readonly [K in 'version' | 'model' | 'cwd' | 'branch']?: string | undefined },
): void {
  Object.assign(state, known(told));
}

/** The session with what is known of it by now. */
export function sessionEnd(state: State, changes?: Json): EventOf<'session'> | undefined {
  const { startedAt: at, endedAt } = state;
  if (at === undefined) return undefined;
  return known({
    kind: 'session',
    id: state.session,
    at,
    ...common(state),
    origin: state.origin,
    ended_at: endedAt !== undefined && endedAt > at ? endedAt : undefined,
    lines_added: count(changes?.['linesAdded']),
    lines_removed: count(changes?.['linesRemoved']),
  } as const);
}

/** What every event of this log carries. */
export function common(state: State) {
  return known({
    observers: 'transcript',
    agent: 'copilot',
    agent_version: state.version,
    session_id: state.session,
    session_at: state.startedAt,
    branch: state.branch,
    cwd: state.cwd,
  } as const);
}
