/**
 * A large compacted log to measure on. A million calls are made up and folded as an import would do it; more are copies of those under
 * other ids, sessions and days, which DuckDB writes in the same layout: it would take JavaScript many minutes.
 */

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { places, type Places } from '../src/config/home.ts';
import { openDuckdb, type Duckdb } from '../src/duckdb.ts';
import { compact } from '../src/store/compact.ts';
import { COMPUTED_KEYS, copyStatement, filledColumns, parquetQuery } from '../src/store/parquet.ts';
import { dayPlus, listSegments, segmentPath, type Segment } from '../src/store/segment.ts';
import { writeEvents } from './events.ts';

const MADE_CALLS = 1_000_000;
const DAYS = 90;

/** Raised when the events are made differently: logs of an older shape are made anew. */
const SHAPE = '4';

/** The log with so many calls, made when it is not there; under its name only when it is whole. */
export async function largeLog(home: string, calls: number): Promise<Places> {
  const mark = join(home, 'shape');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === SHAPE) {
    // What is remembered of the files may be of an older version.
    await compact(places(home), { before: '9999-12-31' });
    return places(home);
  }
  const aside = `${home}.${process.pid}`;
  const there = places(aside);
  if (calls <= MADE_CALLS) {
    writeEvents(aside, { calls, days: DAYS });
  } else {
    const base = await largeLog(join(dirname(home), `analyses-${MADE_CALLS}`), MADE_CALLS);
    await copies(base, there, Math.round(calls / MADE_CALLS));
  }
  await compact(there, { before: '9999-12-31' });
  writeFileSync(join(aside, 'shape'), SHAPE);
  rmSync(home, { recursive: true, force: true });
  renameSync(aside, home);
  return places(home);
}

async function copies(base: Places, there: Places, times: number): Promise<void> {
  const db = await openDuckdb({ threads: 1 });
  const other = await db.connect();
  const queue = Array.from({ length: times }, (_, copy) => copy)
    .flatMap((copy) => listSegments(base).segments.map((segment) => ({ copy, segment })))
    .values();
  const drain = async (connection: Duckdb) => {
    for (const { copy, segment } of queue) await copyDay(connection, there, { copy, segment });
  };
  await Promise.all([drain(db), drain(other)]);
  db.close();
}

async function copyDay(db: Duckdb, there: Places, { copy, segment }: { copy: number; segment: Segment }) {
  const path = segmentPath(there, { ...segment, day: dayPlus(segment.day, -copy * DAYS) });
  mkdirSync(dirname(path), { recursive: true });
  const ago = `interval '${copy * DAYS} days'`;
  await db.run(`create or replace temp table day_copy as
    select * replace (
      "id" || '.${copy}' as "id", "session_id" || '.${copy}' as "session_id", "subject_id" || '.${copy}' as "subject_id",
      "at" - ${ago} as "at", "session_at" - ${ago} as "session_at", "ended_at" - ${ago} as "ended_at")
    from (${parquetQuery([segment.path])})`);
  const columns = await filledColumns(db, 'day_copy');
  await db.run(copyStatement(`(select ${columns}, ${COMPUTED_KEYS} from day_copy)`, path));
}
