/** `recoveries` counts what was done after a failure, finds the step that helps, and finds none where none does. */

import { beforeAll, expect, test } from 'vitest';
import type { Row } from '../../src/analyses/define.ts';
import recoveries from '../../src/analyses/recoveries.ts';
import type { Report } from '../../src/engine/define.ts';
import { KINDS, LOOKED, recoveriesWorld, SEARCHED, WORLDS, type Kind } from './recoveries-world.ts';
import { held, isWithin, leastOf, openWorlds } from './worlds.ts';

let truth: ReturnType<typeof recoveriesWorld>['truth'];
let report: Report;
beforeAll(async () => {
  const [world] = await openWorlds(recoveriesWorld, 1);
  if (world === undefined) throw new Error('There is no world.');
  truth = world.truth;
  report = await world.ask(recoveries, { limit: 2000, min_count: 1 });
});

function rowsOf(kind: Kind, step: string): readonly (Row | undefined)[] {
  const found = new Map(report.rows.filter((row) => row['next_step'] === step).map((row) => [row['tool'], row]));
  return Array.from({ length: WORLDS }, (_, world) => found.get(`${kind}_${world}`));
}

test('What was done next, how often it then worked, and when, is what was put in.', () => {
  const told = new Map(report.rows.map((row) => [`${String(row['tool'])}: ${String(row['next_step'])}`, row]));
  const put = [...truth].flatMap(([tool, steps]) =>
    [...steps].map(([step, taken]) => [`${tool}: ${step}`, taken] as const),
  );
  expect(told.size).toBe(put.length);
  for (const [name, { count, waits }] of put) {
    const row = told.get(name);
    expect([row?.['count'], row?.['worked'], row?.['median_ms']], name).toEqual([count, waits.length, middle(waits)]);
    expect(row?.['share']).toBeCloseTo(count / 60, 9);
  }
});

test.each([
  ['edit', LOOKED],
  ['edit', SEARCHED],
  ['fetch', LOOKED],
  ['fetch', SEARCHED],
] as const)('Around %s, next "%s", the interval holds the truth.', (kind, step) => {
  const holds = (row: Row | undefined) => isWithin(row, ['success_low', 'success_high'], KINDS[kind][step]);
  expect(held(rowsOf(kind, step), holds)).toBeGreaterThanOrEqual(leastOf(WORLDS));
});

test('The step that helps is found, and where none does, hardly ever one.', () => {
  const isShown = (row: Row | undefined) => Number(row?.['p_adjusted'] ?? 1) < 0.05;
  expect(held(rowsOf('edit', LOOKED), isShown)).toBeGreaterThanOrEqual(95);
  expect(held(rowsOf('fetch', LOOKED), isShown)).toBeLessThanOrEqual(5);
  expect(held(rowsOf('fetch', SEARCHED), isShown)).toBeLessThanOrEqual(5);
});

test('It is advised in words, and nothing else is.', () => {
  const advised = report.insights.filter(
    (_, index) => report.insights[index + 1]?.startsWith('  Do that first') === true,
  );
  expect(advised.length).toBeGreaterThan(0);
  for (const line of advised) expect(line).toMatch(/^After edit_\d+ failed with other, next "Read of the same target"/);
});

/** The median, null of nothing. */
function middle(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
