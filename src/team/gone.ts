/** What is to leave the log of a team: everything of a writer, or what a writer has taken back. */

import { literal } from '../duckdb.ts';
import type { Forget } from '../share/forget.ts';
import type { Doomed } from '../store/doomed.ts';

export type Gone = { readonly writer: string; readonly repo: string; readonly what: 'everything' | readonly Forget[] };

export function doomedOf(all: readonly Gone[]): Doomed {
  const tests = all.map(testOf);
  return {
    sql: all.length === 0 ? 'false' : all.map((one) => `(${conditionOf(one)})`).join(' or '),
    has: (line) => tests.some((test) => test(line)),
  };
}

const THREADS = ['id', 'session_id', 'subagent_id', 'subject_id'] as const;

function conditionOf({ writer, repo, what }: Gone): string {
  const own = `"machine" = ${literal(writer)} and "repo" = ${literal(repo)}`;
  if (what === 'everything') return own;
  const forgets = what.map((forget) => {
    if ('ids' in forget) return `"id" in ${named(writer, forget.ids)}`;
    if ('sessions' in forget)
      return THREADS.map((column) => `"${column}" in ${named(writer, forget.sessions)}`).join(' or ');
    const { after, before } = forget;
    const from = after === null ? [] : [`"at" >= to_timestamp(${after})`];
    const to = before === null ? [] : [`"at" < to_timestamp(${before})`];
    return [...from, ...to].join(' and ');
  });
  return `${own} and (${forgets.map((forget) => `(${forget})`).join(' or ')})`;
}

function named(writer: string, ids: readonly string[]): string {
  return `(${['', ...ids].map((id) => literal(`${writer}.${id}`)).join(', ')})`;
}

function testOf({ writer, repo, what }: Gone): Doomed['has'] {
  const isOwn: Doomed['has'] = (line) => line['machine'] === writer && line['repo'] === repo;
  if (what === 'everything') return isOwn;
  const ids = new Set<unknown>();
  const threads = new Set<unknown>();
  for (const forget of what) {
    if ('ids' in forget) for (const id of forget.ids) ids.add(`${writer}.${id}`);
    else if ('sessions' in forget) for (const id of forget.sessions) threads.add(`${writer}.${id}`);
  }
  return (line) => {
    if (!isOwn(line)) return false;
    if (ids.has(line['id']) || THREADS.some((name) => threads.has(line[name]))) return true;
    const at = Date.parse(String(line['at'])) / 1000;
    return what.some(
      (forget) => 'after' in forget && at >= (forget.after ?? -Infinity) && at < (forget.before ?? Infinity),
    );
  };
}
