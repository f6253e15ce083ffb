/** Whether two rates differ: the values of R. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rateTest } from '../../src/insight/rate-test.ts';

const rate = (successes: number, n: number) => ({ successes, n });

test.each([
  // prop.test(c(15, 25), c(50, 50), correct = FALSE)
  [rate(15, 50), rate(25, 50), 0.041226833337163815],
  [rate(490, 500), rate(400, 500), 9.370713134121627e-20],
  [rate(97, 100), rate(910, 1000), 0.039751369841959316],
  [rate(60, 100), rate(55, 100), 0.47448637117133896],
])('Where enough are expected, it is the two-proportion test: %j, %j.', (first, second, p) => {
  expect(rateTest(first, second) / p).toBeCloseTo(1, 9);
  expect(rateTest(second, first) / p).toBeCloseTo(1, 9);
});

test.each([
  // fisher.test: the lady tasting tea (in R's help), and tables of other shapes.
  [rate(3, 4), rate(1, 4), 0.48571428571428565],
  [rate(2, 10), rate(9, 10), 0.005477494641581328],
  [rate(5, 5), rate(1, 5), 0.047619047619047616],
  [rate(10, 10), rate(900, 1000), 0.6106547538973014],
  [rate(30, 32), rate(9000, 9010), 0.0007833649758857978],
  [rate(0, 12), rate(500, 520), 2.384397444677253e-16],
  [rate(3, 4999), rate(40, 100_000), 0.4590696454172447],
])('Where few are expected, it is the exact test: %j, %j.', (first, second, p) => {
  expect(rateTest(first, second) / p).toBeCloseTo(1, 9);
  expect(rateTest(second, first) / p).toBeCloseTo(1, 9);
  const failures = (of: typeof first) => rate(of.n - of.successes, of.n);
  expect(rateTest(failures(first), failures(second)) / p).toBeCloseTo(1, 9);
});

test('Where nothing can differ, nothing is found.', () => {
  expect(rateTest(rate(0, 0), rate(5, 9))).toBe(1);
  expect(rateTest(rate(7, 7), rate(90, 90))).toBe(1);
  expect(rateTest(rate(0, 7), rate(0, 90))).toBe(1);
});

test('It is a probability, of millions of calls as well.', () => {
  const any = fc
    .tuple(fc.oneof(fc.nat(40), fc.nat(5_000_000)), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([n, share]) => rate(Math.floor(n * share), n));
  fc.assert(
    fc.property(any, any, (first, second) => {
      const p = rateTest(first, second);
      expect(p).toBeGreaterThanOrEqual(0);
      expect(p).toBeLessThanOrEqual(1);
    }),
  );
});
