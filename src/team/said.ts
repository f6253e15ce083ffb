/** What is said under an answer about a team: whose facts these are, how old, and what they leave out. */

import { counted } from '../insight/spoken.ts';
import type { TeamBranch } from './branch.ts';
import type { Team } from './read.ts';

export type Said = {
  readonly team: Team;
  readonly branches: readonly TeamBranch[];
  /** Events of the own log that may not be shared yet. */
  readonly pending: { readonly events: number; readonly exact: boolean };
  readonly now: Date;
};

/** `Shared facts of 3 developers in 2 repositories` */
export function titleOf({ team, branches }: Pick<Said, 'team' | 'branches'>): string {
  const where = branches.length > 1 ? ` in ${counted(branches.length, 'repository', 'repositories')}` : '';
  return `Shared facts of ${counted(team.developers.length, 'developer')}${where}`;
}

export function teamNotes(said: Said): readonly string[] {
  const { team, pending } = said;
  const texts = team.levels.includes('redacted') ? 'Of those who share metrics only, texts' : 'Texts';
  return [
    `${titleOf(said)}, ${ageOf(said)}; hindcast sync fetches what is new.`,
    ...(team.levels.includes('metrics')
      ? [`${texts}, targets, programs and branches are not shared: what is made of them is empty or missing.`]
      : []),
    ...(pending.events === 0
      ? []
      : [
          `${pending.exact ? '' : 'At most '}${counted(pending.events, 'event')} of this machine ${pending.events === 1 ? 'is' : 'are'} not shared yet, and not counted.`,
        ]),
    ...team.newer.map(
      (path) => `${path} is not counted: a newer Hindcast has written it. npm install -g hindcast@latest`,
    ),
    ...team.nobodys.map((path) => `${path} is not counted: it is not of the writer in whose folder it lies.`),
    ...team.unknown.map(
      ({ path, lines }) => `${counted(lines, 'line')} of ${path} could not be read and did not count.`,
    ),
  ];
}

/** `as last fetched 3 hours ago` */
function ageOf({ branches, now }: Said): string {
  const fetched = branches.map(({ fetchedAt }) => fetchedAt ?? '').toSorted();
  const [oldest = ''] = fetched;
  if (oldest === '') return 'as they were when the clone was set up';
  const minutes = Math.max(0, Math.round((now.getTime() - Date.parse(oldest)) / 60_000));
  if (minutes < 1) return 'as just fetched';
  if (minutes < 60) return `as fetched ${counted(minutes, 'minute')} ago`;
  const hours = Math.round(minutes / 60);
  return hours < 48
    ? `as fetched ${counted(hours, 'hour')} ago`
    : `as fetched ${counted(Math.round(hours / 24), 'day')} ago`;
}
