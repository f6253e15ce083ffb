/** The interval of a difference between rates: the published examples, and what must hold for any counts. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { differenceInterval, isShown } from '../../src/insight/difference.ts';

/** Newcombe 1998, table II, method 10. */
const PUBLISHED = [
  [56, 70, 48, 80, 0.0524, 0.3339],
  [9, 10, 3, 10, 0.1705, 0.809],
  [6, 7, 2, 7, 0.0582, 0.8062],
  [5, 56, 0, 29, -0.0381, 0.1926],
  [0, 10, 0, 20, -0.1611, 0.2775],
  [0, 10, 0, 10, -0.2775, 0.2775],
  [10, 10, 0, 20, 0.6791, 1],
  [10, 10, 0, 10, 0.6075, 1],
] as const;

test.each(PUBLISHED)('%i/%i less %i/%i is the published interval', (a, m, b, n, low, high) => {
  const interval = differenceInterval({ successes: a, n: m }, { successes: b, n });
  expect(interval.low).toBeCloseTo(low, 4);
  expect(interval.high).toBeCloseTo(high, 4);
});

test('Without any observation nothing is known', () => {
  const nothing = differenceInterval({ successes: 0, n: 0 }, { successes: 3, n: 4 });
  expect(nothing).toEqual({ low: -1, high: 1 });
  expect(isShown(nothing)).toBe(false);
});

test('For any counts the interval holds the observed difference, lies within −1…1 and turns around with its rates', () => {
  const rate = fc
    .integer({ min: 1, max: 5000 })
    .chain((n) => fc.record({ successes: fc.nat({ max: n }), n: fc.constant(n) }));
  fc.assert(
    fc.property(rate, rate, (a, b) => {
      const { low, high } = differenceInterval(a, b);
      const observed = a.successes / a.n - b.successes / b.n;
      expect(low).toBeGreaterThanOrEqual(-1);
      expect(high).toBeLessThanOrEqual(1);
      expect(low).toBeLessThanOrEqual(observed + 1e-12);
      expect(high).toBeGreaterThanOrEqual(observed - 1e-12);
      const turned = differenceInterval(b, a);
      expect(turned.low).toBeCloseTo(-high, 12);
      expect(turned.high).toBeCloseTo(-low, 12);
    }),
  );
});
