/** Ranks: only what the counts bear. */

import { expect, test } from 'vitest';
import { rankRates } from '../../src/insight/ranking.ts';

const rate = (name: string, successes: number, n: number) => ({ name, successes, n });

test('Who is shown to be worse stands behind; who cannot be told apart shares the rank', () => {
  expect(rankRates([rate('a', 95, 100), rate('b', 93, 100), rate('c', 50, 100)])).toEqual([
    { rank: 1, verdict: 'among the best' },
    { rank: 1, verdict: 'among the best' },
    { rank: 3, verdict: 'worse than a' },
  ]);
  expect(rankRates([rate('c', 40, 100), rate('a', 95, 100)])).toEqual([
    { rank: 2, verdict: 'worse than a' },
    { rank: 1, verdict: 'best' },
  ]);
});

test('Where nothing differs for sure, everybody is first and nobody is best', () => {
  expect(rankRates([rate('a', 9, 10), rate('b', 7, 10)])).toEqual([
    { rank: 1, verdict: 'no difference shown' },
    { rank: 1, verdict: 'no difference shown' },
  ]);
});

test('Few runs, and nobody to compare with, give no rank', () => {
  expect(rankRates([rate('a', 9, 9), rate('b', 40, 50)])).toEqual([
    { rank: null, verdict: 'not enough data' },
    { rank: null, verdict: 'nothing to compare with' },
  ]);
  expect(rankRates([])).toEqual([]);
});

test('More comparisons ask for more: what two agents alone would show is not shown among twenty', () => {
  const pair = [rate('a', 80, 100), rate('b', 67, 100)];
  expect(rankRates(pair)[1]).toEqual({ rank: 2, verdict: 'worse than a' });
  const crowd = Array.from({ length: 18 }, (_, index) => rate(`c${index}`, 74, 100));
  expect(rankRates([...pair, ...crowd])[1]).toEqual({ rank: 1, verdict: 'no difference shown' });
});
