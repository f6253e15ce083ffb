/** `retries` counts operations and attempts as they were drawn, and what failed attempts cost. */

import { beforeAll, expect, test } from 'vitest';
import type { Row } from '../../src/analyses/define.ts';
import retries from '../../src/analyses/retries.ts';
import { wilson } from '../../src/insight/wilson.ts';
import { KINDS, WORKS, retriesWorld } from './retries-world.ts';
import { held, leastOf, openWorlds, WORLDS } from './worlds.ts';

type Truth = ReturnType<typeof retriesWorld>['truth'];
let answers: readonly { readonly truth: Truth; readonly rows: readonly Row[] }[];
beforeAll(async () => {
  const worlds = await openWorlds(retriesWorld);
  answers = await Promise.all(worlds.map(async ({ truth, ask }) => ({ truth, rows: (await ask(retries)).rows })));
});

const rowOf = (rows: readonly Row[], kind: string) => rows.find((row) => String(row['operation']).includes(kind));

test.each(KINDS)('Attempts, operations and what was wasted on %s are those that were put in.', (kind) => {
  for (const { truth, rows } of answers) {
    const [row, put] = [rowOf(rows, kind), truth.get(kind)];
    expect(row?.['operations']).toBe(put?.operations);
    expect(row?.['attempts']).toBe(put?.attempts);
    expect(row?.['first_try_rate']).toBeCloseTo(Number(put?.first) / Number(put?.operations), 9);
    expect(row?.['wasted_ms']).toBe(put?.wasted_ms);
    expect(row?.['wasted_tokens']).toBe(put?.wasted_tokens);
  }
});

test.each(KINDS)('The interval around the rate of first tries of %s holds the truth.', (kind) => {
  const holds = ({ rows }: (typeof answers)[number]) => {
    const row = rowOf(rows, kind);
    const operations = Number(row?.['operations']);
    const { low, high } = wilson(Math.round(Number(row?.['first_try_rate']) * operations), operations);
    return low <= WORKS.first && WORKS.first <= high;
  };
  expect(held(answers, holds)).toBeGreaterThanOrEqual(leastOf(WORLDS));
});
