/** Bytes of real-life files: marks, line ends, damage, and files that are still being written. */

import { appendFileSync, closeSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { readRecords, type Consumed } from '../../src/doors/records.ts';
import type { Files } from '../../src/sources/define.ts';
import { object } from '../../src/sources/read.ts';

type Result = Consumed & { records: unknown[]; indexes: number[]; skips: string[] };
type Start = { offset: number; index: number; isDocument?: boolean };

const START: Start = { offset: 0, index: 0 };

function fileWith(content: string | Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-records-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'file');
  writeFileSync(path, content);
  return path;
}

function read(path: string, from: Start = START, format: Files['format'] = 'jsonl'): Result {
  const descriptor = openSync(path, 'r');
  const result = { records: [] as unknown[], indexes: [] as number[], skips: [] as string[] };
  try {
    const consumed = readRecords(
      { descriptor, size: statSync(path).size, ...from },
      { format, keep: { text: 100 } },
      {
        record(value, index) {
          result.records.push(value);
          result.indexes.push(index);
        },
        skip: (reason) => result.skips.push(reason),
      },
    );
    return { ...consumed, ...result };
  } finally {
    closeSync(descriptor);
  }
}

test('A byte order mark, CRLF, blank lines and two values on one line are read.', () => {
  const { records, skips, unfinished } = read(fileWith('\ufeff{"a":1}\r\n\r\n   \n{"b":2}{"c":3} {"d":4}\r\n'));
  expect(records).toEqual([{ a: 1 }, { b: 2 }, { c: 3 }, { d: 4 }]);
  expect({ skips, unfinished }).toEqual({ skips: [], unfinished: false });
});

test('Line ends and separators of Unicode inside of a text do not end a record.', () => {
  const { records } = read(fileWith(`{"a":"x\u2028y\u2029z\u0085"}\n{"b":"\\n"}\n`));
  expect(records).toEqual([{ a: 'x\u2028y\u2029z\u0085' }, { b: '\n' }]);
});

test('A last record without a line end is read when it is complete.', () => {
  const path = fileWith('{"a":1}\n{"b":2}');
  expect(read(path)).toMatchObject({ records: [{ a: 1 }, { b: 2 }], offset: 15, index: 2, unfinished: false });
  appendFileSync(path, '\n{"c":3}\n');
  expect(read(path, { offset: 15, index: 2 })).toMatchObject({
    records: [{ c: 3 }],
    indexes: [2],
    offset: 24,
    index: 3,
  });
});

test('A record that is still being written is left, counted once, and read when it is complete.', () => {
  const path = fileWith('{"a":1}\n{"b":"half');
  const first = read(path);
  expect(first).toMatchObject({
    records: [{ a: 1 }],
    skips: ['unfinished-record'],
    offset: 7,
    index: 1,
    unfinished: true,
  });
  appendFileSync(path, ' whole"}\n');
  expect(read(path, first)).toMatchObject({ records: [{ b: 'half whole' }], skips: [], index: 2 });
});

test('A number or a word at the very end may still grow, so it is left.', () => {
  expect(read(fileWith('{}\n12'))).toMatchObject({ records: [{}], skips: ['unfinished-record'], offset: 2 });
  expect(read(fileWith('{}\n12\n'))).toMatchObject({ records: [{}, 12], skips: [], offset: 6 });
});

test('A record broken off by a crash costs itself alone.', () => {
  const { records, skips, indexes } = read(
    fileWith('{"a":1}\n{"b":"cut off\n{"c":3}\n{"d":[1,\n{"e":5}\nnot json\n{"f":6}\n'),
  );
  expect(records).toEqual([{ a: 1 }, { c: 3 }, { e: 5 }, { f: 6 }]);
  expect(skips).toEqual(['not-json', 'not-json', 'not-json']);
  expect(indexes).toEqual([0, 2, 4, 6]);
});

test('A record that is no JSON costs itself alone among others that are, of whatever characters they are made.', () => {
  const lines = [
    '{"a":1}',
    '{"b":tru}',
    '{"c":3}',
    '{"d":"é"}',
    '{"e":5}',
    '{]',
    '1,[2',
    '3]',
    '{"f":6}',
    '"g"',
    '[7]',
  ];
  const { records, skips, indexes } = read(fileWith(`${lines.join('\n')}\n`));
  expect(records).toEqual([{ a: 1 }, { c: 3 }, { d: 'é' }, { e: 5 }, { f: 6 }, 'g', [7]]);
  expect(skips).toEqual(['not-json', 'not-json', 'not-json', 'not-json']);
  expect(indexes).toEqual([0, 2, 3, 4, 8, 9, 10]);
});

test('Many records, of which some are no JSON, keep their order and their numbers.', () => {
  const lines = Array.from({ length: 9_000 }, (_, n) =>
    n % 1_000 === 7 ? '{"n":}' : `{"n":${n},"x":"${n % 50 === 3 ? 'ü' : 'u'}"}`,
  );
  const { records, skips, indexes } = read(fileWith(lines.join('')));
  expect(skips).toHaveLength(9);
  expect(records.map((record) => object(record)?.['n'])).toEqual(indexes);
  expect(indexes).toHaveLength(8_991);
});

test('NUL bytes, as a crash leaves them, are one skip, also when a good record follows on the same line.', () => {
  const { records, skips } = read(
    fileWith(`{"a":1}\n${'\0'.repeat(5000)}{"b":2}\n${'\0'.repeat(10)}\n{"c":"x\0y"}\n{"d":4}\n`),
  );
  expect(records).toEqual([{ a: 1 }, { b: 2 }, { d: 4 }]);
  expect(skips).toEqual(['not-json', 'not-json', 'not-json']);
});

