/** What follows a failure, and what of it helps. */

import { expect, onTestFinished, test } from 'vitest';
import type { Cell } from '../../src/analyses/define.ts';
import recoveries from '../../src/analyses/recoveries.ts';
import { engineOf, type Given } from '../engine/event-table.ts';
import { EVENTS } from './recoveries-events.ts';

async function reportOf(given: readonly Given[], params: Readonly<Record<string, Cell>> = {}) {
  const engine = await engineOf(given);
  onTestFinished(() => engine.close());
  return engine.run(recoveries, params);
}

test('The next step after a failure is told with how often the operation then worked.', async () => {
  const { rows, notes } = await reportOf(EVENTS);
  expect(rows).toEqual([
    {
      tool: 'Bash',
      error_class: 'test_failed',
      next_step: 'same command again',
      count: 5,
      share: 5 / 8,
      // At once in two sessions, by the same program in a third.
      success_rate: 3 / 5,
      success_low: expect.closeTo(0.230724, 6),
      success_high: expect.closeTo(0.882379, 6),
      median_ms: 10_000,
      p_adjusted: 1,
      worked: 3,
      failures: 8,
      went_on: 6,
      went_on_worked: 4,
      one_in: 1,
    },
    {
      tool: 'Edit',
      error_class: 'string_not_found',
      next_step: 'Read of the same target',
      count: 6,
      share: 1,
      success_rate: 5 / 6,
      success_low: expect.closeTo(0.436497, 6),
      success_high: expect.closeTo(0.969947, 6),
      median_ms: 20_000,
      p_adjusted: null,
      worked: 5,
      failures: 6,
      went_on: 6,
      went_on_worked: 5,
      one_in: 1,
    },
  ]);
  expect(notes).toHaveLength(2);
});

test('Steps of every kind have a name, and what stopped is told apart.', async () => {
  const { rows } = await reportOf(EVENTS, { min_count: 1 });
  expect(rows.map((row) => [row['error_class'], row['next_step'], row['count'], row['worked']])).toEqual([
    ['test_failed', 'same command again', 5, 3],
    ['test_failed', 'same program, other parameters', 1, 1],
    ['test_failed', 'stopped: nothing followed', 1, 0],
    ['test_failed', 'stopped: the user spoke next', 1, 0],
    ['string_not_found', 'Read of the same target', 6, 5],
    ['file_not_found', 'same program, other parameters', 1, 1],
    ['http_error', 'same target again', 1, 1],
  ]);
});

test('Other steps are named by their tool, target and program.', async () => {
  const step = (
    session: string,
    [turn, tool]: readonly [number, string],
    more: Readonly<Record<string, unknown>>,
  ): Given => ({
    kind: 'call',
    id: `${session}-${turn}`,
    session_id: session,
    turn,
    seq: turn,
    tool,
    outcome: 'ok',
    ...more,
  });
  const failed = { outcome: 'tool_error', error_class: 'other' };
  const bash = { target: 'make', program: 'make' };
  const { rows } = await reportOf(
    [
      step('a', [1, 'Edit'], { target: '/a', ...failed }),
      step('a', [2, 'Edit'], { target: '/b' }),
      step('b', [1, 'Edit'], { target: '/a', ...failed }),
      step('b', [2, 'Glob'], { target: '*' }),
      step('c', [1, 'Edit'], { target: '/a', ...failed }),
      step('c', [2, 'Edit'], { target: '/a' }),
      step('d', [1, 'TodoWrite'], failed),
      step('d', [2, 'TodoWrite'], {}),
      step('e', [1, 'Bash'], { ...bash, ...failed }),
      step('e', [2, 'Bash'], { target: 'ls', program: 'ls' }),
    ],
    { min_count: 1 },
  );
  expect(rows.map(({ tool, next_step: next, worked }) => [tool, next, worked])).toEqual([
    ['Edit', 'other tool: Glob', 0],
    ['Edit', 'same target again', 1],
    ['Edit', 'same tool, other target', 0],
    ['Bash', 'other command: ls', 0],
    ['TodoWrite', 'same tool again', 1],
  ]);
});

