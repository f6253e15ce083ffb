import { expect, test } from 'vitest';
import { count, integer, parsed } from '../../src/sources/read.ts';

test('numbers are rounded', () => {
  expect([integer(1.6), integer(-2), count(0.2)]).toEqual([2, -2, 0]);
});

test('a number too large to be exact is not known', () => {
  const past = [2 ** 53, -(2 ** 53), 1e300, Number.POSITIVE_INFINITY, Number.NaN];
  expect(past.map(integer)).toEqual(past.map(() => undefined));
  expect(past.map(count)).toEqual(past.map(() => undefined));
});

test('what is no number, or below zero where things are counted, is not known', () => {
  expect([integer('7'), integer(null), count(-1)]).toEqual([undefined, undefined, undefined]);
});

test('What is no JSON is undefined', () => {
  expect([parsed('{"a":[1]}'), parsed(''), parsed('{"a":')]).toEqual([{ a: [1] }, undefined, undefined]);
});
