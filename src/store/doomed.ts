/** Which events of a log are to go because they were forgotten: as SQL for what is merged, and as a question to one line. */

import { literal } from '../duckdb.ts';
import { makeIsForgotten, type Forgetting } from './forgotten.ts';

export type Doomed = {
  /** A condition on the columns of an event; it may ask the view `event`. */
  readonly sql: string;
  /** The same of one line, as far as one observation tells: what only the merged event shows is found by its id. */
  has(line: Readonly<Record<string, unknown>>): boolean;
};

/** The events of a log that are to go. What names no repository goes with its session, or with what it judges. */
export function doomedBy(all: readonly Forgetting[]): Doomed {
  const isForgotten = makeIsForgotten(all);
  return {
    sql: all.length === 0 ? 'false' : all.map((one) => `(${conditionOf(one)})`).join(' or '),
    has: (line) => isForgotten?.(line) === true,
  };
}

function conditionOf({ session, repo, since, until }: Forgetting): string {
  const conditions = [
    ...(since === undefined ? [] : [`"at" >= ${literal(since)}::timestamptz`]),
    ...(until === undefined ? [] : [`"at" < ${literal(until)}::timestamptz`]),
  ];
  if (repo !== undefined) {
    const own = `from event where "repo" = ${literal(repo)}`;
    conditions.push(`("repo" = ${literal(repo)} or ("repo" is null and (
      "session_id" in (select "session_id" ${own}) or "subject_id" in (select "id" ${own}) or "subject_id" in (select "session_id" ${own}))))`);
  }
  if (session !== undefined) {
    const own = `from event where "session_id" = ${literal(session)}`;
    conditions.push(`(${literal(session)} in ("session_id", "subagent_id", "subject_id") or ("kind" = 'session' and "id" = ${literal(session)})
      or "subject_id" in (select "id" ${own} and "kind" in ('invocation', 'session')))`);
  }
  return conditions.join(' and ');
}
