/**
 * Groups of failures as a person would count them. What programs report is told by the type of the exception, whoever ran into it: the
 * groups of one type are spoken of together. Failures of tools stay as they are.
 */

import { FAILURES } from '../../sources/failure.ts';
import type { Row } from '../define.ts';
import { count } from '../rows/cells.ts';

/** Most frequent first; of joined rows the largest gives its message and its state, the first that has one the suggestion. */
export function joined(rows: readonly Row[]): readonly Row[] {
  const groups = new Map<string, readonly Row[]>();
  for (const row of rows) {
    const key = exceptionOf(row) ?? `fingerprint ${String(row['fingerprint'])}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].map(join).toSorted((a, b) => count(b, 'count') - count(a, 'count'));
}

/** The type of the exception, where a program told one. */
export function exceptionOf(row: Row): string | undefined {
  const { error_class: name } = row;
  return typeof name === 'string' && name !== '' && !Object.hasOwn(FAILURES, name) ? name : undefined;
}

function join(rows: readonly Row[]): Row {
  const [first = {}, ...others] = rows.toSorted((a, b) => count(b, 'count') - count(a, 'count'));
  if (others.length === 0) return first;
  const sum = (column: string) => rows.reduce((total, row) => total + count(row, column), 0);
  const repos = new Map<string, number>();
  for (const [repo, failures] of rows.flatMap(reposOf)) repos.set(repo, (repos.get(repo) ?? 0) + failures);
  const advised = [first, ...others].find((row) => typeof row['suggestion'] === 'string');
  return {
    ...first,
    count: sum('count'),
    share: sum('share'),
    tool: [...new Set([first, ...others].map((row) => String(row['tool'] ?? '')))].join(', '),
    repos: repos.size,
    repo_counts: [...repos].map(([repo, failures]) => `${failures} ${repo}`).join(', '),
    suggestion: advised?.['suggestion'] ?? null,
    evidence: advised?.['evidence'] ?? null,
  };
}

/** `22 host/owner/name, 4 host/owner/other`. */
export function reposOf(row: Row): (readonly [string, number])[] {
  const packed = row['repo_counts'];
  if (typeof packed !== 'string') return [];
  return packed.split(', ').flatMap((part) => {
    const space = part.indexOf(' ');
    const repo = part.slice(space + 1);
    return space > 0 && repo !== '(none)' ? [[repo, Number(part.slice(0, space))] as const] : [];
  });
}
