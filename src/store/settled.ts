/**
 * Knows which Parquet files of the log may be scanned as they are: those in which every (kind, id) occurs once and in no other file.
 * `log/settled.json` remembers it; the file is a cache, and a file of the log that changed in any way is not in it any more.
 */

import { relative, sep } from 'node:path';
import type { Places } from '../config/home.ts';
import { literal, type Duckdb } from '../duckdb.ts';
import { SCHEMA_VERSION } from '../event/schema.ts';
import { integer, list, object, parsed, text } from '../sources/read.ts';
import { replaceFile } from './durable.ts';
import { keylessAmong, parquetFiles } from './parquet.ts';
import { IS_NAMED, IS_REQUEST, REQUEST_ID } from './requests.ts';
import type { Segment } from './segment.ts';
import { readText } from './small-file.ts';
import { holdingUnmatched } from './unmatched.ts';

/** The Parquet files of a log, sorted by what is known of them. */
export type Standing = {
  /** Share no (kind, id) with any other file of `settled` or `together`. */
  readonly settled: readonly Segment[];
  /** Share some with one another: they are to be merged on reading. */
  readonly together: readonly Segment[];
  /** Nothing is known. */
  readonly fresh: readonly Segment[];
  /** Those of `settled` and `together` with rows that may have to be left out. */
  readonly unmatched: readonly Segment[];
  /** Those of `settled` and `together` that were written before there were keys. */
  readonly keyless: readonly Segment[];
};

/** What `settled.json` says about these files. */
export function standingOf(places: Places, files: readonly Segment[]): Standing {
  const known = readKnown(places);
  const of = (state: State | undefined) => files.filter((file) => known.states.get(keyOf(places, file)) === state);
  const unmatched = files.filter((file) => known.unmatched.has(keyOf(places, file)));
  const keyless = files.filter((file) => known.keyless.has(keyOf(places, file)));
  return { settled: of('settled'), together: of('together'), fresh: of(undefined), unmatched, keyless };
}

/** Looks into the fresh files, and into the others for what they share with them. */
export async function settle(db: Duckdb, standing: Standing): Promise<Standing> {
  if (standing.fresh.length === 0) return standing;
  const files = [...standing.fresh, ...standing.settled, ...standing.together];
  await occurrencesIn(db, files);
  const { rows } = await db.rows(
    `select distinct file from occurrence where key in (
      select key from occurrence where key in (select key from occurrence where file < $1) group by key having count(*) > 1)`,
    [standing.fresh.length],
  );
  await db.run('drop table occurrence');
  const shared = new Set(rows.map(([file]) => Number(file)));
  const unmatched = await holdingUnmatched(db, standing.fresh);
  const keyless = await keylessAmong(
    db,
    standing.fresh.map(({ path }) => path),
  );
  return {
    settled: [...standing.fresh, ...standing.settled].filter((_, index) => !shared.has(index)),
    together: files.filter((file, index) => shared.has(index) || standing.together.includes(file)),
    fresh: [],
    unmatched: [...standing.unmatched, ...unmatched],
    keyless: [...standing.keyless, ...standing.fresh.filter(({ path }) => keyless.has(path))],
  };
}

/** Fills the table `occurrence`. An answer with a request occurs a second time, under the id that telemetry gave it, if any was given. */
async function occurrencesIn(db: Duckdb, files: readonly Segment[]): Promise<void> {
  await db.run(`
    create or replace temp table occurrence as
      select hash("kind", "id") as key, file_index as file, ${IS_REQUEST} as nameless
      from read_parquet([${files.map(({ path }) => literal(path)).join(', ')}])`);
  const { rows } = await db.rows('select 1 from occurrence where nameless limit 1');
  if (rows.length === 0) return;
  await db.run(`
    insert into occurrence
      select hash('answer', ${REQUEST_ID}) as key, file_index, false from ${parquetFiles(files.map(({ path }) => path))}
      where ${IS_NAMED} and hash('answer', ${REQUEST_ID}) in (select key from occurrence where nameless)`);
}

/** Which of `files` hold a (kind, id) that the table holds, too, or the answer to a request of the table. */
export async function sharingWith(db: Duckdb, table: string, files: readonly Segment[]): Promise<readonly Segment[]> {
  if (files.length === 0) return [];
  const paths = files.map(({ path }) => path);
  const { rows } = await db.rows(`
    select distinct file_index from read_parquet([${paths.map(literal).join(', ')}])
    where hash("kind", "id") in (
      select hash("kind", "id") from ${table} union all select hash('answer', ${REQUEST_ID}) from ${table} where ${IS_NAMED})`);
  const nameless = await db.rows(`select 1 from ${table} where ${IS_REQUEST} limit 1`);
  const answering =
    nameless.rows.length === 0
      ? []
      : (
          await db.rows(`select distinct file_index from ${parquetFiles(paths)}
            where ${IS_NAMED} and ${REQUEST_ID} in (select "id" from ${table} where ${IS_REQUEST})`)
        ).rows;
  const sharing = new Set([...rows, ...answering].map(([file]) => Number(file)));
  return files.filter((_, index) => sharing.has(index));
}

export function saveStanding(places: Places, standing: Standing): void {
  const entries = (files: readonly Segment[]) => files.map((file) => [nameOf(places, file), file.bytes, file.mtime_ms]);
  const json = {
    version: VERSION,
    settled: entries(standing.settled),
    together: entries(standing.together),
    unmatched: entries(standing.unmatched),
    keyless: entries(standing.keyless),
  };
  replaceFile(places.settled, `${JSON.stringify(json)}\n`);
}

/** Raised with the schema, so that files from a later Hindcast are looked into (and refused); and when more is to be known of a file. */
const VERSION = `${SCHEMA_VERSION}.2`;

type State = 'settled' | 'together';

type Known = {
  readonly states: ReadonlyMap<string, State>;
  readonly unmatched: ReadonlySet<string>;
  readonly keyless: ReadonlySet<string>;
};

function readKnown(places: Places): Known {
  const json = object(parsed(readText(places.settled) ?? ''));
  if (json?.['version'] !== VERSION) return { states: new Map(), unmatched: new Set(), keyless: new Set() };
  const states = new Map<string, State>();
  for (const state of ['settled', 'together'] as const) for (const key of keysOf(json[state])) states.set(key, state);
  return { states, unmatched: new Set(keysOf(json['unmatched'])), keyless: new Set(keysOf(json['keyless'])) };
}

function keysOf(entries: unknown): readonly string[] {
  return list(entries).flatMap((entry) => {
    const [path, bytes, mtime] = list(entry);
    const isEntry = text(path) !== undefined && integer(bytes) !== undefined && typeof mtime === 'number';
    return isEntry ? [`${String(path)}:${String(bytes)}:${mtime}`] : [];
  });
}

function keyOf(places: Places, file: Segment): string {
  return `${nameOf(places, file)}:${file.bytes}:${file.mtime_ms}`;
}

function nameOf(places: Places, file: Segment): string {
  return relative(places.log, file.path).replaceAll(sep, '/');
}
