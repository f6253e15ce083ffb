/** The columns of an event in SQL, derived from the event contract and in its order. */

import { FIELDS, type FieldName, type FieldType } from '../event/schema.ts';

export type EventColumn = { readonly name: FieldName; readonly sql: string };

/** The column type of every field type. JSON stays text: the engines differ in how they order and compare it. */
export const COLUMN_TYPES = {
  text: 'varchar',
  integer: 'bigint',
  boolean: 'boolean',
  instant: 'timestamptz',
  json: 'varchar',
} as const satisfies Record<FieldType, string>;

export const FIELD_NAMES: readonly FieldName[] = Object.keys(FIELDS).filter(isFieldName);

export const EVENT_COLUMNS: readonly EventColumn[] = FIELD_NAMES.map((name) => ({
  name,
  sql: COLUMN_TYPES[FIELDS[name].type],
}));

/**
 * Columns that are computed, never told: 64-bit keys by which rows are grouped and joined without reading long texts. Parquet files hold
 * them. Only equality means something; a key never appears in an answer. `null` where what it stands for is unknown.
 */
export const KEY_COLUMNS = [
  {
    name: 'stream_key',
    sql: 'bigint',
    from: keyOf(`"session_id" || ':' || coalesce("subagent_id", '')`),
    help: 'Key of a session or of a subagent in it: an order of calls of its own.',
  },
  { name: 'target_key', sql: 'bigint', from: keyOf('"target"'), help: 'Key of what a call was about.' },
] as const;

/** The lower half of MD5, its last bit dropped to fit: a function that every engine has. */
function keyOf(text: string): string {
  return `cast(md5_number_lower(${text}) >> 1 as bigint)`;
}

function isFieldName(name: string): name is FieldName {
  return Object.hasOwn(FIELDS, name);
}
