/**
 * A SQLite database → records `{table, row}`, table by table in the order asked for. Rows are handed out only once it is sure that nothing
 * was moved under the reader; if something was, the rest is left for the next import.
 */

import { columnsOf, type Column } from './sqlite/columns.ts';
import { openPages, type Pages } from './sqlite/pages.ts';
import { readRows, type Row, type Value } from './sqlite/rows.ts';
import type { Sink } from './records.ts';

export type Database = { readonly path: string; readonly descriptor: number };

/** Rows that are read before it is asked whether they may be believed. */
const BATCH = 500;

/** True when everything was read. */
export function readSqlite(database: Database, tables: readonly string[], sink: Sink): boolean {
  let pages: Pages | undefined;
  try {
    pages = openPages(database.path, database.descriptor);
    const isWhole = pages !== undefined && readTables(counted(pages, sink), tables, sink);
    if (!isWhole) sink.skip('unfinished-record');
    return isWhole;
  } catch (error) {
    // The bytes are not those of a database, or were changed while they were read.
    if (!(error instanceof RangeError)) throw error;
    sink.skip(pages?.isUnchanged() === false ? 'unfinished-record' : 'unreadable-file');
    return false;
  } finally {
    pages?.close();
  }
}

function counted(pages: Pages, sink: Sink): Pages {
  return {
    ...pages,
    page(number) {
      const bytes = pages.page(number);
      sink.progress?.(bytes.length);
      return bytes;
    },
  };
}

/** False when the database was changed meanwhile. */
function readTables(pages: Pages, tables: readonly string[], sink: Sink): boolean {
  const found = readSchema(pages);
  let index = 0;
  for (const table of tables) {
    const schema = found.get(table);
    if (schema === undefined || schema.columns.length === 0) continue;
    let batch: (Row | undefined)[] = [];
    const deliver = (): boolean => {
      if (!pages.isUnchanged()) return false;
      for (const row of batch) {
        if (row === undefined) sink.skip('record-too-long');
        else sink.record({ table, row: namedRow(schema.columns, row) }, index++);
      }
      batch = [];
      return true;
    };
    for (const row of readRows(pages, schema.root)) {
      batch.push(row);
      if (batch.length >= BATCH && !deliver()) return false;
    }
    if (!deliver()) return false;
  }
  return true;
}

type Schema = { readonly root: number; readonly columns: readonly Column[] };

/** The first page is the root of the table of tables: type, name, table, root page, SQL. */
function readSchema(pages: Pages): ReadonlyMap<string, Schema> {
  const schema = new Map<string, Schema>();
  for (const row of readRows(pages, 1)) {
    const [type, name, , root, sql] = row?.values ?? [];
    if (type !== 'table' || typeof name !== 'string' || typeof root !== 'number' || typeof sql !== 'string') continue;
    schema.set(name, { root, columns: columnsOf(sql) });
  }
  return schema;
}

/** Rows that are older than a column lack its value. */
function namedRow(columns: readonly Column[], { rowid, values }: Row): Record<string, Value> {
  return Object.fromEntries(columns.map(({ name, isRowid }, place) => [name, isRowid ? rowid : values[place]]));
}
