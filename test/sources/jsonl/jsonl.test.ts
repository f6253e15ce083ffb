/** Events come back as they were exported; what is no event is a counted skip. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SCHEMA_VERSION } from '../../../src/event/schema.ts';
import jsonl from '../../../src/sources/jsonl.ts';
import { anyEvent } from '../../event/any-event.ts';

const read = (record: unknown) => jsonl.parser({ path: 'x.jsonl', state: undefined }).read(record, { index: 0 });

test('Any event of the contract is read as it is, but for the machine that wrote it', () => {
  fc.assert(
    fc.property(anyEvent, (event) => {
      const { machine: _machine, v: _v, ...kept } = event;
      expect(read({ ...event, v: SCHEMA_VERSION })).toEqual([kept]);
    }),
  );
});

test('An event of an earlier schema is read as one of today, one of a later schema is not guessed at', () => {
  const event = { kind: 'prompt', id: 'p1', at: '2026-01-31T12:00:00.000Z', agent: 'codex' };
  expect(read({ ...event, v: 1, observer: 'log' })).toEqual([{ ...event, observers: 'log' }]);
  expect(read({ ...event, v: SCHEMA_VERSION + 1, observers: 'log' })).toEqual([{ skip: 'unknown-type' }]);
});

test('Any JSON value is answered with an event or a skip', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => read(value).length > 0));
});
