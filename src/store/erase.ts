/**
 * Takes single events out of the log. Parquet files are replaced whole; doomed lines are overwritten where they stand, because others may be
 * appending to the same file. A kill in between leaves events that the next run takes out, and never harms another event.
 */

import { chmodSync, closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Places } from '../config/home.ts';
import { openDuckdb, type Duckdb } from '../duckdb.ts';
import type { Kind } from '../event/schema.ts';
import { isKind } from '../event/validate.ts';
import { object, parsed } from '../sources/read.ts';
import type { Doomed } from './doomed.ts';
import { syncFiles, syncFolders } from './durable.ts';
import { withLock } from './lock.ts';
import { COMPUTED_KEYS, copyStatement, filledColumns, parquetFiles, parquetQuery } from './parquet.ts';
import { codeOf, refusal } from './refusal.ts';
import { listSegments, type Segment } from './segment.ts';
import { openEvents } from './tables.ts';

export type Erased = {
  readonly events: Readonly<Partial<Record<Kind, number>>>;
  /** Files of the log that were, or would be, changed. */
  readonly files: number;
};

/** Says what would go, and takes nothing out. */
export async function countDoomed(places: Places, doomed: Pick<Doomed, 'sql'>): Promise<Erased> {
  return withDoomed(places, doomed, async (db) => {
    const { parquet } = segmentsOf(places);
    return { events: await countByKind(db), files: (await filesWithDoomed(db, parquet, doomed)).length };
  });
}

/** Takes the lock of the store. */
export async function erase(places: Places, doomed: Doomed): Promise<Erased> {
  return withLock(places, 'forgetting', () => eraseLocked(places, doomed));
}

/** For a caller that holds the lock already. */
export async function eraseLocked(places: Places, doomed: Doomed): Promise<Erased> {
  return withDoomed(places, doomed, async (db) => {
    const { parquet, lines } = segmentsOf(places);
    const events = await countByKind(db);
    const ids = await doomedIds(db);
    let files = 0;
    for (const segment of await filesWithDoomed(db, parquet, doomed)) {
      await replaceParquet(db, segment, doomed);
      files += 1;
    }
    for (const segment of lines) if (overwriteLines(segment, doomed, ids)) files += 1;
    return { events, files };
  });
}

async function withDoomed<T>(
  places: Places,
  { sql }: Pick<Doomed, 'sql'>,
  work: (db: Duckdb) => Promise<T>,
): Promise<T> {
  const db = await openDuckdb({ temp: join(places.cache, 'spill') });
  try {
    await openEvents(db, places);
    await db.run(`create temp table doomed as select "kind", "id" from event where ${sql}`);
    return await work(db);
  } catch (error) {
    throw refusal(error, places.log);
  } finally {
    db.close();
  }
}

function segmentsOf(places: Places): { parquet: readonly Segment[]; lines: readonly Segment[] } {
  const { segments } = listSegments(places);
  return {
    parquet: segments.filter(({ format }) => format === 'parquet'),
    lines: segments.filter(({ format }) => format === 'ndjson'),
  };
}

async function countByKind(db: Duckdb): Promise<Erased['events']> {
  const { rows } = await db.rows('select "kind", count(*) from doomed group by "kind" order by "kind"');
  const events: Partial<Record<Kind, number>> = {};
  for (const [kind, count] of rows) if (isKind(kind)) events[kind] = Number(count);
  return events;
}

async function doomedIds(db: Duckdb): Promise<ReadonlySet<string>> {
  const { rows } = await db.rows('select "kind", "id" from doomed');
  return new Set(rows.map(([kind, id]) => keyOf(kind, id)));
}

function keyOf(kind: unknown, id: unknown): string {
  return `${String(kind)} ${String(id)}`;
}

/** What is unknown is not doomed. */
function isDoomed({ sql }: Pick<Doomed, 'sql'>): string {
  return `coalesce((${sql}) or ("kind", "id") in (select ("kind", "id") from doomed), false)`;
}

async function filesWithDoomed(
  db: Duckdb,
  files: readonly Segment[],
  doomed: Pick<Doomed, 'sql'>,
): Promise<readonly Segment[]> {
  if (files.length === 0) return [];
  const { rows } = await db.rows(
    `select distinct file_index from ${parquetFiles(files.map(({ path }) => path))} where ${isDoomed(doomed)}`,
  );
  const found = new Set(rows.map(([index]) => Number(index)));
  return files.filter((_, index) => found.has(index));
}

async function replaceParquet(db: Duckdb, { path }: Segment, doomed: Doomed): Promise<void> {
  await db.run(
    `create or replace temp table kept as select * from (${parquetQuery([path])}) where not ${isDoomed(doomed)}`,
  );
  const { rows } = await db.rows('select 1 from kept limit 1');
  if (rows.length === 0) rmSync(path, { force: true });
  else {
    const aside = `${path}.${process.pid}.tmp`;
    const columns = await filledColumns(db, 'kept');
    await db.run(copyStatement(`(select ${columns}, ${COMPUTED_KEYS} from kept)`, aside));
    chmodSync(aside, 0o600);
    await syncFiles([aside]);
    renameSync(aside, path);
  }
  await syncFolders([dirname(path)]);
}

const NEWLINE = 0x0a;

/** True when there were any. */
function overwriteLines({ path }: Segment, { has }: Doomed, ids: ReadonlySet<string>): boolean {
  const content = contentOf(path);
  const doomed: { readonly from: number; readonly length: number }[] = [];
  for (let from = 0; from < content.length;) {
    const found = content.indexOf(NEWLINE, from);
    const end = found < 0 ? content.length : found;
    const line = object(parsed(content.toString('utf8', from, end)));
    if (line !== undefined && (has(line) || ids.has(keyOf(line['kind'], line['id']))))
      doomed.push({ from, length: end - from });
    from = end + 1;
  }
  if (doomed.length === 0) return false;
  const file = openSync(path, 'r+');
  try {
    // An empty object is a line without an event, which readers pass over.
    for (const { from, length } of doomed) writeSync(file, '{}'.padEnd(length), from);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return true;
}

/** Empty when a compaction was faster. */
function contentOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return Buffer.alloc(0);
    throw refusal(error, path, 'read');
  }
}
