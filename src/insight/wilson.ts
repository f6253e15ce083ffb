/**
 * The interval of a rate: Wilson's score interval without continuity correction (E. B. Wilson, "Probable inference,
 * the law of succession, and statistical inference", JASA 22, 1927; recommended for small n by Brown, Cai and
 * DasGupta, "Interval estimation for a binomial proportion", Statistical Science 16, 2001).
 */

export type Interval = { readonly low: number; readonly high: number };

/** The 97.5 % quantile of the standard normal distribution. */
const Z = 1.959963984540054;

/**
 * 95 % interval for `successes` out of `n`, or that of another quantile `z`; with n = 0 nothing is known and it is 0…1. Expects
 * 0 ≤ successes ≤ n.
 */
export function wilson(successes: number, n: number, z = Z): Interval {
  if (n <= 0) return { low: 0, high: 1 };
  const rate = successes / n;
  const shrink = 1 + (z * z) / n;
  const centre = (rate + (z * z) / (2 * n)) / shrink;
  const half = (z / shrink) * Math.sqrt((rate * (1 - rate)) / n + (z * z) / (4 * n * n));
  // At the ends the formula gives exactly 0 and 1, which rounding would miss by a last digit.
  return {
    low: successes === 0 ? 0 : Math.max(0, centre - half),
    high: successes === n ? 1 : Math.min(1, centre + half),
  };
}

export type Counts = { readonly ok: number; readonly failed: number; readonly unknown: number };

/**
 * Of a success rate where it is not known of some how they ended: from the lower end as if they had all failed to the upper end as if they had
 * all succeeded. Undefined where it is not known of any.
 */
export function openInterval({ ok, failed, unknown }: Counts): Interval | undefined {
  const n = ok + failed + unknown;
  return ok + failed === 0 ? undefined : { low: wilson(ok, n).low, high: wilson(ok + unknown, n).high };
}
