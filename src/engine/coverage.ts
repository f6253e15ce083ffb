/** How much of what happened each observer has seen: the figure that stands under every report about calls. */

import type { Duckdb } from '../duckdb.ts';
import { COMMON_PARAMS, type Cell } from '../analyses/define.ts';
import { compile } from './params.ts';

export type Seen = { readonly observer: string; readonly calls_seen: number; readonly share: number };

const GROUPS = `
select observers, count(*)
from call
where (:since is null or started_at >= :since)
  and (:until is null or started_at < :until)
  and (:repo is null or repo = :repo)
  and (:agent is null or agent = :agent)
  and (:session is null or session_id = :session)
group by observers`;

/** One entry for every observer that saw a call, the one that saw most first. */
export async function coverageOf(db: Duckdb, values: Readonly<Record<string, Cell>>): Promise<readonly Seen[]> {
  const { sql, params } = compile(GROUPS, COMMON_PARAMS, values);
  const { rows } = await db.rows(sql, params);
  const seen = new Map<string, number>();
  let calls = 0;
  for (const [observers, times] of rows) {
    calls += Number(times);
    for (const observer of String(observers).split(',')) seen.set(observer, (seen.get(observer) ?? 0) + Number(times));
  }
  return [...seen]
    .map(([observer, callsSeen]) => ({ observer, calls_seen: callsSeen, share: callsSeen / calls }))
    .toSorted((a, b) => b.calls_seen - a.calls_seen || (a.observer < b.observer ? -1 : 1));
}
