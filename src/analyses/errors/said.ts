/** What the rows of `errors` say in sentences: a report of the period, as a person would give it. Counts are facts; a change may be chance. */

import { wilson } from '../../insight/wilson.ts';
import type { Asked, Row } from '../define.ts';

/** Groups that are named one by one. */
const NAMED = 3;
const REPOS = 5;

export function insights(rows: readonly Row[], { params }: Asked): readonly string[] {
  const seen = rows.filter((row) => count(row, 'count') > 0);
  const [first] = seen;
  if (first === undefined) return resolved(rows);
  const lasting = seen.filter((row) => row['state'] !== 'resolved');
  return [
    headline(first, params['since'] !== null && params['until'] === null),
    ...trend(first),
    ...(lasting.length === 0 ? seen : lasting).slice(0, NAMED).flatMap((row, index) => issue(row, index + 1)),
    ...affected(seen),
    ...across(seen),
    ...seen
      .filter((row) => row['state'] === 'regressed')
      .slice(0, NAMED)
      .map((row) => `Came back after a period without: ${name(row)} (${times(row)}).`),
    ...resolved(rows),
  ];
}

function headline(row: Row, isUntilNow: boolean): string {
  const days = Math.max(1, Math.ceil(count(row, 'compared_days')));
  const when = isUntilNow ? `Last ${plural(days, 'day')}` : 'In this period';
  const [errors, repos, kinds] = [count(row, 'period_errors'), count(row, 'period_repos'), count(row, 'period_kinds')];
  const where = repos === 0 ? '' : ` across ${plural(repos, 'repository', 'repositories')}`;
  return `${when}: ${plural(errors, 'error')}${where}, of ${plural(kinds, 'kind')}.`;
}

/** Only what the counts bear: whether later failures are more than half of both is asked of a 95 % interval. */
function trend(row: Row): readonly string[] {
  const [now, before] = [count(row, 'compared_errors'), count(row, 'previous_errors')];
  if (before === 0) return [];
  const share = wilson(now, now + before);
  const percent = Math.round((100 * Math.abs(now - before)) / before);
  const counts = `${now.toLocaleString('en-US')} after ${before.toLocaleString('en-US')} in the equally long time before`;
  if (share.low <= 0.5 && share.high >= 0.5) return [`Trend: → no clear change (${counts}).`];
  const direction = now < before ? `↓ ${percent}% decrease` : `↑ ${percent}% increase`;
  return [`Trend: ${direction} (${counts}).`];
}

function issue(row: Row, place: number): readonly string[] {
  const share = Math.round(100 * Number(row['share'] ?? 0));
  const facts = [times(row), String(row['tool'] ?? ''), ...(typeof row['state'] === 'string' ? [row['state']] : [])];
  const fix = row['suggestion'];
  return [
    `${place}. ${name(row)} (${share}%) - ${facts.join(', ')}`,
    ...(typeof fix === 'string' ? [`   → ${fix}${measured(row)}`] : []),
  ];
}

function measured(row: Row): string {
  const evidence = row['evidence'];
  return typeof evidence === 'string' && evidence.startsWith('With it') ? ` ${evidence}` : '';
}

/** By repository, with the failure that makes more than half of what is seen there. */
function affected(rows: readonly Row[]): readonly string[] {
  const byRepo = new Map<string, { total: number; most: number; title: string }>();
  for (const row of rows) {
    for (const [repo, failures] of reposOf(row)) {
      const here = byRepo.get(repo) ?? { total: 0, most: 0, title: '' };
      const isMore = failures > here.most;
      byRepo.set(repo, {
        total: here.total + failures,
        most: isMore ? failures : here.most,
        title: isMore ? name(row) : here.title,
      });
    }
  }
  if (byRepo.size < 2) return [];
  const sorted = [...byRepo].toSorted(([a, one], [b, two]) => two.total - one.total || (a < b ? -1 : 1));
  return [
    'Affected repositories:',
    ...sorted.slice(0, REPOS).map(([repo, { total, most, title }]) => {
      const kind = most * 2 > total ? `mostly ${title}` : 'mixed';
      return `   ${repo}: ${plural(total, 'error')} (${kind})`;
    }),
  ];
}

/** `22 host/owner/name, 4 host/owner/other`. */
function reposOf(row: Row): (readonly [string, number])[] {
  const packed = row['repo_counts'];
  if (typeof packed !== 'string') return [];
  return packed.split(', ').flatMap((part) => {
    const space = part.indexOf(' ');
    const repo = part.slice(space + 1);
    return space > 0 && repo !== '(none)' ? [[repo, Number(part.slice(0, space))] as const] : [];
  });
}

/** The same failure in several repositories is about how one works, not about one of them. */
function across(rows: readonly Row[]): readonly string[] {
  return rows
    .filter((row) => count(row, 'repos') >= 2)
    .slice(0, NAMED)
    .map((row) => `Seen in ${count(row, 'repos')} repositories: ${name(row)} (${times(row)}).`);
}

function resolved(rows: readonly Row[]): readonly string[] {
  const gone = rows.filter((row) => row['state'] === 'resolved' && count(row, 'previous_count') >= NAMED);
  return gone
    .slice(0, NAMED)
    .map((row) => `Not seen any more: ${name(row)} (${count(row, 'previous_count')} × in the period before).`);
}

export function notes(rows: readonly Row[]): readonly string[] {
  const [first] = rows;
  if (first === undefined) return ['No failures in this period.'];
  const kinds = count(first, 'period_kinds');
  const seen = rows.filter((row) => count(row, 'count') > 0);
  const shown = seen.reduce((sum, row) => sum + count(row, 'count'), 0);
  const [all, days, before] = [
    count(first, 'period_errors'),
    count(first, 'compared_days'),
    count(first, 'previous_days'),
  ];
  return [
    'Exit statuses that answer a question (grep found nothing, files differ) are no failures here.',
    ...(kinds > seen.length
      ? [
          `${plural(seen.length, 'group')} of ${kinds}, with ${shown.toLocaleString('en-US')} of ${plural(all, 'failure')}.`,
        ]
      : []),
    ...(before <= 0
      ? ['The log does not reach back before this period: no state, no trend.']
      : before < days * 0.9
        ? ['The log does not hold all of the period before, so failures seem to have become more than they have.']
        : []),
    ...(rows.some((row) => String(row['evidence']).startsWith('With it'))
      ? ['That more tries worked after a certain call does not show that the call was the reason.']
      : []),
  ];
}

function name(row: Row): string {
  const title = String(row['title'] ?? '');
  return title.length > 90 ? `${title.slice(0, 89).trimEnd()}…` : title;
}

function times(row: Row): string {
  return `${count(row, 'count').toLocaleString('en-US')} ×`;
}

function plural(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`;
}

function count(row: Row, column: string): number {
  return Number(row[column] ?? 0);
}
