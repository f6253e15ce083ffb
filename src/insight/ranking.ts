/**
 * Ranks rates as far as the counts bear it: one is placed before another only when their difference is significant after the correction
 * for all comparisons (`rate-test.ts`, `false-discovery.ts`); what cannot be told apart shares a rank.
 */

import type { Rate } from './difference.ts';
import { benjaminiHochberg } from './false-discovery.ts';
import { rateTest } from './rate-test.ts';

export type Ranked = {
  /** 1 is best; null where there is nothing to rank. */
  readonly rank: number | null;
  readonly verdict: string;
};

/** With fewer than this nothing is said. */
export const FEWEST = 10;
/** Differences that are none, expected among those that are called one. */
const FALSE_SHARE = 0.05;

/** In the order given. `name` appears in the verdicts. */
export function rankRates(candidates: readonly (Rate & { readonly name: string })[]): readonly Ranked[] {
  const able = candidates.filter(({ n }) => n >= FEWEST);
  if (able.length < 2)
    return candidates.map(({ n }) => ({ rank: null, verdict: n < FEWEST ? NOT_ENOUGH : 'nothing to compare with' }));
  const pairs = able.flatMap((one, index) => able.slice(index + 1).map((other) => [one, other] as const));
  const adjusted = benjaminiHochberg(pairs.map(([one, other]) => rateTest(one, other)));
  const shown = pairs.filter((_, index) => (adjusted[index] ?? 1) < FALSE_SHARE);
  const rate = ({ successes, n }: Rate): number => successes / n;
  const better = (one: Rate): readonly (Rate & { readonly name: string })[] =>
    shown.flatMap(([a, b]) => (a === one && rate(b) > rate(a) ? [b] : b === one && rate(a) > rate(b) ? [a] : []));
  const worse = (one: Rate): number =>
    shown.filter(([a, b]) => (a === one && rate(b) < rate(a)) || (b === one && rate(a) < rate(b))).length;
  return candidates.map((candidate) => {
    if (candidate.n < FEWEST) return { rank: null, verdict: NOT_ENOUGH };
    const above = better(candidate);
    const best = above.toSorted((a, b) => rate(b) - rate(a))[0];
    if (best !== undefined) return { rank: above.length + 1, verdict: `worse than ${best.name}` };
    const below = worse(candidate);
    if (below === able.length - 1) return { rank: 1, verdict: 'best' };
    return { rank: 1, verdict: below > 0 ? 'among the best' : 'no difference shown' };
  });
}

const NOT_ENOUGH = 'not enough data';
