/** What a free query may do, tried against the real engine. */

import { mkdtempSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine/define.ts';
import { engineOf } from './event-table.ts';

let engine: Engine & { readonly db: { rows(sql: string): Promise<unknown> } };
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hindcast-guard-'));
  writeFileSync(join(folder, 'secret.csv'), 'a,b\n1,2\n');
  engine = await engineOf([
    { kind: 'call', tool: 'Bash', outcome: 'ok' },
    { kind: 'answer', model: 'claude-opus-5-5', input_tokens: 1000, output_tokens: 0 },
  ]);
});

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('Queries that are answered', () => {
  test.each([
    ['select tool, outcome from call', [['Bash', 'ok']]],
    ['select tool from call;  ', [['Bash']]],
    ['-- a comment\nwith c as (select * from call) select count(*) from c', [[1]]],
    ['values (1), (2)', [[1], [2]]],
    ['from call select tool', [['Bash']]],
    ['select n from generate_series(1, 2) as g(n) order by n', [[1], [2]]],
    ["select 'copy x to y; drop table z' as text", [['copy x to y; drop table z']]],
    ['select cost_micros from answer', [[4000]]],
    ['select 1 as at', [[1]]],
  ])('%s', async (sql, rows) => {
    expect((await engine.sql(sql)).rows).toEqual(rows);
  });

  test.each([
    'describe call',
    'show tables',
    'summarize call',
    'explain select 1',
    'EXPLAIN ANALYZE select 1',
    'describe select 1 as x',
  ])('%s', async (sql) => {
    expect((await engine.sql(sql)).rows.length).toBeGreaterThan(0);
  });

  test('Columns come with their types, and every kind of value becomes a plain cell.', async () => {
    const result =
      await engine.sql(`select timestamptz '2026-01-02 03:04:05Z' as i, date '2026-01-02' as d, 1.50::decimal(9,2) as n, 9007199254740993::bigint as big,
      12::hugeint as h, true as b, null as nothing, [1, 2]::bigint[] as l, {'a': 1} as s, 'NaN'::double as nan, 'x' as t`);
    expect(result.columns.map(({ name }) => name)).toEqual([
      'i',
      'd',
      'n',
      'big',
      'h',
      'b',
      'nothing',
      'l',
      's',
      'nan',
      't',
    ]);
    expect(result.columns[0]?.type).toBe('TIMESTAMP WITH TIME ZONE');
    expect(result.rows).toEqual([
      [
        '2026-01-02T03:04:05.000Z',
        '2026-01-02',
        1.5,
        '9007199254740993',
        12,
        true,
        null,
        '["1","2"]',
        '{"a":1}',
        'NaN',
        'x',
      ],
    ]);
  });

  test('A query without rows still names its columns.', async () => {
    expect(await engine.sql('select tool as t from call where false')).toEqual({
      columns: [{ name: 't', type: 'VARCHAR' }],
      rows: [],
    });
  });
});

test('A refusal names every view that there is.', async () => {
  const views = (await engine.sql('show tables')).rows.map(([name]) => String(name));
  await expect(engine.sql('')).rejects.toMatchObject({
    hint: expect.stringMatching(new RegExp(views.map((view) => `(?=.*\\b${view}\\b)`).join(''))),
  });
  expect(views).toContain('answer_tokens');
});

test('Questions that are asked at the same time do not disturb each other.', async () => {
  const asked = await Promise.all([
    engine.sql('select * from range(100000)'),
    engine.sql('select tool from call'),
    engine.sql('select * from range(50000)'),
  ]);
  expect(asked.map(({ rows }) => rows.length)).toEqual([100_000, 1, 50_000]);
  const [failed, done] = await Promise.allSettled([engine.sql('select nonsense'), engine.sql('select 1')]);
  expect([failed.status, done.status]).toEqual(['rejected', 'fulfilled']);
});

