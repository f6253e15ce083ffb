/** Lengths of time in sentences. */

import { expect, test } from 'vitest';
import { timeSpan } from '../../src/insight/time-span.ts';

test.each([
  [0, '0 ms'],
  [340, '340 ms'],
  [1000, '1 s'],
  [12_444, '12.4 s'],
  [119_999, '120 s'],
  [318_000, '5.3 min'],
  [7_200_000, '2 h'],
  [3_600_000_000, '1,000 h'],
])('%i ms read as %s', (ms, text) => {
  expect(timeSpan(ms)).toBe(text);
});
