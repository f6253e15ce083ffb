/**
 * Folds the lines of past days into Parquet, one row per (kind, id). The new file is on the disk under its final name before the lines
 * are removed: a crash leaves both, which the merge on reading shows as one.
 */

import { chmodSync, renameSync, rmSync, statSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Places } from '../config/home.ts';
import { openDuckdb, type Duckdb } from '../duckdb.ts';
import { syncFiles, syncFolders } from './durable.ts';
import { IS_WHOLE, linesQuery, refuseNewer } from './lines.ts';
import { withLock } from './lock.ts';
import { mergeInPlace } from './merge.ts';
import { COMPUTED_KEYS, copyStatement, filledColumns, parquetQuery } from './parquet.ts';
import { refusal } from './refusal.ts';
import { dayOf, listLeftovers, listSegments, segmentPath, type Day, type Segment } from './segment.ts';
import { saveStanding, settle, standingOf } from './settled.ts';

export type CompactOptions = {
  /** Days before this one are folded. Today is never folded, whatever this says: others append to it. */
  readonly before: Day;
  readonly onProgress?: (progress: { readonly days: number; readonly doneDays: number }) => void;
  readonly now?: () => Date;
  /** How long to wait for the lock. */
  readonly waitMs?: number;
};

export type CompactSummary = {
  /** Files of lines that were folded: one per day and machine. */
  readonly days: number;
  readonly rows: number;
  readonly lines_bytes: number;
  readonly parquet_bytes: number;
  /** Lines that were no events: cut by a crash or a full disk. */
  readonly torn_lines: number;
};

/** Takes the lock of the store. */
export async function compact(places: Places, options: CompactOptions): Promise<CompactSummary> {
  const doing = () =>
    withLock(
      places,
      'compacting',
      () => compactLocked(places, options),
      options.waitMs === undefined ? {} : { waitMs: options.waitMs },
    );
  return listSegments(places).segments.length === 0 ? NOTHING : doing();
}

/**
 * Whether a compaction now would make the next questions faster: many bytes or days of lines that could be folded, or Parquet files that
 * have to be looked into on every opening. Costs one listing of the log.
 */
export function isWorthCompacting(places: Places, options: CompactOptions): boolean {
  const { segments } = listSegments(places);
  const folds = foldsOf(places, segments, lastDay(options));
  const bytes = folds.reduce((all, { lines }) => all + lines.bytes, 0);
  return (
    bytes >= WORTH_BYTES ||
    folds.length >= WORTH_DAYS ||
    standingOf(places, segments.filter(isParquet)).fresh.length > 0
  );
}

/** For a caller that holds the lock already. */
export async function compactLocked(places: Places, options: CompactOptions): Promise<CompactSummary> {
  for (const leftover of listLeftovers(places)) rmSync(leftover, { force: true });
  const { segments } = listSegments(places);
  const folds = foldsOf(places, segments, lastDay(options));
  if (folds.length === 0 && standingOf(places, segments.filter(isParquet)).fresh.length === 0) return NOTHING;
  const db = await openDuckdb({ temp: join(places.cache, 'spill') });
  try {
    let summary = NOTHING;
    for (const batch of batchesOf(folds)) {
      summary = sum(summary, await foldBatch(db, batch));
      options.onProgress?.({ days: folds.length, doneDays: summary.days });
    }
    const standing = standingOf(places, listSegments(places).segments.filter(isParquet));
    if (standing.fresh.length > 0) saveStanding(places, await settle(db, standing));
    return summary;
  } catch (error) {
    throw refusal(error, places.log);
  } finally {
    db.close();
  }
}

/** The lines of one day and machine, the Parquet file that they go into, and the one that is there already. */
type Fold = { readonly lines: Segment; readonly old: Segment | undefined; readonly path: string };

const NOTHING: CompactSummary = { days: 0, rows: 0, lines_bytes: 0, parquet_bytes: 0, torn_lines: 0 };

/** Lines of so many bytes are folded together. In memory they take about twice that; a larger day spills to the disk. */
const BATCH_BYTES = 96 * 2 ** 20;
const BATCH_FOLDS = 400;

const WORTH_BYTES = 2_000_000;
const WORTH_DAYS = 5;

/** Whoever appends just before midnight may be a moment late: a day is left alone until it is over for a minute. */
const MIDNIGHT_MS = 60_000;

function lastDay(options: CompactOptions): Day {
  const today = dayOf(new Date((options.now?.() ?? new Date()).getTime() - MIDNIGHT_MS).toISOString());
  return options.before < today ? options.before : today;
}

function isParquet({ format }: Segment): boolean {
  return format === 'parquet';
}

