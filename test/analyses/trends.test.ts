/** Periods: days and weeks of a time zone, days off, and which change is called one. */

import { expect, onTestFinished, test } from 'vitest';
import trends from '../../src/analyses/trends.ts';
import { engineOf, type Given } from '../engine/event-table.ts';
import { EVENTS } from './trends-events.ts';

async function rowsOf(given: readonly Given[], params: Readonly<Record<string, string>> = {}) {
  const engine = await engineOf(given);
  onTestFinished(() => engine.close());
  return engine.run(trends, params);
}

const COLUMNS = ['period', 'sessions', 'calls', 'failures', 'failure_rate', 'cost_usd', 'change_pct', 'verdict'];
const cells = (rows: readonly Readonly<Record<string, unknown>>[]) =>
  rows.map((row) => COLUMNS.map((name) => row[name]));

test('A day off is a row of zeros, and the next day is compared with the last day that had calls', async () => {
  const { rows } = await rowsOf(EVENTS);
  expect(cells(rows)).toEqual([
    ['2026-10-23', 1, 100, 40, 0.4, 1.5, null, null],
    ['2026-10-24', 2, 6, 1, 1 / 6, null, expect.closeTo(-58.333, 3), 'no change shown'],
    ['2026-10-25', 2, 2, 1, 0.5, 0.5, expect.closeTo(200, 9), 'no change shown'],
    ['2026-10-26', 0, 0, 0, null, null, null, null],
    ['2026-10-27', 2, 102, 5, 0.05, null, expect.closeTo(-90, 9), 'fewer failures'],
  ]);
});

test('Days are those of the zone, also when its clocks are turned back', async () => {
  const { rows } = await rowsOf(EVENTS, { tz: 'Europe/Berlin' });
  expect(rows.map((row) => [row['period'], row['calls']])).toEqual([
    ['2026-10-23', 100],
    ['2026-10-24', 4],
    ['2026-10-25', 4],
    ['2026-10-26', 0],
    ['2026-10-27', 102],
  ]);
});

test('Days are those of the zone, also when its clocks are turned on', async () => {
  const at = (instant: string): Given => ({ kind: 'call', at: instant, tool: 'Read', outcome: 'ok' });
  // In New York, 2026-03-08 has 23 hours: from 05:00Z to 04:00Z.
  const given = [
    at('2026-03-08T04:59:59.000Z'),
    at('2026-03-08T05:00:00.000Z'),
    at('2026-03-09T03:59:59.000Z'),
    at('2026-03-09T04:00:00.000Z'),
  ];
  const { rows } = await rowsOf(given, { tz: 'America/New_York' });
  expect(rows.map((row) => [row['period'], row['calls']])).toEqual([
    ['2026-03-07', 1],
    ['2026-03-08', 2],
    ['2026-03-09', 1],
  ]);
});

test('Weeks begin on Monday', async () => {
  const { rows, insights } = await rowsOf(EVENTS, { per: 'week' });
  expect(cells(rows)).toEqual([
    ['2026-10-19', 2, 108, 42, 42 / 108, 2, null, null],
    ['2026-10-26', 2, 102, 5, 0.05, null, expect.closeTo(-87.143, 3), 'fewer failures'],
  ]);
  expect(insights).toEqual([
    'Failures fell from 38.9 % of 108 calls (the week of 2026-10-19) to 5.0 % of 100 calls (the week of 2026-10-26).',
  ]);
});

test('Only what the counts bear is said', async () => {
  expect((await rowsOf(EVENTS.slice(-9))).insights).toEqual([]);
  expect(await rowsOf([])).toMatchObject({ rows: [], insights: [], notes: ['Nothing was logged in this period.'] });
  const { rows } = await rowsOf([{ kind: 'session' }]);
  expect(cells(rows)).toEqual([['2026-11-10', 1, 0, 0, null, null, null, null]]);
});

test('A period is day or week', async () => {
  await expect(rowsOf(EVENTS, { per: 'month' })).rejects.toThrow('which is not one of day, week');
});
