/** The door to DuckDB: its settings, its cells, its limits. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { literal, openDuckdb, type Duckdb, type DuckdbOptions } from '../src/duckdb.ts';

async function opened(options: DuckdbOptions = {}): Promise<Duckdb> {
  const db = await openDuckdb(options);
  onTestFinished(() => db.close());
  return db;
}

test('Integers divide as integers, NULL sorts last upwards and first downwards, the zone is UTC: as on PostgreSQL', async () => {
  const db = await opened();
  expect((await db.rows('select 7 / 2')).rows).toEqual([[3]]);
  expect((await db.rows('select x from (values (null), (1), (2)) t(x) order by x')).rows).toEqual([[1], [2], [null]]);
  expect((await db.rows('select x from (values (null), (1), (2)) t(x) order by x desc')).rows).toEqual([
    [null],
    [2],
    [1],
  ]);
  expect(
    (await db.rows(`select current_setting('TimeZone'), cast('2026-03-05T12:00:00Z'::timestamptz as varchar)`)).rows,
  ).toEqual([['UTC', '2026-03-05 12:00:00+00']]);
});

test('Every connection has the same settings', async () => {
  const other = await (await opened()).connect();
  expect((await other.rows(`select current_setting('TimeZone'), 7 / 2`)).rows).toEqual([['UTC', 3]]);
  other.close();
});

test('Cells are plain JavaScript, and columns say their names and types', async () => {
  const db = await opened();
  const { columns, types, rows } = await db.rows(
    `select 1::bigint as b, 1.5::double as d, 'x' as t, true as f, null as n, '2026-03-05T12:00:00.123Z'::timestamptz as i, $1 as p`,
    ['q'],
  );
  expect(columns).toEqual(['b', 'd', 't', 'f', 'n', 'i', 'p']);
  expect(types.slice(0, 4)).toEqual(['BIGINT', 'DOUBLE', 'VARCHAR', 'BOOLEAN']);
  expect(rows).toEqual([[1n, 1.5, 'x', true, null, new Date('2026-03-05T12:00:00.123Z'), 'q']]);
});

test('Named parameters and several statements work', async () => {
  const db = await opened();
  await db.run('create table t (x bigint); insert into t values (1), (2)');
  expect((await db.rows('select count(*) from t where x > $low', { low: 1 })).rows).toEqual([[1n]]);
});

test('A stream hands on all rows in portions', async () => {
  const db = await opened();
  let [rows, portions] = [0, 0];
  for await (const portion of db.stream('select * from range(10000)')) {
    rows += portion.length;
    portions += 1;
  }
  expect(rows).toBe(10_000);
  expect(portions).toBeGreaterThan(1);
});

test('Extensions are neither loaded nor fetched', async () => {
  const db = await opened();
  expect(
    (
      await db.rows(
        `select current_setting('autoinstall_known_extensions'), current_setting('autoload_known_extensions')`,
      )
    ).rows,
  ).toEqual([[false, false]]);
  await expect(db.rows(`select * from 'https://example.com/x.parquet'`)).rejects.toThrow(/httpfs|extension/i);
});

test('What does not fit into memory goes to the folder for it, and fails without one', async () => {
  const made = `create temp table t as select i, repeat(md5(i::varchar), 8) as x from range(400000) r(i)`;
  const small = { memoryLimit: '60MB', threads: 1 };
  await expect((await opened(small)).run(made)).rejects.toThrow(/Out of Memory/);
  const temp = mkdtempSync(join(tmpdir(), 'hindcast-spill-'));
  onTestFinished(() => rmSync(temp, { recursive: true, force: true }));
  const parent = join(temp, 'not', 'there');
  const db = await openDuckdb({ ...small, temp: parent });
  await db.run(made);
  expect((await db.rows('select count(*) from t')).rows).toEqual([[400_000n]]);
  expect(readdirSync(parent)).toHaveLength(1);
  db.close();
  expect(readdirSync(parent)).toEqual([]);
});

test('Two engines never share a folder for what does not fit, and what a dead one left is removed', async () => {
  const temp = mkdtempSync(join(tmpdir(), 'hindcast-spill-'));
  onTestFinished(() => rmSync(temp, { recursive: true, force: true }));
  const folderOf = async (db: Duckdb) =>
    String((await db.rows(`select current_setting('temp_directory')`)).rows[0]?.[0]);
  const first = await folderOf(await opened({ temp }));
  expect(await folderOf(await opened({ temp }))).not.toBe(first);
  const { pid = 0 } = spawnSync(process.execPath, ['--version']);
  const dead = first.replace(String(process.pid), String(pid));
  mkdirSync(dead);
  mkdirSync(first);
  await opened({ temp });
  expect([existsSync(dead), existsSync(first)]).toEqual([false, true]);
});

test('Closing twice is closing', async () => {
  const db = await openDuckdb();
  db.close();
  db.close();
  await expect(db.rows('select 1')).rejects.toThrow(/disconnected|closed/i);
});

test('A literal keeps its quotes', async () => {
  const db = await opened();
  const odd = `it's "x" \\ ''`;
  expect((await db.rows(`select ${literal(odd)}`)).rows).toEqual([[odd]]);
});
