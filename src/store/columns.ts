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

function isFieldName(name: string): name is FieldName {
  return Object.hasOwn(FIELDS, name);
}
