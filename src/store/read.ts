/** Reads the log as events, merged: what an export hands on. Lines and Parquet files look the same from here. */

import { join } from 'node:path';
import type { Places } from '../config/home.ts';
import { openDuckdb } from '../duckdb.ts';
import { FIELDS, type Event, type FieldType } from '../event/schema.ts';
import { EVENT_COLUMNS } from './columns.ts';
import { COLUMN_LIST } from './merge.ts';
import { openEvents, type EventsOptions } from './tables.ts';

/** Every event of the log once, oldest first. */
export async function* readEvents(places: Places, options: EventsOptions = {}): AsyncGenerator<Event> {
  const db = await openDuckdb({ temp: join(places.cache, 'spill') });
  try {
    await openEvents(db, places, options);
    for await (const rows of db.stream(`select ${COLUMN_LIST} from event order by "at", "kind", "id"`)) {
      for (const row of rows) yield toEvent(row);
    }
  } finally {
    db.close();
  }
}

/** Only redacted events that kept the contract were appended, so what comes back is one again. */
function toEvent(row: readonly unknown[]): Event {
  const event: Record<string, unknown> = {};
  for (const [index, { name }] of EVENT_COLUMNS.entries()) {
    const cell = row[index];
    if (cell !== null && cell !== undefined) event[name] = READ[FIELDS[name].type](cell);
  }
  return event as Event;
}

const READ: Readonly<Record<FieldType, (cell: unknown) => unknown>> = {
  text: (cell) => cell,
  boolean: (cell) => cell,
  integer: (cell) => Number(cell),
  instant: (cell) => (cell instanceof Date ? cell.toISOString() : cell),
  json: (cell) => (typeof cell === 'string' ? JSON.parse(cell) : cell),
};
