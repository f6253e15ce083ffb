/** A small seeded source of chance, so that a benchmark measures the same data every time. */

export const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
export const HEX = '0123456789abcdef';

export type Random = {
  /** From 0 up to, but not including, 1. */
  next(): number;
  text(alphabet: string, length: number): string;
  /** One of the list; the first ones are the most frequent. */
  skewed<T>(list: readonly T[]): T;
  /** A whole number with many small and few very large values, like sizes and times are (log-normal around `median`). */
  size(median: number): number;
};

export function makeRandom(seed: number): Random {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
  return {
    next,
    text(alphabet, length) {
      let text = '';
      for (let at = 0; at < length; at++) text += alphabet[Math.floor(next() * alphabet.length)] ?? '';
      return text;
    },
    skewed(list) {
      const chosen = list[Math.floor(next() ** 2.2 * list.length)];
      if (chosen === undefined) throw new Error('an empty list has no element to choose');
      return chosen;
    },
    size(median) {
      const bell = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
      return Math.max(1, Math.round(median * Math.exp(1.3 * bell)));
    },
  };
}
