import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { object } from '../../../src/sources/read.ts';
import opencode from '../../../src/sources/opencode.ts';
import { answersAll, mutated } from '../answers.ts';
import { recordsOf } from '../codex/reading.ts';
import { runs } from '../../runs.ts';

const records = ['work', 'fork'].flatMap((name) => recordsOf(join(import.meta.dirname, name, 'input.jsonl')));
const check = (given: readonly unknown[]): void => answersAll(opencode, 'opencode.db', given);

test('any JSON value is answered with an event or a skip, and never thrown at', () => {
  fc.assert(fc.property(fc.array(fc.jsonValue(), { maxLength: 8 }), check), { numRuns: runs(300) });
});

test('known rows with one value exchanged for another are answered', () => {
  fc.assert(fc.property(fc.array(mutated(records), { minLength: 1, maxLength: 20 }), check), { numRuns: runs(400) });
});

test('known rows with one value inside their JSON exchanged for another are answered', () => {
  const inside = records
    .map((record) => object(object(record)?.['row'])?.['data'])
    .filter((data) => typeof data === 'string');
  const rows = fc
    .tuple(fc.constantFrom('message', 'part'), mutated(inside.map((data): unknown => JSON.parse(data))))
    .map(([table, data]) => ({
      table,
      row: { id: 'x', session_id: 's', message_id: 'x', time_created: 1_777_629_600_000, data: JSON.stringify(data) },
    }));
  fc.assert(fc.property(fc.array(rows, { minLength: 1, maxLength: 20 }), check), { numRuns: runs(400) });
});

test('sessions that are parents of each other end', () => {
  const session = (id: string, parent: string): unknown => ({
    table: 'session',
    row: { id, parent_id: parent, directory: '/x', time_created: 1_777_629_600_000 },
  });
  check([session('a', 'b'), session('b', 'a'), ...records.slice(2)]);
  const data = JSON.stringify({ role: 'assistant', tokens: { input: 1, output: 1 } });
  const parser = opencode.parser({ path: 'opencode.db', state: undefined });
  for (const row of [session('a', 'b'), session('b', 'a')]) parser.read(row, { index: 0 });
  const message = { table: 'message', row: { id: 'm', session_id: 'a', time_created: 1_777_629_600_000, data } };
  expect(parser.read(message, { index: 2 })).toMatchObject([{ kind: 'answer' }]);
});

test('tens of thousands of messages are read', () => {
  const parser = opencode.parser({ path: 'opencode.db', state: undefined });
  const data = JSON.stringify({ role: 'assistant', tokens: { input: 1, output: 1 } });
  let answers = 0;
  for (let index = 0; index < 50_000; index++) {
    const row = { id: `m${index}`, session_id: 's', time_created: 1_777_629_600_000 + index, data };
    answers += parser.read({ table: 'message', row }, { index }).length;
  }
  expect(answers).toBe(50_000);
});
