/** Groups of failures, worked out by hand: counts, states, trends, what is suggested and why, and what is said in sentences. */

import { expect, onTestFinished, test } from 'vitest';
import type { Row } from '../../src/analyses/define.ts';
import errors from '../../src/analyses/errors.ts';
import { engineOf, type Given } from '../engine/event-table.ts';
import { EVENTS, WEEK } from './errors-events.ts';

async function ask(given: readonly Given[], params: Readonly<Record<string, string | number>> = {}) {
  const engine = await engineOf(given);
  onTestFinished(() => engine.close());
  return engine.run(errors, params);
}

const cells = (rows: readonly Row[], names: readonly string[]) => rows.map((row) => names.map((name) => row[name]));

test('Each group is one row: how often, where, by whom, and since when.', async () => {
  const { rows } = await ask(EVENTS, WEEK);
  expect(
    cells(rows, ['title', 'tool', 'error_class', 'count', 'sessions', 'repos', 'agents', 'state', 'trend_pct']),
  ).toEqual([
    ['String to replace not found in file', 'Edit', 'string_not_found', 23, 1, 1, 1, 'ongoing', 2200],
    ['fatal: Unable to create <name>: File exists', 'exec_command', 'git_lock', 2, 2, 2, 2, 'new', null],
    // Those that are equally frequent stand in the order of their fingerprints.
    ['None of the above', 'Old', 'other', 1, 0, 0, 1, 'new', null],
    ['Error: listen EADDRINUSE: address already in use :::<n>', 'Bash', 'port_in_use', 1, 1, 1, 1, 'regressed', null],
    ['missing <path>', 'cite-assist', 'FileNotFoundError', 1, 0, 1, 1, 'new', null],
    ['command not found: tree', 'Bash', 'command_not_found', 0, 0, 0, 0, 'resolved', -100],
  ]);
  expect(cells(rows.slice(0, 2), ['first_seen', 'last_seen', 'developers', 'repo_counts', 'previous_count'])).toEqual([
    ['2026-11-09T10:00:00.000Z', '2026-11-16T10:15:00.000Z', 1, '23 github.com/acme/app', 1],
    ['2026-11-17T10:00:00.000Z', '2026-11-17T10:01:00.000Z', 2, '1 github.com/acme/app, 1 github.com/acme/web', 0],
  ]);
  expect(rows[0]?.['share']).toBeCloseTo(23 / 28, 12);
});

test('What helped is measured: a look at the file before the next try.', async () => {
  const { rows } = await ask(EVENTS, WEEK);
  expect(rows[0]?.['suggestion']).toBe('Read the same target before trying again.');
  // Newcombe, method 10: 8/8 against 1/8.
  expect(rows[0]?.['evidence']).toBe(
    'With it in between, 8 of 8 next tries worked, without 1 of 8: +88 points (95 % interval 40 to 98).',
  );
  expect(rows[1]?.['suggestion']).toBe('Another git process holds the lock: do not run git commands in parallel.');
  expect(rows[1]?.['evidence']).toBe('Known class, n = 2.');
});

test('A person reads the report of the period first.', async () => {
  const { insights, notes } = await ask(EVENTS, { since: WEEK.since });
  expect(insights).toEqual([
    'Last 7 days: 28 errors across 2 repositories, of 5 kinds.',
    'Trend: ↑ 833% increase (28 after 3 in the equally long time before).',
    '1. String to replace not found in file (82%) - 23 ×, Edit, ongoing',
    '   → Read the same target before trying again. With it in between, 8 of 8 next tries worked, without 1 of 8: +88 points ' +
      '(95 % interval 40 to 98).',
    '2. fatal: Unable to create <name>: File exists (7%) - 2 ×, exec_command, new',
    '   → Another git process holds the lock: do not run git commands in parallel.',
    '3. None of the above (4%) - 1 ×, Old, new',
    'Affected repositories:',
    '   github.com/acme/app: 25 errors (mostly String to replace not found in file)',
    '   github.com/acme/web: 2 errors (mixed)',
    'Seen in 2 repositories: fatal: Unable to create <name>: File exists (2 ×).',
    'Came back after a period without: Error: listen EADDRINUSE: address already in use :::<n> (1 ×).',
  ]);
  expect(notes).toContain('That more tries worked after a certain call does not show that the call was the reason.');
});

test('A change is called one only where the counts bear it.', async () => {
  const failures = (before: number, now: number): Given[] => [
    { kind: 'call', at: '2026-11-01T00:00:00.000Z', tool: 'Read', outcome: 'ok' },
    ...Array.from({ length: before }, () => failure('2026-11-09T00:00:00.000Z')),
    ...Array.from({ length: now }, () => failure('2026-11-16T00:00:00.000Z')),
    { kind: 'call', at: '2026-11-30T00:00:00.000Z', tool: 'Read', outcome: 'ok' },
  ];
  const trend = async (before: number, now: number) => (await ask(failures(before, now), WEEK)).insights[1];
  expect(await trend(47, 36)).toBe('Trend: → no clear change (36 after 47 in the equally long time before).');
  expect(await trend(47, 20)).toBe('Trend: ↓ 57% decrease (20 after 47 in the equally long time before).');
  expect(await trend(20, 47)).toBe('Trend: ↑ 135% increase (47 after 20 in the equally long time before).');
});

