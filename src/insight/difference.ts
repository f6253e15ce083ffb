/**
 * The interval of a difference between two independent rates: Newcombe's hybrid score interval without continuity correction
 * (R. G. Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine 17, 1998, method 10).
 */

import { wilson, type Interval } from './wilson.ts';

/** `successes` of `n`; expects 0 ≤ successes ≤ n. */
export type Rate = { readonly successes: number; readonly n: number };

/**
 * 95 % interval of the first rate less the second, −1…1, or that of another quantile `z`; where either has no n, nothing is known and it is
 * −1…1.
 */
export function differenceInterval(first: Rate, second: Rate, z?: number): Interval {
  if (first.n <= 0 || second.n <= 0) return { low: -1, high: 1 };
  const [p1, p2] = [first.successes / first.n, second.successes / second.n];
  const [one, two] = [wilson(first.successes, first.n, z), wilson(second.successes, second.n, z)];
  return {
    low: Math.max(-1, p1 - p2 - Math.hypot(p1 - one.low, two.high - p2)),
    high: Math.min(1, p1 - p2 + Math.hypot(one.high - p1, p2 - two.low)),
  };
}

/** True when the interval leaves no room for "no difference". */
export function isShown({ low, high }: Interval): boolean {
  return low > 0 || high < 0;
}
