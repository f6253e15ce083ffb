/** All repositories of the log, the one that was worked in last first, for as long as there is time; what is left over is remembered. */

import { stampOf } from '../doors/git/traces.ts';
import { lookAt, type Look, type Looked, type Looking, type Outcome } from './look.ts';
import type { Remembered, Span } from './remember.ts';
import type { RepositoryWork } from './work.ts';

export type OutcomeSummary = {
  /** Repositories that were looked at; those for which no time was left; those that git would not read. */
  readonly repositories: number;
  readonly waiting: number;
  readonly refused: number;
  /** Commits that were given to sessions, and those that fit several and were given to none. */
  readonly commits: number;
  readonly ambiguous: number;
  readonly reverted: number;
};

export type Found = Pick<Remembered, 'stamps' | 'rest'> & {
  readonly events: readonly Outcome[];
  readonly summary: OutcomeSummary;
};

type State = { readonly stamps: Record<string, string>; readonly rest: Record<string, Span> };

/** Nothing without git. */
export async function lookAtAll(looking: Looking, before: Remembered | undefined): Promise<Found | undefined> {
  const state: State = { stamps: { ...before?.stamps }, rest: { ...before?.rest } };
  const looked: Looked[] = [];
  for (const repository of looking.logged.repositories) looked.push(...(await lookAtOne(repository, looking, state)));
  const failures = looked.flatMap((one) => ('failure' in one ? [one.failure] : []));
  if (failures.includes('missing')) return undefined;
  const looks = looked.filter((one): one is Look => !('failure' in one));
  const events = looks.flatMap((look) => look.events);
  const count = (wanted: string) => events.filter(({ result }) => result === wanted).length;
  const summary = {
    repositories: looks.length,
    waiting: failures.filter((failure) => failure !== 'failed').length + Object.keys(state.rest).length,
    refused: failures.filter((failure) => failure === 'failed').length,
    commits: count('committed'),
    ambiguous: looks.reduce((sum, { ambiguous }) => sum + ambiguous, 0),
    reverted: count('reverted'),
  };
  return { events, ...state, summary };
}

/** What is new in it, and then what an earlier look had no time for. */
async function lookAtOne(repository: RepositoryWork, looking: Looking, state: State): Promise<readonly Looked[]> {
  const { common, amount } = repository;
  const { stamps, rest } = state;
  const stamp = `${stampOf(common)}|${amount}`;
  const looked: Looked[] = [];
  if (stamps[common] !== stamp) {
    const fresh = await lookAt(repository, looking);
    looked.push(fresh);
    // What git refuses, or needs too long for, is looked at when it has changed; what there was no time for, the next time.
    stamps[common] = 'failure' in fresh && fresh.failure === 'cut' ? '' : stamp;
    if ('failure' in fresh) return looked;
    if (fresh.reached !== undefined) {
      rest[common] = { since: Math.min(looking.since, rest[common]?.since ?? looking.since), until: fresh.reached };
      return looked;
    }
  }
  const span = rest[common];
  if (span === undefined) return looked;
  const older = await lookAt(repository, { ...looking, ...span });
  looked.push(older);
  if ('failure' in older) {
    if (older.failure !== 'cut') delete rest[common];
  } else if (older.reached !== undefined && older.reached < span.until)
    rest[common] = { ...span, until: older.reached };
  else delete rest[common];
  return looked;
}
