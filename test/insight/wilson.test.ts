/**
 * The interval of a rate against the values that R gives: `prop.test(x, n, correct = FALSE)` and
 * `binom::binom.wilson(x, n)`.
 */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openInterval, wilson } from '../../src/insight/wilson.ts';

test.each([
  [8, 10, 0.490162, 0.943318],
  [0, 10, 0, 0.277533],
  [10, 10, 0.722467, 1],
  [1, 1, 0.206549, 1],
  [0, 1, 0, 0.793451],
  [5, 10, 0.236593, 0.763407],
  [50, 100, 0.403832, 0.596168],
  [1, 1000, 0.000177, 0.005643],
])('%i of %i is between %f and %f.', (successes, n, low, high) => {
  expect(wilson(successes, n).low).toBeCloseTo(low, 5);
  expect(wilson(successes, n).high).toBeCloseTo(high, 5);
});

test('Of nothing, everything is possible.', () => {
  expect(wilson(0, 0)).toEqual({ low: 0, high: 1 });
});

test('The interval holds the rate, lies within 0 and 1, mirrors, and narrows as n grows.', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, part) => {
      const successes = Math.round(n * part);
      const { low, high } = wilson(successes, n);
      const mirrored = wilson(n - successes, n);
      const wider = wilson(successes * 4, n * 4);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(low).toBeLessThanOrEqual(successes / n + 1e-12);
      expect(high).toBeGreaterThanOrEqual(successes / n - 1e-12);
      expect(mirrored.low).toBeCloseTo(1 - high, 9);
      expect(wider.high - wider.low).toBeLessThan(high - low);
    }),
  );
});

test('Where some are not known, the interval reaches from all of them failed to all of them succeeded', () => {
  expect(openInterval({ ok: 8, failed: 2, unknown: 0 })).toEqual(wilson(8, 10));
  expect(openInterval({ ok: 8, failed: 2, unknown: 5 })).toEqual({ low: wilson(8, 15).low, high: wilson(13, 15).high });
  expect(openInterval({ ok: 0, failed: 0, unknown: 5 })).toBeUndefined();
});
