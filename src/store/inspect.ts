/** Looks at the files of the log without changing anything: what lies there, what does not belong there, which lines are torn. */

import type { Places } from '../config/home.ts';
import { openDuckdb } from '../duckdb.ts';
import { IS_WHOLE, linesQuery } from './lines.ts';
import { prunedBefore } from './prune.ts';
import { listSegments, type Day } from './segment.ts';
import { standingOf } from './settled.ts';

export type LogState = {
  readonly first_day: Day | undefined;
  readonly last_day: Day | undefined;
  readonly machines: readonly string[];
  readonly lines: { readonly files: number; readonly bytes: number; readonly whole: number; readonly torn: number };
  readonly parquet: {
    readonly files: number;
    readonly bytes: number;
    /** Files that have to be merged on reading. */ readonly unsettled: number;
  };
  /** Paths below the log that are no files of a log. */
  readonly foreign: readonly string[];
  readonly pruned_before: Day | undefined;
};

export async function inspectLog(places: Places): Promise<LogState> {
  const { segments, foreign } = listSegments(places);
  const lines = segments.filter(({ format }) => format === 'ndjson');
  const parquet = segments.filter(({ format }) => format === 'parquet');
  return {
    first_day: segments[0]?.day,
    last_day: segments.at(-1)?.day,
    machines: [...new Set(segments.map(({ machine }) => machine))].toSorted(),
    lines: { files: lines.length, bytes: sizeOf(lines), ...(await countLines(lines.map(({ path }) => path))) },
    parquet: {
      files: parquet.length,
      bytes: sizeOf(parquet),
      unsettled: parquet.length - standingOf(places, parquet).settled.length,
    },
    foreign,
    pruned_before: prunedBefore(places),
  };
}

function sizeOf(segments: readonly { readonly bytes: number }[]): number {
  return segments.reduce((all, { bytes }) => all + bytes, 0);
}

async function countLines(paths: readonly string[]): Promise<{ whole: number; torn: number }> {
  if (paths.length === 0) return { whole: 0, torn: 0 };
  const db = await openDuckdb();
  try {
    const { rows } = await db.rows(
      `select count(*) filter (where ${IS_WHOLE}), count(*) filter (where not ${IS_WHOLE}) from (${linesQuery(paths)})`,
    );
    return { whole: Number(rows[0]?.[0] ?? 0), torn: Number(rows[0]?.[1] ?? 0) };
  } finally {
    db.close();
  }
}
