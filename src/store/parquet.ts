/** The SQL that reads and writes Parquet files of the log. A file holds only the columns that it has values for. */

import { literal, type Duckdb } from '../duckdb.ts';
import { EVENT_COLUMNS, KEY_COLUMNS } from './columns.ts';
import { COLUMN_LIST, quoted } from './merge.ts';

/** A query over Parquet files with all columns of the contract; what a file lacks is null. Extra columns are ignored. */
export function parquetQuery(paths: readonly string[]): string {
  if (paths.length === 0) return `select ${COLUMN_LIST} from ${SHAPE}`;
  return `select ${COLUMN_LIST} from ${parquetFiles(paths)}`;
}

const KEY_LIST = KEY_COLUMNS.map(({ name }) => quoted(name)).join(', ');

/** The same columns, computed of rows that hold only what the contract names. */
export const COMPUTED_KEYS = KEY_COLUMNS.map(({ name, from }) => `${from} as ${quoted(name)}`).join(', ');

/** The columns of the contract and the keys, which are read where the files hold them. */
export function keyedQuery(paths: readonly string[], isKeyless: boolean): string {
  return `select ${COLUMN_LIST}, ${isKeyless ? COMPUTED_KEYS : KEY_LIST} from ${parquetFiles(paths)}`;
}

/** Which of the files hold no keys, because they were written before there were any. */
export async function keylessAmong(db: Duckdb, paths: readonly string[]): Promise<ReadonlySet<string>> {
  if (paths.length === 0) return new Set();
  const names = KEY_COLUMNS.map(({ name }) => literal(name)).join(', ');
  const { rows } = await db.rows(`
    select file_name from parquet_schema([${paths.map(literal).join(', ')}])
    group by file_name having count(*) filter (where name in (${names})) < ${KEY_COLUMNS.length}`);
  return new Set(rows.map(([path]) => String(path)));
}

/**
 * The same as a parenthesised table, with `file_index`, the place of the file in the list. Told the columns, DuckDB opens no file to plan a
 * query; `union_by_name` would open all of them, once for every place in which the query names the table.
 */
export function parquetFiles(paths: readonly string[]): string {
  return `(select *, file_index from read_parquet([${paths.map(literal).join(', ')}], schema = ${SCHEMA}))`;
}

/**
 * Rows that belong together (a session) lie together, which is what compresses. No Bloom filters: for a day's file they are larger
 * than what they save. Dictionaries and zstd came out smaller than the delta encodings of Parquet 2 on lifelike data.
 */
export function copyStatement(from: string, path: string): string {
  return `copy (${from} order by "kind", "session_id", "subagent_id", "at", "seq", "id") to ${literal(path)}
    (format parquet, compression zstd, write_bloom_filter false)`;
}

/** The columns of the contract that hold a value somewhere in the table. */
export async function filledColumns(db: Duckdb, table: string): Promise<string> {
  const { rows } = await db.rows(
    `select ${EVENT_COLUMNS.map(({ name }) => `bool_or(${quoted(name)} is not null)`).join(', ')} from ${table}`,
  );
  const filled = EVENT_COLUMNS.filter((_, index) => rows[0]?.[index] === true);
  return filled.map(({ name }) => quoted(name)).join(', ');
}

const ALL_COLUMNS = [...EVENT_COLUMNS, ...KEY_COLUMNS];

/** No rows, all columns. */
const SHAPE = `(select ${ALL_COLUMNS.map(({ name, sql }) => `null::${sql} as ${quoted(name)}`).join(', ')} where false)`;

/** Columns are found by their names, and null where a file lacks them. */
const SCHEMA = `map {${ALL_COLUMNS.map(({ name, sql }) => `'${name}': {name: '${name}', type: '${sql}', default_value: null}`).join(', ')}}`;