function foldsOf(places: Places, segments: readonly Segment[], before: Day): readonly Fold[] {
  const old = new Map(segments.filter(isParquet).map((segment) => [segment.path, segment]));
  return segments
    .filter(({ format, day }) => format === 'ndjson' && day < before)
    .map((lines) => {
      const path = segmentPath(places, { ...lines, format: 'parquet' });
      return { lines, old: old.get(path), path };
    });
}

function batchesOf(folds: readonly Fold[]): readonly (readonly Fold[])[] {
  const batches: Fold[][] = [];
  let bytes = Infinity;
  for (const fold of folds) {
    const size = fold.lines.bytes + (fold.old?.bytes ?? 0) * 12;
    const last = batches.at(-1);
    if (last === undefined || bytes + size > BATCH_BYTES || last.length >= BATCH_FOLDS) {
      batches.push([fold]);
      bytes = size;
    } else {
      last.push(fold);
      bytes += size;
    }
  }
  return batches;
}

async function foldBatch(db: Duckdb, batch: readonly Fold[]): Promise<CompactSummary> {
  const torn = await loadBatch(db, batch);
  const columns = await filledColumns(db, 'folding');
  const counted = await db.rows('select file_index, count(*) from folding group by file_index');
  const rows = new Map(counted.rows.map(([index, count]) => [Number(index), Number(count)]));
  const writes = batch.flatMap((fold, index) =>
    (rows.get(index) ?? 0) > 0 ? [{ fold, index, aside: `${fold.path}.${process.pid}.tmp` }] : [],
  );
  const copies = writes.map(({ index, aside }) =>
    copyStatement(`(select ${columns}, ${COMPUTED_KEYS} from folding where file_index = ${index})`, aside),
  );
  await runSideBySide(db, copies);
  await db.run('drop table folding');

  // DuckDB makes files that others may read; nobody could on the way here, because the folders are closed.
  for (const { aside } of writes) chmodSync(aside, 0o600);
  await syncFiles(writes.map(({ aside }) => aside));
  for (const { fold, aside } of writes) renameSync(aside, fold.path);
  await syncFolders(writes.map(({ fold }) => dirname(fold.path)));
  for (const { lines } of batch) removeUnlessGrown(lines);
  return {
    days: batch.length,
    rows: [...rows.values()].reduce((all, count) => all + count, 0),
    lines_bytes: batch.reduce((all, { lines }) => all + lines.bytes, 0),
    parquet_bytes: writes.reduce((all, { fold }) => all + statSync(fold.path).size, 0),
    torn_lines: torn,
  };
}

/** Fills the table `folding`, one row per (kind, id) and place in the batch (`file_index`); returns how many lines were torn. */
async function loadBatch(db: Duckdb, batch: readonly Fold[]): Promise<number> {
  await db.run(`create or replace table folding as ${linesQuery(batch.map(({ lines }) => lines.path))}`);
  const { rows } = await db.rows(`select count(*) from folding where not ${IS_WHOLE}`);
  const torn = Number(rows[0]?.[0] ?? 0);
  if (torn > 0) await db.run(`delete from folding where not ${IS_WHOLE}`);
  for (const [index, { old }] of batch.entries()) {
    if (old !== undefined)
      await db.run(`insert into folding by name select *, ${index} as file_index from (${parquetQuery([old.path])})`);
  }
  await refuseNewer(db, 'select "v" from folding');
  await mergeInPlace(db, 'folding', ['file_index']);
  return torn;
}

/** Small files are written by two connections at once with one thread each: threads within one small copy only wait for each other. */
async function runSideBySide(db: Duckdb, statements: readonly string[]): Promise<void> {
  if (statements.length < 4) {
    for (const statement of statements) await db.run(statement);
    return;
  }
  const { rows } = await db.rows(`select current_setting('threads')`);
  await db.run('set threads = 1');
  const other = await db.connect();
  const queue = statements.values();
  const drain = async (connection: Duckdb) => {
    for (const statement of queue) await connection.run(statement);
  };
  try {
    await Promise.all([drain(db), drain(other)]);
  } finally {
    other.close();
    await db.run(`set threads = ${Number(rows[0]?.[0] ?? 2)}`);
  }
}

function removeUnlessGrown(lines: Segment): void {
  if (statSync(lines.path).size === lines.bytes) unlinkSync(lines.path);
}

function sum(a: CompactSummary, b: CompactSummary): CompactSummary {
  return {
    days: a.days + b.days,
    rows: a.rows + b.rows,
    lines_bytes: a.lines_bytes + b.lines_bytes,
    parquet_bytes: a.parquet_bytes + b.parquet_bytes,
    torn_lines: a.torn_lines + b.torn_lines,
  };
}
