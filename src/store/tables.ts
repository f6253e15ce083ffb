/**
 * Opens the log in a database as the view `event`: one row per (kind, id), without those that stand in for others. Settled Parquet
 * files are scanned where they lie; only lines, and the files that share something with them, are merged into a temporary table.
 */

import { AppError } from '../errors.ts';
import type { Places } from '../config/home.ts';
import type { Duckdb } from '../duckdb.ts';
import { IS_WHOLE, linesQuery, refuseNewer } from './lines.ts';
import { COLUMN_LIST, mergeInPlace } from './merge.ts';
import { COMPUTED_KEYS, keyedQuery, parquetQuery } from './parquet.ts';
import { dayOf, dayPlus, listSegments, type Day, type Segment } from './segment.ts';
import { settle, sharingWith, standingOf } from './settled.ts';
import { leaveOutUnmatched, withoutReplaced } from './unmatched.ts';

export type EventsOptions = {
  /** Days before this instant, and after `until`, are left out; a day more on either side is read, for what straddles midnight. */
  readonly since?: string;
  readonly until?: string;
};

export type EventsOpened = {
  /** Files that the view stands on. */
  readonly segments: readonly Segment[];
  /** How many of the Parquet files had to be merged with others. */
  readonly merged: number;
  readonly foreign: readonly string[];
};

export async function openEvents(db: Duckdb, places: Places, options: EventsOptions = {}): Promise<EventsOpened> {
  const range = {
    ...(options.since === undefined ? {} : { since: dayPlus(dayOf(options.since), -1) }),
    ...(options.until === undefined ? {} : { until: dayPlus(dayOf(options.until), 1) }),
  };
  let listed = listSegments(places, range);
  for (let left = TRIES; ; left--) {
    const { segments, foreign } = listed;
    const result = await openSegments(db, places, segments).catch(failed);
    // A compaction may fold and replace files while they are read; then what was read may be old and new at once.
    listed = listSegments(places, range);
    if (left > 0 && generation(listed.segments) !== generation(segments)) continue;
    if (typeof result !== 'number') throw readable(result.error, places);
    return { segments, merged: result, foreign };
  }
}

const TRIES = 5;
const LOADED = 'event_loaded';

async function openSegments(db: Duckdb, places: Places, segments: readonly Segment[]): Promise<number> {
  const lines = segments.filter(({ format }) => format === 'ndjson');
  const parquet = segments.filter(({ format }) => format === 'parquet');
  const standing = standingOf(places, parquet);
  if (standing.fresh.length > 0) await refuseNewer(db, parquetQuery(standing.fresh.map(({ path }) => path)));
  const { settled, together, unmatched, keyless } = await settle(db, standing);
  await db.run(`create or replace temp table ${LOADED} as
    select ${COLUMN_LIST} from (${lines.length === 0 ? parquetQuery([]) : linesQuery(lines.map(({ path }) => path))}) where ${IS_WHOLE}`);

  // Files beside lines of the same day are loaded in any case: the next compaction replaces them.
  const days = new Set(lines.map(({ day }) => day));
  const beside = settled.filter(({ day }) => days.has(day));
  const apart = settled.filter(({ day }) => !days.has(day));
  const near = await daysNear(db, days);
  const sharing = await sharingWith(
    db,
    LOADED,
    apart.filter(({ day }) => near.has(day)),
  );
  const loaded = [...together, ...beside, ...sharing];
  if (loaded.length > 0) await db.run(`insert into ${LOADED} by name ${parquetQuery(loaded.map(({ path }) => path))}`);
  await refuseNewer(db, `select "v" from ${LOADED}`);
  await mergeInPlace(db, LOADED);

  const scanned = apart.filter((file) => !sharing.includes(file));
  const holding = new Set(unmatched);
  const replaced = await leaveOutUnmatched(db, LOADED, {
    plain: scanned.filter((file) => !holding.has(file)),
    mixed: scanned.filter((file) => holding.has(file)),
  });
  const without = new Set(keyless);
  const parts = [
    `select ${COLUMN_LIST}, ${COMPUTED_KEYS} from ${LOADED}`,
    ...partsOf(
      scanned.filter((file) => !without.has(file)),
      { replaced, isKeyless: false },
    ),
    ...partsOf(
      scanned.filter((file) => without.has(file)),
      { replaced, isKeyless: true },
    ),
  ];
  await db.run(`create or replace temp view event as ${parts.join(' union all ')}`);
  return loaded.length;
}