test('A success counts within so many answers, and not in the answer of the failure itself.', async () => {
  const worked = async (within: number) =>
    (await reportOf(EVENTS, { within })).rows.map((row) => [row['error_class'], row['worked']]);
  expect(await worked(2)).toEqual([
    ['test_failed', 3],
    ['string_not_found', 5],
  ]);
  expect(await worked(1)).toEqual([
    ['test_failed', 2],
    ['string_not_found', 0],
  ]);
  expect(await worked(0)).toEqual([
    ['test_failed', 0],
    ['string_not_found', 0],
  ]);
});

test('A clock that runs backwards leaves the time unknown.', async () => {
  const backwards = EVENTS.map((event) => ({
    ...event,
    at: new Date(Date.UTC(2026, 10, 10) - Number(event['turn'] ?? 0) * 10_000).toISOString(),
  }));
  const { rows } = await reportOf(backwards);
  expect(rows.map((row) => [row['worked'], row['median_ms']])).toEqual([
    [3, null],
    [5, null],
  ]);
});

test('Without a failure that was followed by anything there is nothing to tell.', async () => {
  for (const given of [[], [{ kind: 'call', tool: 'Read', outcome: 'ok' }]] satisfies Given[][]) {
    const report = await reportOf(given, { min_count: 1 });
    expect(report).toMatchObject({ rows: [], insights: [] });
    expect(report.notes).toEqual(['No failure was followed by the same step often enough in this period.']);
  }
});

test('A single failure, and a session in which all fails, are told as they are.', async () => {
  const failed = (turn: number): Given => ({
    kind: 'call',
    id: `c${turn}`,
    turn,
    seq: turn,
    tool: 'x'.repeat(10_240),
    outcome: 'tool_error',
  });
  const single = await reportOf([failed(1)], { min_count: 1 });
  expect(single.rows).toMatchObject([{ error_class: 'tool_error', next_step: 'stopped: nothing followed', worked: 0 }]);
  const all = await reportOf(Array.from({ length: 30 }, (_, index) => failed(index)));
  expect(all.rows).toMatchObject([{ next_step: 'same tool again', count: 29, worked: 0, failures: 30 }]);
  expect(all.insights).toEqual([]);
});

test('The order in which events were stored does not matter, nor do places that are shared.', async () => {
  const tied = EVENTS.map((event) => ({ ...event, seq: 1, at: '2026-11-10T12:00:00.000Z' }));
  for (const given of [EVENTS, tied]) {
    const params = { min_count: 1 };
    expect(await reportOf(given.toReversed(), params)).toEqual(await reportOf(given, params));
  }
});

test('Where nothing can be compared, what worked in most cases is named with its interval.', async () => {
  expect((await reportOf(EVENTS)).insights).toEqual([]);
  const more = EVENTS.map((event) => ({
    ...event,
    id: `${String(event['id'])}-2`,
    session_id: `${String(event['session_id'])}-2`,
  }));
  expect((await reportOf([...EVENTS, ...more])).insights).toEqual([
    'After Edit failed with string_not_found, "Read of the same target": it then worked 10 of 12 times (55 to 95 %)',
  ]);
});

test('The step after which it works more often than after the others is advised.', async () => {
  const edit = { kind: 'call', tool: 'Edit', target: '/a' } as const;
  const given = Array.from({ length: 60 }, (_, index): readonly Given[] => {
    const session = `s${index}`;
    const at = (turn: number) => ({ id: `${session}-${turn}`, session_id: session, turn, seq: turn });
    const isRead = index < 30;
    // After a read 28 of 30 work, after a search 6 of 30.
    const isOk = isRead ? index < 28 : index < 36;
    return [
      { ...edit, ...at(1), outcome: 'tool_error', error_class: 'string_not_found' },
      isRead
        ? { ...edit, ...at(2), tool: 'Read', outcome: 'ok' }
        : { kind: 'call', ...at(2), tool: 'Grep', target: 'x', outcome: 'ok' },
      { ...edit, ...at(3), outcome: isOk ? 'ok' : 'denied' },
    ];
  }).flat();
  expect((await reportOf(given)).insights).toEqual([
    'After Edit failed with string_not_found, next "Read of the same target": it then worked 93 % of 30 times (after other steps 20 % of 30)',
    '  Do that first: 51 to 85 points more often.',
  ]);
});
