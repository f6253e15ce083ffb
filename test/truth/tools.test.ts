/** `tools` finds the rates that many worlds were drawn with, within the intervals that it gives. */

import { beforeAll, expect, test } from 'vitest';
import type { Row } from '../../src/analyses/define.ts';
import tools from '../../src/analyses/tools.ts';
import { EDIT, RATES, toolsWorld } from './tools-world.ts';
import { held, isWithin, leastOf, mean, openWorlds, WORLDS } from './worlds.ts';

type Truth = ReturnType<typeof toolsWorld>['truth'];
let answers: readonly { readonly truth: Truth; readonly rows: readonly Row[] }[];
beforeAll(async () => {
  const worlds = await openWorlds(toolsWorld);
  answers = await Promise.all(worlds.map(async ({ truth, ask }) => ({ truth, rows: (await ask(tools)).rows })));
});

const rowOf = (rows: readonly Row[], tool: string) => rows.find((row) => row['tool'] === tool);

test('What is promised for 95 of 100 is held to 89: an honest interval falls below that once in 230 tests.', () => {
  expect(leastOf(100)).toBe(89);
});

test.each(Object.entries(RATES))('The success of %s lies within its interval.', (tool, rate) => {
  expect(
    held(answers, ({ rows }) => isWithin(rowOf(rows, tool), ['success_low', 'success_high'], rate)),
  ).toBeGreaterThanOrEqual(leastOf(WORLDS));
});

test('The intervals are as narrow as their n allows: not wide enough to hold everything.', () => {
  for (const [tool, rate] of Object.entries(RATES)) {
    const ratios = answers.map(({ truth, rows }) => {
      const row = rowOf(rows, tool);
      const width = Number(row?.['success_high']) - Number(row?.['success_low']);
      // Normal approximation, and the share of calls whose end nobody saw.
      return (
        (width - Number(row?.['unknown']) / truth.calls) / (2 * 1.96 * Math.sqrt((rate * (1 - rate)) / truth.calls))
      );
    });
    expect(mean(ratios), tool).toBeLessThan(1.25);
    expect(mean(ratios), tool).toBeGreaterThan(0.8);
  }
});

test('Calls and percentiles are those of what was put in.', () => {
  for (const { truth, rows } of answers) {
    const row = rowOf(rows, 'Glob');
    expect(row?.['calls']).toBe(truth.calls);
    const sorted = truth.durations.toSorted((a, b) => a - b);
    const middle = (sorted.length - 1) / 2;
    const median = ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
    expect(row?.['p50_ms']).toBeCloseTo(median, 6);
  }
});

test('The effect of reading a file before editing it lies within its interval, and both rates are right.', () => {
  const effect = EDIT.afterRead - EDIT.without;
  const rows = answers.map(({ rows: each }) => rowOf(each, 'Edit'));
  expect(held(rows, (row) => isWithin(row, ['effect_low', 'effect_high'], effect))).toBeGreaterThanOrEqual(
    leastOf(WORLDS),
  );
  const rate = (kind: string) => mean(rows.map((row) => Number(row?.[`${kind}_ok`]) / Number(row?.[`${kind}_calls`])));
  expect(rate('informed')).toBeCloseTo(EDIT.afterRead, 1);
  expect(rate('uninformed')).toBeCloseTo(EDIT.without, 1);
  for (const row of rows)
    expect(Number(row?.['informed_calls']) + Number(row?.['uninformed_calls'])).toBe(row?.['calls']);
});