describe('Queries that are refused', () => {
  test.each([
    '',
    '  ;',
    'select 1; select 2',
    'select 1; drop view call',
    "copy call to 'x.csv'",
    "copy (select 1) to 'x'",
    "attach 'x.db'",
    'install httpfs',
    'load httpfs',
    'set threads = 1',
    'set enable_external_access = true',
    'reset threads',
    'pragma version',
    'create table x (a int)',
    'create view call2 as select 1',
    'drop view call',
    'insert into event values (1)',
    'delete from event',
    'update event set v = 3',
    'truncate event',
    "export database 'x'",
    "import database 'x'",
    'checkpoint',
    'vacuum',
    'begin',
    'use memory',
    'call pragma_version()',
    'prepare p as select 1',
    'explain delete from event',
    'explain analyze delete from event',
    'explain explain select 1; drop view call',
    "select * from read_csv('x.csv')",
    "select * from READ_TEXT('x')",
    "select * from read_parquet('x')",
    "select * from glob('*')",
    "from read_blob('x')",
    "select * from 'x.csv'",
    "select * from '/etc/passwd'",
    "select (select count(*) from read_text('x'))",
    "with a as (from 'https://example.com/a.csv') from a",
    "select * from query('select 1')",
    "select * from query_table('call')",
    'select * from duckdb_secrets()',
    "select * from sniff_csv('x')",
    "summarize 'x.csv'",
    "describe select * from read_csv('x')",
    "select * from parquet_metadata('x')",
    "select * from call where tool in (select a from read_csv('x'))",
    "select * from call join read_csv('x') on true",
    "select getenv('HOME')",
    "select * from (values (1)) as v(a) join '/etc/passwd' on true",
    "(select 1) union all (select * from read_json('x'))",
    "select json_execute_serialized_sql('x')",
  ])('%s', async (sql) => {
    await expect(engine.sql(sql)).rejects.toMatchObject({
      name: 'AppError',
      code: expect.stringMatching(/^sql\/(?:refused|failed)$/),
      hint: expect.any(String),
    });
  });

  test('What is no SQL says where, and a misspelt view gets a suggestion.', async () => {
    await expect(engine.sql('selec 1')).rejects.toMatchObject({
      code: 'sql/failed',
      message: expect.stringContaining('selec'),
    });
    await expect(engine.sql('select at from event')).rejects.toMatchObject({
      code: 'sql/failed',
      hint: expect.stringContaining('event.at'),
    });
    await expect(engine.sql('select * from cal')).rejects.toMatchObject({
      code: 'sql/failed',
      hint: 'Did you mean "call"?',
    });
    await expect(engine.sql('select nothing_like_it from call')).rejects.toMatchObject({
      code: 'sql/failed',
      message: expect.stringContaining('nothing_like_it'),
    });
  });

  test('A result too large to hold is refused instead of exhausting memory.', async () => {
    // Cells are counted: few long rows are made sooner than many short ones.
    const row = Array.from({ length: 100 }, () => 'true').join(', ');
    await expect(engine.sql(`select ${row} from range(30000000)`)).rejects.toMatchObject({
      code: 'sql/refused',
      hint: expect.stringContaining('limit'),
    });
  });
});

test('Even past the guard the engine opens no file outside the log and takes no setting.', async () => {
  const file = join(folder, 'secret.csv');
  await engine.sql('select 1');
  await expect(engine.db.rows(`select * from read_csv('${file}')`)).rejects.toThrow(/disabled/);
  await expect(engine.db.rows(`copy (select 1) to '${join(folder, 'out.csv')}'`)).rejects.toThrow(/disabled/);
  await expect(engine.db.rows('set enable_external_access = true')).rejects.toThrow(/locked|cannot/i);
  await expect(engine.db.rows(`set allowed_directories = ['/']`)).rejects.toThrow(/locked|cannot/i);
  expect(existsSync(join(folder, 'out.csv'))).toBe(false);
});