type How = { readonly replaced: readonly Segment[]; readonly isKeyless: boolean };

/** Queries over files that are scanned where they lie; stand-ins are left out of those that hold any. */
function partsOf(files: readonly Segment[], { replaced, isKeyless }: How): readonly string[] {
  const query = (of: readonly Segment[]) =>
    keyedQuery(
      of.map(({ path }) => path),
      isKeyless,
    );
  const mixed = files.filter((file) => replaced.includes(file));
  const plain = files.filter((file) => !replaced.includes(file));
  return [
    ...(plain.length === 0 ? [] : [query(plain)]),
    ...(mixed.length === 0 ? [] : [withoutReplaced(query(mixed))]),
  ];
}

/**
 * Where another observation of a loaded event may lie: on the days of the lines, where their sessions began (for sessions that were
 * resumed), where their calls ended, and a day to either side. A call that only a live observer has seen may have waited for permission
 * over some days before it ran. What lies farther apart is found when the lines are folded.
 */
async function daysNear(db: Duckdb, days: ReadonlySet<Day>): Promise<ReadonlySet<Day>> {
  if (days.size === 0) return days;
  const { rows } = await db.rows(`
    select distinct strftime("session_at", '%Y-%m-%d') from ${LOADED} where "session_at" is not null
    union
    select distinct strftime("at" + to_milliseconds("elapsed_ms"), '%Y-%m-%d') from ${LOADED}
    where "elapsed_ms" between 60000 and ${LONGEST_WAIT_DAYS * 86_400_000}`);
  const live = await db.rows(`
    select distinct strftime("at", '%Y-%m-%d') from ${LOADED} as live
    where "kind" = 'call' and ${IS_LIVE} and not exists (
      select 1 from ${LOADED} as told where told."kind" = 'call' and told."id" = live."id" and not ${IS_LIVE.replaceAll('"observers"', 'told."observers"')})`);
  const told = [...days, ...rows.map(([day]) => String(day))].flatMap((day) => [
    dayPlus(day, -1),
    day,
    dayPlus(day, 1),
  ]);
  const waited = live.rows.flatMap(([day]) =>
    Array.from({ length: LONGEST_WAIT_DAYS }, (_, ago) => dayPlus(String(day), -ago - 1)),
  );
  return new Set([...told, ...waited]);
}

const LONGEST_WAIT_DAYS = 7;

/** Seen when it ended, and by nobody who knows when it began. */
const IS_LIVE = `"observers" in ('hook', 'otel', 'hook,otel')`;

function failed(error: unknown): { error: unknown } {
  return { error };
}

/** Changes when a file appears, disappears or is replaced; lines may be appended. */
function generation(segments: readonly Segment[]): string {
  return segments
    .map(({ path, format, bytes, mtime_ms: mtime }) => (format === 'ndjson' ? path : `${path}:${bytes}:${mtime}`))
    .join('\n');
}

/** A Parquet file that is none is a refusal that names it; everything else stays what it is. */
function readable(error: unknown, places: Places): unknown {
  if (!(error instanceof Error) || error instanceof AppError) return error;
  if (!/Invalid Input Error|IO Error|Invalid Error/.test(error.message) || !error.message.includes(places.log))
    return error;
  return new AppError('store/corrupt-segment', error.message.split('\n')[0] ?? error.message, {
    hint: 'Move the file out of the log, then import again; events that are still in the transcripts come back.',
    cause: error,
  });
}