test('NUL bytes at the end may be space that is not written yet: they are left.', () => {
  expect(read(fileWith(`{"a":1}\n${'\0'.repeat(100)}`))).toMatchObject({ skips: ['unfinished-record'], offset: 7 });
});

test('Bad UTF-8 becomes replacement characters and breaks nothing.', () => {
  const bad = Buffer.concat([
    Buffer.from('{"a":"'),
    Buffer.from([0xff, 0xc3, 0x28, 0xed, 0xa0, 0x80]),
    Buffer.from('é"}\n{"b":2}\n'),
  ]);
  const { records, skips } = read(fileWith(bad));
  expect(records).toEqual([{ a: '\ufffd\ufffd(\ufffd\ufffd\ufffdé' }, { b: 2 }]);
  expect(skips).toEqual([]);
});

test('A key named __proto__ is a key.', () => {
  const [record] = read(fileWith('{"__proto__":{"polluted":true}}\n')).records;
  expect(Object.keys(record ?? {})).toEqual(['__proto__']);
  expect('polluted' in {}).toBe(false);
});

test('An empty file and a file of white space hold nothing and leave nothing.', () => {
  expect(read(fileWith(''))).toMatchObject({ records: [], skips: [], offset: 0, unfinished: false });
  expect(read(fileWith('\n \r\n'))).toMatchObject({ records: [], skips: [], offset: 4, unfinished: false });
});

test('A document over many lines is one record; where lines are records it is broken ones.', () => {
  const value = { a: [1, { b: 'x'.repeat(200) }], c: 'two\nlines' };
  const path = fileWith(`${JSON.stringify(value, null, 2)}\r\n`);
  expect(read(path, { ...START, isDocument: true })).toMatchObject({
    records: [{ a: [1, { b: `${'x'.repeat(100)}\0${200}\0` }], c: 'two\nlines' }],
    skips: [],
  });
  expect(new Set(read(path).skips)).toEqual(new Set(['not-json']));
});

test('Reading stops at the size that the file had when it was opened.', () => {
  const path = fileWith('{"a":1}\n{"b":2}\n');
  const descriptor = openSync(path, 'r');
  const records: unknown[] = [];
  const sink = { record: (value: unknown) => void records.push(value), skip: () => undefined };
  const consumed = readRecords({ descriptor, size: 10, ...START }, { format: 'jsonl', keep: { text: 100 } }, sink);
  closeSync(descriptor);
  expect({ records, ...consumed }).toEqual({ records: [{ a: 1 }], offset: 7, index: 1, unfinished: true });
});

test('A file that shrank while it was read gives what was there.', () => {
  const descriptor = openSync(fileWith('{"a":1}\n'), 'r');
  const records: unknown[] = [];
  const sink = { record: (value: unknown) => void records.push(value), skip: () => undefined };
  const consumed = readRecords({ descriptor, size: 5000, ...START }, { format: 'jsonl', keep: { text: 100 } }, sink);
  closeSync(descriptor);
  expect({ records, ...consumed }).toEqual({ records: [{ a: 1 }], offset: 8, index: 1, unfinished: false });
});

test('CSV is read with its quotes, line ends inside of quotes, a byte order mark and short rows.', () => {
  const path = fileWith('\ufeffday,model,cost\r\n2026-01-31,"a ""b"", c",1\r\n\r\n2026-02-01,"two\r\nlines"\r\n');
  const { records, skips, unfinished } = read(path, START, 'csv');
  expect(records).toEqual([
    { day: '2026-01-31', model: 'a "b", c', cost: '1' },
    { day: '2026-02-01', model: 'two\r\nlines', cost: '' },
  ]);
  expect({ skips, unfinished }).toEqual({ skips: [], unfinished: false });
});

test('CSV that grew is read on with the header of its first line.', () => {
  const path = fileWith('day,cost\n2026-01-31,1\n2026-02-01');
  const first = read(path, START, 'csv');
  expect(first).toMatchObject({ records: [{ day: '2026-01-31', cost: '1' }], skips: ['unfinished-record'], index: 1 });
  appendFileSync(path, ',2\n2026-02-02,3\n');
  expect(read(path, first, 'csv')).toMatchObject({
    records: [
      { day: '2026-02-01', cost: '2' },
      { day: '2026-02-02', cost: '3' },
    ],
    indexes: [1, 2],
    index: 3,
  });
});

test('A last row of CSV without a line end is handed out apart, and read when the file has grown.', () => {
  const path = fileWith('day,cost\n2026-01-31,1\n2026-02-01,2');
  const first = read(path, START, 'csv');
  expect(first).toMatchObject({
    records: [{ day: '2026-01-31', cost: '1' }],
    last: { day: '2026-02-01', cost: '2' },
    skips: [],
    index: 1,
  });
  appendFileSync(path, '5\n');
  expect(read(path, first, 'csv')).toMatchObject({
    records: [{ day: '2026-02-01', cost: '25' }],
    indexes: [1],
    index: 2,
  });
});

test('A row of CSV that is none costs itself alone.', () => {
  const { records, skips } = read(fileWith('a,b\n1,2\nx"y",3\n4,5\n'), START, 'csv');
  expect(records).toEqual([
    { a: '1', b: '2' },
    { a: '4', b: '5' },
  ]);
  expect(skips).toEqual(['not-json']);
});

test('A CSV of many rows arrives whole and in order.', () => {
  const rows = Array.from({ length: 60_000 }, (_, index) => `${index},"text ${index}, more of it"`);
  const { records, index } = read(fileWith(`n,text\n${rows.join('\n')}\n`), START, 'csv');
  expect(index).toBe(60_000);
  expect(records[59_999]).toEqual({ n: '59999', text: 'text 59999, more of it' });
});
