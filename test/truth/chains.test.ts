/** `chains` finds which call makes the next one work, and does not find it where there is nothing to find. */

import { beforeAll, expect, test } from 'vitest';
import type { Row } from '../../src/analyses/define.ts';
import chains from '../../src/analyses/chains.ts';
import { PAIRS, chainsWorld } from './chains-world.ts';
import { held, isWithin, leastOf, openWorlds, WORLDS } from './worlds.ts';

type Truth = ReturnType<typeof chainsWorld>['truth'];
let answers: readonly { readonly truth: Truth; readonly rows: readonly Row[] }[];
beforeAll(async () => {
  const worlds = await openWorlds(chainsWorld);
  answers = await Promise.all(
    worlds.map(async ({ truth, ask }) => ({ truth, rows: (await ask(chains, { limit: 500, min_count: 1 })).rows })),
  );
});

const rowOf = (rows: readonly Row[], chain: string) => rows.find((row) => row['chain'] === chain);
const each = test.each(PAIRS.map((pair) => [`${pair.first} → ${pair.last}`, pair] as const));

each('%s is counted, and its success lies within its interval.', (name, { rate }) => {
  for (const { truth, rows } of answers) {
    const put = truth.counts.get(name);
    expect(rowOf(rows, name)?.['count']).toBe(put?.count);
    expect(rowOf(rows, name)?.['success_rate']).toBeCloseTo(Number(put?.ok) / Number(put?.count), 9);
  }
  expect(
    held(answers, ({ rows }) => isWithin(rowOf(rows, name), ['success_low', 'success_high'], rate)),
  ).toBeGreaterThanOrEqual(leastOf(WORLDS));
});

test('The lift points the right way, and says so with significance.', () => {
  const lift = (rows: readonly Row[], chain: string) => Number(rowOf(rows, chain)?.['lift']);
  expect(held(answers, ({ rows }) => lift(rows, 'Read → Edit') > 1)).toBe(WORLDS);
  expect(held(answers, ({ rows }) => lift(rows, 'Grep → Edit') < 1)).toBe(WORLDS);
});

test('What makes no difference is seldom taken for one that does.', () => {
  const isShown = (rows: readonly Row[], chain: string) => Number(rowOf(rows, chain)?.['p_adjusted'] ?? 1) < 0.05;
  expect(held(answers, ({ rows }) => isShown(rows, 'Read → Edit'))).toBeGreaterThanOrEqual(WORLDS * 0.95);
  // At most one in twenty of what is shown may be chance; here, of what is not there.
  expect(held(answers, ({ rows }) => isShown(rows, 'Glob → WebFetch'))).toBeLessThanOrEqual(WORLDS * 0.05);
  expect(held(answers, ({ rows }) => isShown(rows, 'Task → WebFetch'))).toBeLessThanOrEqual(WORLDS * 0.05);
});

test('Calls of a subagent are in no chain with those of the session around it.', () => {
  for (const { rows } of answers) {
    const mixed = rows.filter(({ chain }) => /LS/.test(String(chain)) && !/^LS( → LS)*$/.test(String(chain)));
    expect(mixed).toEqual([]);
  }
});
