/**
 * The event contract as tables of PostgreSQL, under the same views as in DuckDB. Keys are computed by the table itself, so that
 * whoever inserts events cannot get them wrong; a key differs from DuckDB's, but is equal where that one is.
 */

import { FIELDS, type FieldType } from '../event/schema.ts';
import { EVENT_COLUMNS, KEY_COLUMNS } from '../store/columns.ts';
import { PRICE_TABLE } from './prices/load.ts';
import schema from './schema.sql';

/**
 * JSON stays text, as in DuckDB: the engines differ in how they order and compare it. Texts are ordered by their bytes, as DuckDB
 * orders them, whatever the locale of the database is: an "order by" of an analysis means the same.
 */
const COLUMN_TYPES = {
  text: 'text collate "C"',
  integer: 'bigint',
  boolean: 'boolean',
  instant: 'timestamptz',
  json: 'text collate "C"',
} as const satisfies Record<FieldType, string>;

const KEYS = {
  stream_key: keyOf(`"session_id" || ':' || coalesce("subagent_id", '')`),
  target_key: keyOf('"target"'),
} as const satisfies Record<(typeof KEY_COLUMNS)[number]['name'], string>;

/** Makes the tables `event` and `price` and the views over them, in an empty schema of a database. */
export const POSTGRES_SCHEMA = [
  `create table event (${[
    ...EVENT_COLUMNS.map(({ name }) => `"${name}" ${COLUMN_TYPES[FIELDS[name].type]}`),
    ...KEY_COLUMNS.map(({ name, sql }) => `"${name}" ${sql} generated always as (${KEYS[name]}) stored`),
  ].join(', ')})`,
  PRICE_TABLE,
  schema,
].join(';\n');

/** 60 bits of MD5: never negative, and the same in every version and locale of the server. */
function keyOf(text: string): string {
  return `('x0' || substr(md5(${text}), 1, 15))::bit(64)::bigint`;
}
