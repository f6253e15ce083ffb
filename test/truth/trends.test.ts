/** `trends` gives each day what happened on it, with an interval around the rate of failure that holds the truth. */

import { beforeAll, expect, test } from 'vitest';
import type { Row } from '../../src/analyses/define.ts';
import trends from '../../src/analyses/trends.ts';
import { FAILING, FIRST_DAY, IDLE_DAY, trendsWorld } from './trends-world.ts';
import { held, isWithin, leastOf, openWorlds } from './worlds.ts';

type Truth = ReturnType<typeof trendsWorld>['truth'];
let answers: readonly { readonly truth: Truth; readonly rows: readonly Row[] }[];
beforeAll(async () => {
  const worlds = await openWorlds(trendsWorld);
  answers = await Promise.all(worlds.map(async ({ truth, ask }) => ({ truth, rows: (await ask(trends)).rows })));
});

const dayOf = (number: number) =>
  new Date(Date.parse(`${FIRST_DAY}T00:00:00Z`) + number * 86_400_000).toISOString().slice(0, 10);
const rowOf = (rows: readonly Row[], day: number) => rows.find((row) => row['period'] === dayOf(day));

test('Every day has its sessions, calls and failures, also the day without any.', () => {
  for (const { truth, rows } of answers) {
    expect(rows.map((row) => [row['sessions'], row['calls'], row['failures']])).toEqual(
      truth.days.map(({ sessions, calls, failures }) => [sessions, calls, failures]),
    );
    expect(rowOf(rows, IDLE_DAY)?.['failure_rate']).toBeNull();
  }
});

test('The interval of each day holds the rate that it was drawn with.', () => {
  const days = answers.flatMap(({ rows }) =>
    FAILING.flatMap((rate, day) => (day === IDLE_DAY ? [] : [{ rate, row: rowOf(rows, day) }])),
  );
  const hits = held(days, ({ rate, row }) => isWithin(row, ['failure_low', 'failure_high'], rate));
  expect(hits).toBeGreaterThanOrEqual(leastOf(days.length));
  expect(hits).toBeLessThan(days.length);
});
