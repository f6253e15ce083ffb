/** Random numbers from a seed: the same seed gives the same fortnight, on every machine. */

export type Random = {
  /** True with this probability. */
  chance(probability: number): boolean;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  pick<T>(list: readonly [T, ...T[]]): T;
  /** A positive whole number around `median`, seldom far above it: sizes and durations are spread like this. */
  around(median: number): number;
};

/** The generator `mulberry32`. */
export function makeRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    chance: (probability) => next() < probability,
    between,
    pick: (list) => list[between(0, list.length - 1)] ?? list[0],
    // The sum of three uniform numbers is close enough to a normal one.
    around: (median) => Math.max(1, Math.round(median * Math.exp((next() + next() + next() - 1.5) * 1.4))),
  };
}
