import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import copilot from '../../../src/sources/copilot.ts';
import { object, text } from '../../../src/sources/read.ts';
import { recordsOf } from '../../conformance/read-tree.ts';
import { answersAll, mutated } from '../answers.ts';
import { runs } from '../../runs.ts';

const path = 'session-state/x/events.jsonl';
const records = ['records', 'messages-only', 'totals'].flatMap((name) =>
  recordsOf(copilot, join(import.meta.dirname, name, 'input.jsonl')),
);
const types = [...new Set(records.map((record) => text(object(record)?.['type']) ?? ''))];
const check = (given: readonly unknown[]): void => answersAll(copilot, path, given);

test('any JSON value is answered with an event or a skip, and never thrown at', () => {
  fc.assert(fc.property(fc.array(fc.jsonValue(), { maxLength: 8 }), check), { numRuns: runs(300) });
});

test('known records with one value exchanged for another are answered', () => {
  fc.assert(fc.property(fc.array(mutated(records), { minLength: 1, maxLength: 20 }), check), { numRuns: runs(500) });
});

test('records of the known types with any data are answered', () => {
  const fields = ['toolCallId', 'toolName', 'arguments', 'success', 'result', 'error', 'usage', 'apiCallId', 'content'];
  const others = [
    'outputTokens',
    'model',
    'newModel',
    'modelMetrics',
    'context',
    'sessionId',
    'shellExecution',
    '__proto__',
  ];
  const key = fc.constantFrom(...fields, ...others);
  const data = fc.dictionary(key, fc.oneof(fc.jsonValue(), fc.constant('c'), fc.boolean(), fc.nat()));
  const record = fc.record({
    type: fc.constantFrom(...types),
    data,
    id: fc.oneof(fc.jsonValue(), fc.constant('e')),
    timestamp: fc.constant('2026-05-01T10:00:00.000Z'),
  });
  fc.assert(fc.property(fc.array(record, { maxLength: 12 }), check), { numRuns: runs(500) });
});

test('the kept state holds no text of a prompt, a command or a result', () => {
  const parser = copilot.parser({ path, state: undefined });
  for (const [index, record] of records.entries()) {
    parser.read(record, { index });
    expect(JSON.stringify(parser.state())).not.toMatch(/Boil|make|heiß|steam|curl|lid|status|half/);
  }
});

test('calls that never end do not pile up', () => {
  const parser = copilot.parser({ path, state: undefined });
  const seen = new Set<string>();
  const note = (yielded: readonly object[]): void => {
    for (const one of yielded) if ('kind' in one && 'id' in one && one.kind === 'call') seen.add(String(one.id));
  };
  for (let index = 0; index < 1000; index++) {
    const data = { toolCallId: `call_${index}`, toolName: 'bash', arguments: { command: 'ls' } };
    note(parser.read({ type: 'tool.execution_start', data, timestamp: '2026-05-01T10:00:00.000Z' }, { index }));
  }
  note(parser.end());
  expect(seen.size).toBe(1000);
  expect(JSON.stringify(parser.state()).length).toBeLessThan(50_000);
});
