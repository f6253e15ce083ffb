import { closeSync, fstatSync, openSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readRecords } from '../../../src/doors/records.ts';
import { isSkip } from '../../../src/event/skip.ts';
import { flaw } from '../../../src/event/validate.ts';
import usageCsv from '../../../src/sources/usage-csv.ts';
import { readAll } from '../codex/reading.ts';

const file = join(import.meta.dirname, 'rows/input.csv');
const records: unknown[] = [];
const descriptor = openSync(file, 'r');
readRecords({ descriptor, size: fstatSync(descriptor).size, offset: 0, index: 0 }, usageCsv.files, {
  record: (value) => records.push(value),
  skip: () => undefined,
});
closeSync(descriptor);

const read = readAll(usageCsv, 'usage.csv', { records });

test('each good row is an answer, and each bad one a counted skip', async () => {
  const lines = read.events.map((event) => JSON.stringify(event)).join(',\n');
  await expect(`{\n"skips": ${JSON.stringify(read.skips)},\n"events": [\n${lines}\n]}\n`).toMatchFileSnapshot(
    join(import.meta.dirname, 'rows/events.json'),
  );
  expect(read.skips).toEqual({ 'no-timestamp': 2, 'bad-value': 3, 'no-usage': 1 });
  expect(read.events.map(flaw).filter((problem) => problem !== undefined)).toEqual([]);
});

test('equal rows are different answers, and reading them again gives the same ids', () => {
  expect(new Set(read.events.map((event) => event.id)).size).toBe(read.events.length);
  expect(readAll(usageCsv, 'usage.csv', { records }).events).toEqual(read.events);
});

test('a file that grew gives the ids that it would have given whole', () => {
  for (let cut = 1; cut < records.length; cut++) {
    expect(readAll(usageCsv, 'usage.csv', { records, cuts: [cut] }).events.map((event) => event.id)).toEqual(
      read.events.map((event) => event.id),
    );
  }
});

test('a quote before a formula is taken off, any other quote stays', () => {
  const notes = read.events.map((event) => (event.kind === 'answer' ? event.notes : undefined));
  expect(notes).toContain('=SUM(A1)');
  expect(notes).toContain('-1+1');
  expect(notes).toContain("'quoted words'");
});

test('any JSON value is answered with an event or a skip, and never thrown at', () => {
  const row = fc.dictionary(
    fc.constantFrom('timestamp', 'model', 'prompt_tokens', 'completion_tokens', 'task_success', 'duration_ms', 'notes'),
    fc.oneof(fc.string(), fc.constantFrom('2026-03-01T11:00:00Z', '7', 'true', '9e99', ' '), fc.jsonValue()),
  );
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), row), (record) => {
      const yielded = usageCsv.parser({ path: 'usage.csv', state: undefined }).read(record, { index: 0 });
      expect(yielded.length).toBeGreaterThan(0);
      for (const one of yielded) if (!isSkip(one)) expect(flaw(one)).toBeUndefined();
    }),
    { numRuns: 500 },
  );
});
