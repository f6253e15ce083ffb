/** p-values of many tests at once: the values of R. */

import { expect, test } from 'vitest';
import { benjaminiHochberg, isFinding } from '../../src/insight/false-discovery.ts';

test('The fifteen p-values of the paper are adjusted as R adjusts them, in any order.', () => {
  // Benjamini and Hochberg 1995, section 4.1; p.adjust(p, "BH")
  const given = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
  ];
  const wanted = [
    0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.06385714285714286, 0.06385714285714286, 0.0645, 0.0765, 0.486,
    0.5811818181818181, 0.714875, 0.7532307692307693, 0.8132142857142857, 1,
  ];
  for (const [index, p] of benjaminiHochberg(given).entries()) expect(p).toBeCloseTo(wanted[index] ?? -1, 12);
  for (const [index, p] of benjaminiHochberg(given.toReversed()).toReversed().entries())
    expect(p).toBeCloseTo(wanted[index] ?? -1, 12);
});

test('What was not tested stays so and does not count.', () => {
  expect(benjaminiHochberg([0.01, null, 0.04])).toEqual([0.02, null, 0.04]);
  expect(benjaminiHochberg([null])).toEqual([null]);
  expect(benjaminiHochberg([])).toEqual([]);
});

test('A finding is what would come of chance in fewer than one of twenty; what was not tested is none.', () => {
  expect([0, 0.049, 0.05, 1, null].map(isFinding)).toEqual([true, true, false, false, false]);
});
