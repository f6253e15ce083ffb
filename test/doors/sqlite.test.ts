import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import sqlite from 'node-sqlite3-wasm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSqlite } from '../../src/doors/sqlite.ts';
import { runs } from '../runs.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hindcast-sqlite-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Read = { rows: unknown[]; skips: string[]; isWhole: boolean };

function read(path: string, tables: readonly string[]): Read {
  const rows: unknown[] = [];
  const skips: string[] = [];
  const descriptor = openSync(path, 'r');
  try {
    const sink = { record: (row: unknown) => void rows.push(row), skip: (reason: string) => void skips.push(reason) };
    return { rows, skips, isWhole: readSqlite({ path, descriptor }, tables, sink) };
  } finally {
    closeSync(descriptor);
  }
}

/** A database made by SQLite itself. */
function write(name: string, fill: (db: InstanceType<typeof sqlite.Database>) => void): string {
  const path = join(folder, name);
  const db = new sqlite.Database(path);
  try {
    fill(db);
  } finally {
    db.close();
  }
  return path;
}

const TABLE = `create table "notes" (
  \`id\` text primary key, -- the key, with a comma
  number integer not null default (1 + 2), share real, [long] text,
  constraint "fk" foreign key (id) references other (key), check (number <> 0.25)
)`;

const number = fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.constantFrom(0, 1, -1, 127, 128, -32_769, 2 ** 40));
const row = fc.record({
  number,
  share: fc.oneof(
    fc.constant(null),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0.5),
  ),
  // Rows that fit a page, rows that go on in another, and rows that go on in many.
  long: fc.oneof(
    fc.constant(null),
    fc.string({ unit: 'grapheme' }),
    fc.nat(20_000).map((size) => 'ä'.repeat(size)),
  ),
});

test('every row that SQLite wrote is read as it was written, whatever the page size and the encoding', () => {
  const options = fc.record({
    size: fc.constantFrom(512, 1024, 4096, 65_536),
    encoding: fc.constantFrom('UTF-8', 'UTF-16le', 'UTF-16be'),
  });
  let turn = 0;
  fc.assert(
    fc.property(fc.array(row, { maxLength: 60 }), options, (rows, { size, encoding }) => {
      const path = write(`${turn++}.db`, (db) => {
        db.exec(
          `pragma page_size = ${size}; pragma encoding = '${encoding}'; create table other (key text primary key); pragma foreign_keys = off; ${TABLE}`,
        );
        db.exec('begin');
        rows.forEach((one, index) =>
          db.run('insert into notes values (?, ?, ?, ?)', [`n${index}`, one.number, one.share, one.long]),
        );
        db.exec('commit');
      });
      const expected = rows.map((one, index) => ({ table: 'notes', row: { id: `n${index}`, ...one } }));
      expect(read(path, ['notes'])).toEqual({ rows: expected, skips: [], isWhole: true });
    }),
    { numRuns: runs(40) },
  );
});

test('a table of many pages, with rows changed and deleted, is read in the order of its row ids', () => {
  let expected: unknown[] = [];
  const path = write('many.db', (db) => {
    db.exec('pragma page_size = 512; create table t (key integer primary key, word text); begin');
    for (let i = -500; i < 9_000; i++) db.run('insert into t values (?, ?)', [i * 7, `word ${i}`]);
    db.exec("delete from t where key % 3 = 0; update t set word = word || ' again' where key % 5 = 0; commit");
    expected = db.all('select key, word from t order by key').map((one) => ({ table: 't', row: one }));
  });
  expect(expected.length).toBeGreaterThan(5_000);
  expect(read(path, ['t']).rows).toEqual(expected);
});

test('columns that came later are absent in rows that are older, and tables that are not there are passed over', () => {
  const path = write('altered.db', (db) => {
    db.exec(
      "create table t (a text); insert into t values ('x'); alter table t add column b text; insert into t values ('y', 'z')",
    );
  });
  expect(read(path, ['none', 't']).rows).toEqual([
    { table: 't', row: { a: 'x', b: undefined } },
    { table: 't', row: { a: 'y', b: 'z' } },
  ]);
});

/** Leaves a write-ahead log beside the database, as a client that is running does. */
function running(
  name: string,
  fill: (db: InstanceType<typeof sqlite.Database>) => void,
  look: (path: string) => void,
): void {
  const path = join(folder, name);
  const db = new sqlite.Database(path);
  try {
    db.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; pragma wal_autocheckpoint = 0');
    fill(db);
    look(path);
  } finally {
    db.close();
  }
}

test('what is only in the write-ahead log is read, and nothing appears beside the database', () => {
  const fill = (db: InstanceType<typeof sqlite.Database>): void => {
    db.exec("create table t (a text); insert into t values ('old'); pragma wal_checkpoint");
    db.exec("update t set a = 'new'; insert into t values ('newer'); begin; insert into t values ('not committed')");
  };
  running('live.db', fill, (path) => {
    expect(existsSync(`${path}-wal`)).toBe(true);
    const before = readdirSync(folder).sort();
    expect(read(path, ['t'])).toEqual({
      rows: [
        { table: 't', row: { a: 'new' } },
        { table: 't', row: { a: 'newer' } },
      ],
      skips: [],
      isWhole: true,
    });
    expect(readdirSync(folder).sort()).toEqual(before);
  });
});

test('a transaction whose end is missing in the write-ahead log never happened', () => {
  const fill = (db: InstanceType<typeof sqlite.Database>): void => {
    db.exec("create table t (a text); insert into t values ('one'); insert into t values ('two')");
  };
  running('torn.db', fill, (path) => {
    const size = 32 + 4 * (24 + 4096);
    truncateSync(`${path}-wal`, size - 100);
    const words = read(path, ['t']).rows;
    expect(words.length).toBeLessThan(2);
  });
});

test('what is no database, or half of one, is said to be so and never thrown at', () => {
  const path = write('whole.db', (db) => {
    db.exec('pragma page_size = 512; create table t (a text)');
    for (let i = 0; i < 200; i++) db.run('insert into t values (?)', ['x'.repeat(i * 10)]);
  });
  truncateSync(path, 20_000);
  expect(read(path, ['t']).skips).toEqual(['unreadable-file']);
  writeFileSync(join(folder, 'text.db'), 'not a database'.repeat(50));
  expect(read(join(folder, 'text.db'), ['t'])).toEqual({ rows: [], skips: ['unreadable-file'], isWhole: false });
});

test('any damage is survived', () => {
  const whole = write('damaged.db', (db) => {
    db.exec('pragma page_size = 512; create table t (a text, b integer)');
    for (let i = 0; i < 100; i++) db.run('insert into t values (?, ?)', ['x'.repeat(i * 9), i]);
  });
  const bytes = readFileSync(whole);
  const damage = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(damage, (changes) => {
      const broken = Buffer.from(bytes);
      for (const [at, byte] of changes) broken[at] = byte;
      writeFileSync(whole, broken);
      read(whole, ['t']);
    }),
    { numRuns: runs(200) },
  );
});
