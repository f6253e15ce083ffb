/**
 * Whether two rates differ, as the two-sided p-value of "they are the same": Pearson's χ² without continuity correction, which is the square
 * of the two-proportion z-test with a pooled rate (R: `prop.test(…, correct = FALSE)`); where the smallest expected count is below 5, for
 * which that is too bold (W. G. Cochran, "Some methods for strengthening the common χ² tests", Biometrics 10, 1954), Fisher's exact test,
 * which adds up the tables no likelier than the one seen (R: `fisher.test`).
 */

import type { Rate } from './difference.ts';

const LEAST_EXPECTED = 5;

/** 0…1; 1 where nothing can differ. Expects 0 ≤ successes ≤ n. */
export function rateTest(first: Rate, second: Rate): number {
  const n = first.n + second.n;
  const ok = first.successes + second.successes;
  if (first.n <= 0 || second.n <= 0 || ok === 0 || ok === n) return 1;
  const leastExpected = (Math.min(first.n, second.n) * Math.min(ok, n - ok)) / n;
  if (leastExpected < LEAST_EXPECTED) return fisher(first, second);
  const pooled = ok / n;
  const z =
    (first.successes / first.n - second.successes / second.n) /
    Math.sqrt(pooled * (1 - pooled) * (1 / first.n + 1 / second.n));
  return outside(Math.abs(z));
}

/** The tables with the same margins are walked from the likeliest one outwards, each from its neighbour by a ratio: no factorials. */
function fisher(first: Rate, second: Rate): number {
  // The smaller margins come first, so that there are few tables even where there are many calls.
  const [row, rest] = first.n <= second.n ? [first, second] : [second, first];
  const [n, ok] = [row.n + rest.n, row.successes + rest.successes];
  const isRare = ok * 2 <= n;
  const column = isRare ? ok : n - ok;
  const seen = isRare ? row.successes : row.n - row.successes;
  const [low, high] = [Math.max(0, row.n + column - n), Math.min(row.n, column)];
  const up = (x: number) => ((row.n - x) * (column - x)) / ((x + 1) * (n - row.n - column + x + 1));
  const mode = Math.min(high, Math.max(low, Math.floor(((row.n + 1) * (column + 1)) / (n + 2))));
  const [below, above]: [number[], number[]] = [[], []];
  for (let x = mode - 1, weight = 1; x >= low; x--) below.push((weight /= up(x)));
  for (let x = mode, weight = 1; x < high; x++) above.push((weight *= up(x)));
  const weights = [...below.toReversed(), 1, ...above];
  const ofSeen = weights[seen - low] ?? 0;
  const sum = (list: readonly number[]) => list.reduce((total, weight) => total + weight, 0);
  // Tables that are as likely as the one seen but for rounding count as R counts them.
  return Math.min(1, sum(weights.filter((weight) => weight <= ofSeen * (1 + 1e-7))) / sum(weights));
}

/** Probability that a standard normal value lies farther out than ±z: series 7.1.6 and continued fraction 7.1.14 of Abramowitz and Stegun. */
function outside(z: number): number {
  const x = z / Math.SQRT2;
  if (x < 2) {
    let [sum, term] = [0, x];
    for (let k = 1; term > sum * 1e-17; k++) [sum, term] = [sum + term, (term * 2 * x * x) / (2 * k + 1)];
    return 1 - (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
  }
  let fraction = x;
  for (let k = 60; k >= 1; k--) fraction = x + k / 2 / fraction;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
}
