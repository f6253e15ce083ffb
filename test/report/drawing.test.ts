import { expect, test } from 'vitest';
import { bar, errorBar } from '../../src/report/bar.ts';
import { spark } from '../../src/report/spark.ts';

test('A bar is always as wide as asked, and shows a sliver of anything above zero', () => {
  expect([bar(10, 10, 8), bar(5, 10, 8), bar(0.001, 10, 8), bar(0, 10, 8), bar(null, 10, 8), bar(3, 0, 8)]).toEqual([
    '████████',
    '████    ',
    '▏       ',
    '        ',
    '        ',
    '        ',
  ]);
});

test('An error bar has its point inside of its interval', () => {
  expect(errorBar({ value: 0.5, low: 0.25, high: 0.75 }, 9)).toBe('··╶─●─╴··');
  expect(errorBar({ value: 1, low: 0.5, high: 1 }, 9)).toBe('····╶───●');
  expect(errorBar({ value: 0.5, low: null, high: null }, 5)).toBe('··●··');
  expect(errorBar({ value: null, low: null, high: null }, 5)).toBe('     ');
});

test('A sparkline tells a day without data from a day of zero', () => {
  expect(spark([0, 1, 2, 4, null, 8])).toBe('▁▃▄▅·█');
  expect(spark([0, 0])).toBe('▁▁');
  expect(spark([])).toBe('');
});
