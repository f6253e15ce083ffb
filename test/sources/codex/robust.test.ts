import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSkip } from '../../../src/event/skip.ts';
import { flaw } from '../../../src/event/validate.ts';
import codex from '../../../src/sources/codex.ts';
import { recordsOf } from './reading.ts';
import { runs } from '../../runs.ts';

const CASES = ['events-0.125', 'records-0.169', 'text-only-0.141', 'shell-0.34', 'fork-0.137', 'subagent-0.125'];
const records = CASES.flatMap((name) => recordsOf(join(import.meta.dirname, name, 'input.jsonl')));
const types = [...new Set(records.flatMap((record) => typesIn(JSON.stringify(record))))];

function typesIn(text: string): string[] {
  return [...text.matchAll(/"type":"(\w+)"/g)].map(([, type]) => type ?? '');
}

/** Every record is answered, and every event keeps the contract. */
function answersAll(given: readonly unknown[]): void {
  const parser = codex.parser({ path: 'x.jsonl', state: undefined });
  given.forEach((record, index) => {
    const yielded = parser.read(record, { index });
    expect(yielded.length).toBeGreaterThan(0);
    for (const one of yielded) if (!isSkip(one)) expect(flaw(one)).toBeUndefined();
  });
  for (const one of parser.end()) if (!isSkip(one)) expect(flaw(one)).toBeUndefined();
  expect(JSON.parse(JSON.stringify(parser.state()))).toBeTypeOf('object');
}

test('any JSON value is answered with an event or a skip, and never thrown at', () => {
  fc.assert(fc.property(fc.array(fc.jsonValue(), { maxLength: 8 }), answersAll), { numRuns: runs(300) });
});

test('records of the known types with any payload are answered', () => {
  const payload = fc.dictionary(
    fc.constantFrom(
      'type',
      'call_id',
      'id',
      'name',
      'arguments',
      'output',
      'info',
      'item',
      'turn_id',
      'action',
      'changes',
      'content',
      '__proto__',
    ),
    fc.oneof(fc.jsonValue(), fc.constantFrom(...types), fc.constant('call_1')),
  );
  const record = fc.record({
    timestamp: fc.constant('2026-01-01T00:00:00.000Z'),
    type: fc.constantFrom(...types),
    payload,
  });
  fc.assert(fc.property(fc.array(record, { maxLength: 12 }), answersAll), { numRuns: runs(500) });
});

test('real records with one value exchanged for another are answered', () => {
  const mutated = fc.tuple(fc.nat(records.length - 1), fc.nat(40), fc.jsonValue()).map(([first, place, value]) => {
    let left = place;
    const text = JSON.stringify(records[first], (_key, inner: unknown) => (left-- === 0 ? value : inner));
    return text === undefined ? null : JSON.parse(text);
  });
  fc.assert(fc.property(fc.array(mutated, { minLength: 1, maxLength: 20 }), answersAll), { numRuns: runs(500) });
});

test('the kept state holds no text of a command, a message or a result', () => {
  const parser = codex.parser({ path: 'x.jsonl', state: undefined });
  for (const [index, record] of records.entries()) {
    parser.read(record, { index });
    expect(JSON.stringify(parser.state())).not.toMatch(
      /npm|blink|lantern rate|Rejected|failed for|never-ends|Make the/,
    );
  }
  expect(readFileSync(join(import.meta.dirname, 'text-only-0.141', 'input.jsonl'), 'utf8')).toContain('never-ends');
});

test('calls that never end do not pile up', () => {
  const parser = codex.parser({ path: 'x.jsonl', state: undefined });
  let ended = 0;
  for (let index = 0; index < 1000; index++) {
    const payload = {
      type: 'function_call',
      name: 'exec_command',
      arguments: '{"cmd":"ls"}',
      call_id: `call_${index}`,
    };
    ended += parser
      .read({ timestamp: '2026-01-01T00:00:00.000Z', type: 'response_item', payload }, { index })
      .filter((one) => !isSkip(one)).length;
  }
  expect(ended + parser.end().filter((one) => !isSkip(one) && one.kind === 'call').length).toBe(1000);
  expect(JSON.stringify(parser.state()).length).toBeLessThan(50_000);
});
