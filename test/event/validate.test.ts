/** The contract refuses what the log must not hold, and says which field is to blame. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FIELDS, KINDS, fieldsOf } from '../../src/event/schema.ts';
import { REQUIRED, flaw, isEvent, isKind } from '../../src/event/validate.ts';
import { anyEvent, kinds } from './any-event.ts';

const call = {
  kind: 'call',
  id: 'toolu_1',
  at: '2026-01-31T12:00:00.000Z',
  observers: 'hook,transcript',
  agent: 'claude-code',
  tool: 'Bash',
  outcome: 'ok',
  duration_ms: 12,
};

test('An event with the fields of its kind has no flaw', () => {
  expect(flaw(call)).toBeUndefined();
  expect(isEvent(call)).toBe(true);
});

test('Every random event that is made from the table of fields is accepted', () => {
  fc.assert(fc.property(anyEvent, (event) => flaw(event) === undefined));
});

test.each(REQUIRED)('An event without %s is refused', (name) => {
  const { [name]: _gone, ...rest } = call;
  expect(flaw(rest)).toMatch(new RegExp(`^${name}: `));
});

test.each([
  ['a field of another kind', { ttft_ms: 1 }, /^ttft_ms: a call has no such field/],
  ['an unknown field', { colour: 'red' }, /^colour: /],
  ['an outcome outside the list', { outcome: 'success' }, /^outcome: /],
  ['observers that are not sorted', { observers: 'transcript,hook' }, /^observers: /],
  ['an observer that stands twice', { observers: 'hook,hook' }, /^observers: /],
  ['no observer at all', { observers: '' }, /^observers: /],
  ['a number where a text belongs', { tool: 3 }, /^tool: /],
  ['an empty text', { tool: '' }, /^tool: /],
  ['null for unknown', { tool: null }, /^tool: /],
  ['a fraction where a count belongs', { duration_ms: 1.5 }, /^duration_ms: /],
  ['a count that JSON cannot hold exactly', { duration_ms: 2 ** 53 }, /^duration_ms: /],
  ['a count as text', { duration_ms: '12' }, /^duration_ms: /],
  ['a list where an object belongs', { attributes: [] }, /^attributes: /],
  ['a kind that does not exist', { kind: 'tool_call' }, /^kind: /],
  ['a kind that only the prototype has', { kind: 'constructor' }, /^kind: /],
])('An event with %s is refused', (_what, change, message) => {
  expect(flaw({ ...call, ...change })).toMatch(message);
});

test.each([
  '2026-01-31',
  '2026-01-31T12:00:00Z',
  '2026-01-31T12:00:00.000+01:00',
  '2026-02-30T00:00:00.000Z',
  '2023-02-29T00:00:00.000Z',
  '1900-02-29T00:00:00.000Z',
  '2026-04-31T00:00:00.000Z',
  '2026-13-01T00:00:00.000Z',
  '2026-01-01T24:00:00.000Z',
  '2026-01-01T23:60:00.000Z',
  '2026-01-01T23:59:60.000Z',
  ' 2026-01-31T12:00:00.000Z',
  '2026-01-31T12:00:00.000Z\n',
])('The instant %j is refused', (at) => {
  expect(flaw({ ...call, at })).toMatch(/^at: /);
});

test('Instants are accepted exactly when the calendar has them', () => {
  for (let day = Date.UTC(1999, 11, 31); day < Date.UTC(2104, 0, 1); day += 86_400_000) {
    const at = new Date(day).toISOString();
    if (flaw({ ...call, at }) !== undefined) throw new Error(`${at} was refused`);
  }
  for (const year of [1900, 2000, 2023, 2024, 2100]) {
    const at = `${year}-02-29T00:00:00.000Z`;
    expect([at, flaw({ ...call, at }) === undefined]).toEqual([at, new Date(at).toISOString() === at]);
  }
});

test.each([null, undefined, [], 'call', 7, true])('%j is no event', (value) => {
  expect(flaw(value)).toBe('not an object');
});

test('For any JSON value the check answers and never throws', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => typeof flaw(value) === 'string' || isEvent(value)));
});

test('Every field belongs to at least one kind, and every kind names only fields of the table once', () => {
  const used = new Set(kinds.flatMap((kind) => fieldsOf(kind)));
  expect([...used].sort()).toEqual(Object.keys(FIELDS).sort());
  for (const kind of kinds) expect(new Set(fieldsOf(kind)).size, kind).toBe(fieldsOf(kind).length);
  expect(Object.keys(KINDS).every(isKind)).toBe(true);
});
