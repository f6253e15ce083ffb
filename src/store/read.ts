/** Reads the log as events, merged: what an export hands on. Lines and Parquet files look the same from here. */

import { join } from 'node:path';
import type { Places } from '../config/home.ts';
import { literal, openDuckdb, type Duckdb } from '../duckdb.ts';
import { FIELDS, fieldsOf, type Event, type FieldName, type FieldType, type Kind } from '../event/schema.ts';
import type { RedactedEvent } from '../redaction/redacted.ts';
import { FIELD_NAMES } from './columns.ts';
import { quoted } from './merge.ts';
import { openEvents, type EventsOptions } from './tables.ts';

/** Every event of the log once, oldest first. */
export async function* readEvents(places: Places, options: EventsOptions = {}): AsyncGenerator<Event> {
  const db = await openDuckdb({ temp: join(places.cache, 'spill') });
  try {
    await openEvents(db, places, options);
    for await (const events of streamEvents(db)) yield* events;
  } finally {
    db.close();
  }
}

export type Wanted = { readonly kinds?: readonly Kind[]; /** A further condition, in SQL. */ readonly where?: string };

/** Events of a database that holds `event`, oldest first, some thousand at a time. */
export async function* streamEvents(db: Duckdb, { kinds, where }: Wanted = {}): AsyncGenerator<RedactedEvent[]> {
  const names = kinds === undefined ? FIELD_NAMES : FIELD_NAMES.filter((name) => isFieldOf(kinds, name));
  const conditions = [
    ...(kinds === undefined ? [] : [`"kind" in (${kinds.map(literal).join(', ')})`]),
    ...(where === undefined ? [] : [`(${where})`]),
  ];
  const chosen = conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`;
  const query = `select ${names.map(quoted).join(', ')} from event ${chosen} order by "at", "kind", "id"`;
  for await (const rows of db.stream(query)) yield rows.map((row) => toEvent(names, row));
}

function isFieldOf(kinds: readonly Kind[], name: FieldName): boolean {
  return kinds.some((kind) => fieldsOf(kind).includes(name));
}

/** Only redacted events that kept the contract were appended, so what comes back is one again. */
function toEvent(names: readonly FieldName[], row: readonly unknown[]): RedactedEvent {
  const event: Record<string, unknown> = {};
  for (const [index, name] of names.entries()) {
    const cell = row[index];
    if (cell !== null && cell !== undefined) event[name] = READ[FIELDS[name].type](cell);
  }
  return event as RedactedEvent;
}

const READ: Readonly<Record<FieldType, (cell: unknown) => unknown>> = {
  text: (cell) => cell,
  boolean: (cell) => cell,
  integer: (cell) => Number(cell),
  instant: (cell) => (cell instanceof Date ? cell.toISOString() : cell),
  json: (cell) => (typeof cell === 'string' ? JSON.parse(cell) : cell),
};
