import { expect, test } from 'vitest';
import * as show from '../../src/report/number.ts';

test.each([
  [show.tokens, 9_812, '9,812'],
  [show.tokens, 12_345, '12.3 k'],
  [show.tokens, 999_949, '1.00 M'],
  [show.tokens, 1_361_000, '1.36 M'],
  [show.tokens, 0, '0'],
  [show.count, 99_999, '99,999'],
  [show.count, 1_234_567, '1.23 M'],
  [show.usd, 0, '$0.00'],
  [show.usd, 4.2, '$4.20'],
  [show.usd, 0.0042, '$0.0042'],
  [show.usd, 0.00001, '<$0.0001'],
  [show.usd, 0.0099, '$0.0099'],
  [show.usd, 1203.6, '$1,204'],
  [show.usd, 999.994, '$999.99'],
  [show.usd, -3, '-$3.00'],
  [show.ratio, 0, '0 %'],
  [show.ratio, 1, '100 %'],
  [show.ratio, 0.9999, '99.9 %'],
  [show.ratio, 0.0004, '<0.1 %'],
  [show.ratio, 0.083, '8.3 %'],
  [show.ratio, 0.94, '94 %'],
  [show.ms, 0, '0 ms'],
  [show.ms, 0.4, '0.4 ms'],
  [show.ms, 340, '340 ms'],
  [show.ms, 999.6, '1.00 s'],
  [show.ms, 12_400, '12.4 s'],
  [show.ms, 59_999, '1 m 00 s'],
  [show.ms, 80_000, '1 m 20 s'],
  [show.ms, 3_599_900, '1 h 00 m'],
  [show.ms, 11_100_000, '3 h 05 m'],
  [show.ms, 183_600_000, '2 d 3 h'],
  [show.ms, -340, '-340 ms'],
  [show.bytes, 812, '812 B'],
  [show.bytes, 12_345, '12.3 kB'],
  [show.bytes, 1_200_000, '1.20 MB'],
  [show.bytes, 542_000_000, '542 MB'],
  [show.number, 1.4159, '1.42'],
  [show.number, 3, '3'],
  [show.number, 12345.6, '12,346'],
  [show.number, 0.0314, '0.0314'],
])('%o shows %d as %s', (shown, value, text) => {
  expect(shown(value)).toBe(text);
});

test('An interval is rounded outwards, so that it never looks narrower than it is', () => {
  expect(show.interval(0.94, 0.885, 0.9701)).toBe('94 % (88–98)');
  expect(show.interval(1, 0.998, 1)).toBe('100 % (99–100)');
  expect(show.interval(0.5, 0.29, 0.71)).toBe('50 % (29–71)');
  expect(show.interval(0.5, null, null)).toBe('50 %');
});