test('Quiet days at the end of the period change no state: what was asked for counts in full.', async () => {
  const on = (date: string, repo: string) => ({ ...failure(`${date}T00:00:00.000Z`), repo });
  const given = [
    ...['stays', 'resolved', 'regressed'].map((repo) => on('2026-10-25', repo)),
    ...['stays', 'resolved'].map((repo) => on('2026-11-09', repo)),
    ...['stays', 'regressed'].map((repo) => on('2026-11-16', repo)),
  ];
  const truth = [
    ['stays', 1, 1, 'ongoing', 7],
    ['resolved', 0, 1, 'resolved', 7],
    ['regressed', 1, 0, 'regressed', 7],
  ];
  // Either the end is asked for, or work elsewhere shows that the week went on.
  const work: Given = { kind: 'call', at: '2026-11-21T23:59:59.999Z', tool: 'Read', outcome: 'ok', repo: 'other' };
  for (const [log, params] of [
    [given, WEEK],
    [[...given, work], { since: WEEK.since }],
  ] as const) {
    const engine = await engineOf(log);
    onTestFinished(() => engine.close());
    for (const [repo, ...told] of truth) {
      const { rows } = await engine.run(errors, { ...params, repo });
      expect(cells(rows, ['count', 'previous_count', 'state', 'compared_days']), String(repo)).toEqual([told]);
    }
  }
});

test('Without a beginning the last third of the log is compared with the third before.', async () => {
  const given = [2, 3, 5, 12, 12, 27].map((day) => failure(`2026-11-${String(day).padStart(2, '0')}T00:00:00.000Z`));
  // What nobody worked on is no day without a failure, so that an end beyond the log changes nothing.
  for (const params of [{}, { until: '2027-02-01T00:00:00.000Z' }]) {
    const { rows } = await ask(given, params);
    expect(cells(rows, ['count', 'previous_count', 'compared_errors', 'state', 'trend_pct'])).toEqual([
      [6, 2, 1, 'ongoing', -50],
    ]);
  }
});

test('A log that begins with the period has no state and no trend, and says so.', async () => {
  const report = await ask([failure('2026-11-16T00:00:00.000Z')], WEEK);
  expect(cells(report.rows, ['count', 'state', 'trend_pct'])).toEqual([[1, null, null]]);
  expect(report.notes).toContain('The log does not reach back before this period: no state, no trend.');
  const single = await ask([failure('2026-11-16T00:00:00.000Z')]);
  expect(cells(single.rows, ['count', 'state', 'trend_pct', 'share'])).toEqual([[1, null, null, 1]]);
});

test('Small groups and those beyond the limit are left out, and counted.', async () => {
  const few = await ask(EVENTS, { ...WEEK, min_count: 2 });
  expect(few.rows.map((row) => row['count'])).toEqual([23, 2, 0]);
  const one = await ask(EVENTS, { ...WEEK, limit: 1 });
  expect(one.rows.map((row) => row['count'])).toEqual([23]);
  expect(one.notes).toContain('1 group of 5, with 23 of 28 failures.');
});

test('Filters take only what they name.', async () => {
  const counted = async (params: Readonly<Record<string, string>>) =>
    (await ask(EVENTS, { ...WEEK, ...params })).rows.map((row) => row['count']);
  expect(await counted({ repo: 'github.com/acme/web' })).toEqual([1, 1]);
  expect(await counted({ agent: 'codex' })).toEqual([1]);
  expect(await counted({ session: 's4' })).toEqual([1, 1]);
  expect(await counted({ session: 'nobody' })).toEqual([]);
});

test('Odd logs have sensible rows: nothing, only failures, long names, clocks that run backwards, one place for many.', async () => {
  const empty = await ask([], WEEK);
  expect([empty.rows, empty.insights, empty.notes]).toEqual([[], [], ['No failures in this period.']]);
  const long = 'x'.repeat(10_240);
  const backwards = Array.from({ length: 40 }, (_, index) => ({
    ...failure(`2026-11-16T00:00:${String(59 - index).padStart(2, '0')}.000Z`),
    seq: index < 20 ? index : 20,
    tool: index % 2 === 0 ? long : 'Read',
    target: '/srv/a',
  }));
  const { rows, insights } = await ask(backwards, WEEK);
  expect(cells(rows, ['count', 'suggestion'])).toEqual([
    [20, 'List or search for the path before using it.'],
    [20, 'List or search for the path before using it.'],
  ]);
  expect(insights.join('\n')).not.toMatch(/NaN|Infinity|undefined|null/);
});

test('The order in which events were written changes nothing.', async () => {
  const expected = await ask(EVENTS, WEEK);
  expect(await ask(EVENTS.toReversed(), WEEK)).toEqual(expected);
});

function failure(at: string): Given {
  return {
    kind: 'call',
    at,
    tool: 'Read',
    outcome: 'tool_error',
    error_class: 'file_not_found',
    error_text: 'File does not exist.',
  };
}
