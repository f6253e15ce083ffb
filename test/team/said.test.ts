/** What stands under an answer about a team: every shard that does not count is named, with what to do. */

import { expect, test } from 'vitest';
import { places } from '../../src/config/home.ts';
import type { Team } from '../../src/team/read.ts';
import { teamNotes, titleOf } from '../../src/team/said.ts';
import { NOW, branchOf } from './shards.ts';

const TEAM: Team = {
  places: places('/nowhere'),
  developers: ['dev-a'],
  levels: ['metrics'],
  newer: [],
  nobodys: [],
  unknown: [],
};
const branch = (fetchedAt?: string) => ({ ...branchOf({}).branch, fetchedAt });

test('Whose facts these are, how old, and what they leave out, is always said', () => {
  const branches = [branch('2026-11-18T12:00:00.000Z'), branch('2026-11-20T11:59:45.000Z')];
  const pending = { events: 0, exact: true };
  expect(teamNotes({ team: TEAM, branches, pending, now: NOW })).toEqual([
    'Shared facts of 1 developer in 2 repositories, as fetched 2 days ago; hindcast sync fetches what is new.',
    'Texts, targets, programs and branches are not shared: what is made of them is empty or missing.',
  ]);
  const ages = ['2026-11-20T11:59:45.000Z', '2026-11-20T11:20:00.000Z', '2026-11-19T12:00:00.000Z', undefined].map(
    (at) => teamNotes({ team: TEAM, branches: [branch(at)], pending, now: NOW })[0],
  );
  expect(ages.map((note) => /, (as .*);/.exec(note ?? '')?.[1])).toEqual([
    'as just fetched',
    'as fetched 40 minutes ago',
    'as fetched 24 hours ago',
    'as they were when the clone was set up',
  ]);
  expect(titleOf({ team: { ...TEAM, developers: [] }, branches: [branch()] })).toBe('Shared facts of 0 developers');
});

test('What does not count is named', () => {
  const team: Team = {
    ...TEAM,
    levels: ['metrics', 'redacted'],
    newer: ['hindcast/v1/a/2026-11.jsonl'],
    nobodys: ['hindcast/v1/b/2026-11.jsonl'],
    unknown: [{ path: 'hindcast/v1/c/2026-11.jsonl', lines: 2 }],
  };
  const told = teamNotes({ team, branches: [branch()], pending: { events: 1, exact: false }, now: NOW });
  expect(told.slice(1)).toEqual([
    'Of those who share metrics only, texts, targets, programs and branches are not shared: what is made of them is empty or missing.',
    'At most 1 event of this machine is not shared yet, and not counted.',
    'hindcast/v1/a/2026-11.jsonl is not counted: a newer Hindcast has written it. npm install -g hindcast@latest',
    'hindcast/v1/b/2026-11.jsonl is not counted: it is not of the writer in whose folder it lies.',
    '2 lines of hindcast/v1/c/2026-11.jsonl could not be read and did not count.',
  ]);
});
