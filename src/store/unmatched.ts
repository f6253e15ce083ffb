/**
 * Telemetry of some clients tells answers, prompts and calls under no id that anybody else knows, and so do hooks tell failed requests; they
 * get an id that begins with `unmatched:`. They stand in for what is told under real ids: as soon as that is in the log, they are left out of what is shown. The
 * log keeps them. Whether they are left out depends on the whole log alone, never on the order in which it came to be.
 */

import type { Duckdb } from '../duckdb.ts';
import { parquetFiles } from './parquet.ts';
import { IS_REQUEST } from './requests.ts';
import type { Segment } from './segment.ts';

/** Who tells things under ids of their own: live observers, and logs that others keep, whose sums of a session stand in for its transcript. */
const TELLING = `'hook', 'log', 'otel'`;

/** True for a row that may stand in for another. A range, so that Parquet files without any are passed over. */
const IS_UNMATCHED = `("id" >= 'unmatched:' and "id" < 'unmatched;' and "observers" in (${TELLING}))`;

/** True for a row that is no stand-in: somebody else has seen it, too. The cheap half of the question: no id is read. */
const IS_SEEN_BY_OTHERS = `"observers" not in (${TELLING})`;

/** The dear half: one of those alone has seen it, but under its real id. */
const IS_NAMED = `("observers" in (${TELLING}) and not ${IS_UNMATCHED} and not ("id" >= 'aside:' and "id" < 'aside;') and not ${IS_REQUEST})`;

/** Groups (kind, session) whose stand-ins are left out. */
const REPLACED = 'event_replaced';
const IS_REPLACED = `(${IS_UNMATCHED} and "session_id" is not null and ("kind", "session_id") in (select ("kind", "session_id") from ${REPLACED}))`;

/** What the files hold, without the stand-ins that `leaveOutUnmatched` found to be left out. */
export function withoutReplaced(query: string): string {
  return `select * from (${query}) where not ${IS_REPLACED}`;
}

/** Which of the Parquet files hold rows that may stand in for others. */
export async function holdingUnmatched(db: Duckdb, files: readonly Segment[]): Promise<readonly Segment[]> {
  return filesWhere(db, files, IS_UNMATCHED);
}

export type Scanned = {
  /** Files that hold no stand-ins. */
  readonly plain: readonly Segment[];
  /** Files that hold some. */
  readonly mixed: readonly Segment[];
};

/**
 * Removes the stand-ins from the table for which the table or the scanned files hold something better, and answers with the files whose
 * stand-ins are to be left out. Only groups are kept in memory, and the stand-ins of files are left where they are: there may be as many
 * of them as there are answers.
 */
export async function leaveOutUnmatched(
  db: Duckdb,
  table: string,
  { plain, mixed }: Scanned,
): Promise<readonly Segment[]> {
  const here = await db.rows(`select 1 from ${table} where ${IS_UNMATCHED} limit 1`);
  if (here.rows.length === 0 && mixed.length === 0) return [];
  await db.run(`
    create or replace temp table standing_in as
      select distinct "kind", "session_id" from ${rowsOf(table, mixed)} where ${IS_UNMATCHED} and "session_id" is not null;
    create or replace temp table ${REPLACED} as select * from standing_in limit 0`);
  for (const isTold of [IS_SEEN_BY_OTHERS, IS_NAMED]) {
    const left = await db.rows('select 1 from standing_in limit 1');
    if (left.rows.length > 0) await replace(db, rowsOf(table, [...plain, ...mixed]), isTold);
  }
  await db.run(`drop table standing_in; delete from ${table} where ${IS_REPLACED}`);
  return filesWhere(db, mixed, IS_REPLACED);
}

/**
 * Moves the groups to the replaced ones of which the rows tell. Telemetry takes a subagent's thread for a session of its own; an answer
 * that names it as subagent speaks for all of it, because what a subagent is asked is no prompt of the user. A call that names it tells
 * as much of the thread, but nothing of its answers.
 */
async function replace(db: Duckdb, rows: string, isTold: string): Promise<void> {
  const sessions = 'select "session_id" from standing_in';
  await db.run(`
    create or replace temp table told as
      select distinct "kind", "session_id" from ${rows} where "session_id" in (${sessions}) and ${isTold}
      union all
      select distinct null, "subagent_id" from ${rows}
      where "kind" = 'answer' and "subagent_id" in (${sessions}) and ${isTold}
      union all
      select distinct no_such."kind", "subagent_id"
      from ${rows} as seen cross join (values ('session'), ('prompt')) as no_such ("kind")
      where seen."kind" = 'call' and "subagent_id" in (${sessions}) and ${isTold.replaceAll('"kind"', 'seen."kind"')};
    insert into ${REPLACED}
      select * from standing_in where exists (
        select 1 from told
        where told."session_id" = standing_in."session_id" and (told."kind" is null or told."kind" = standing_in."kind"));
    delete from standing_in where ("kind", "session_id") in (select ("kind", "session_id") from ${REPLACED});
    drop table told`);
}

function rowsOf(table: string, files: readonly Segment[]): string {
  const columns = '"kind", "id", "observers", "session_id", "subagent_id"';
  const scanned = files.length === 0 ? '' : `union all select ${columns} from ${filesOf(files)}`;
  return `(select ${columns} from ${table} ${scanned})`;
}

async function filesWhere(db: Duckdb, files: readonly Segment[], condition: string): Promise<readonly Segment[]> {
  if (files.length === 0) return [];
  const { rows } = await db.rows(`select distinct file_index from ${filesOf(files)} where ${condition}`);
  const found = new Set(rows.map(([index]) => Number(index)));
  return files.filter((_, index) => found.has(index));
}

function filesOf(files: readonly Segment[]): string {
  return parquetFiles(files.map(({ path }) => path));
}
