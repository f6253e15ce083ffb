/** Numbers inside sentences. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { counted, percent, points, short, whole } from '../../src/insight/spoken.ts';

test('Whole numbers are rounded and grouped by thousands, as the locale en-US does it', () => {
  expect([0, 7, 999, 1000, 1204567, -1204, 12.5, '31', Number.NaN].map(whole)).toEqual([
    '0',
    '7',
    '999',
    '1,000',
    '1,204,567',
    '-1,204',
    '13',
    '31',
    'NaN',
  ]);
  fc.assert(
    fc.property(fc.double({ min: 0, noNaN: true }), (value) => {
      expect(whole(value)).toBe(Math.round(value).toLocaleString('en-US'));
    }),
  );
});

test('What is counted is named in the singular only when it is one', () => {
  expect([0, 1, 1204].map((n) => counted(n, 'session'))).toEqual(['0 sessions', '1 session', '1,204 sessions']);
  expect(counted(2, 'repository', 'repositories')).toBe('2 repositories');
});

test('Shares are told in hundredths', () => {
  expect([0, 0.004, 0.005, 0.944, 1].map(percent)).toEqual(['0 %', '0 %', '1 %', '94 %', '100 %']);
  expect([-0.07, null].map(points)).toEqual([-7, 0]);
});

test('Names of any length are cut where they would fill a screen', () => {
  expect(short('Read')).toBe('Read');
  expect(short('x'.repeat(10_240))).toBe(`${'x'.repeat(59)}…`);
});
