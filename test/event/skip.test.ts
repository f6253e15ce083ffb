/** The closed list of reasons: each is used, each is a value that costs nothing. */

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SKIPS, countSkip, isSkip, skip, type SkipCounts, type SkipReason } from '../../src/event/skip.ts';

const reasons = Object.keys(SKIPS).filter((name): name is SkipReason => Object.hasOwn(SKIPS, name));

test('Every reason has one shared value, so that a skip costs no memory', () => {
  for (const reason of reasons) {
    expect(skip(reason)).toBe(skip(reason));
    expect(skip(reason)).toEqual({ skip: reason });
    expect(isSkip(skip(reason))).toBe(true);
  }
});

test('Counts start at nothing and add up', () => {
  const counts: SkipCounts = {};
  countSkip(counts, 'not-json');
  countSkip(counts, 'not-json', 3);
  countSkip(counts, 'no-id');
  expect(counts).toEqual({ 'not-json': 4, 'no-id': 1 });
});

test('Every reason is used somewhere in the product', () => {
  const text = sources('src')
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const unused = reasons.filter((reason) => !new RegExp(`['"\`]${reason}['"\`]`).test(text));
  expect(unused).toEqual([]);
});

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('event/skip.ts'))
    .map((name) => join(folder, name));
}
