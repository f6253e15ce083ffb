/** What the rows of `errors` say in sentences: a report of the period, as a person would give it. Counts are facts; a change may be chance. */

import { counted, points, whole } from '../../insight/spoken.ts';
import { wilson } from '../../insight/wilson.ts';
import type { Asked, Row } from '../define.ts';
import { count, total } from '../rows/cells.ts';
import { exceptionOf, joined, reposOf } from './joined.ts';

/** Groups that are named one by one. */
const NAMED = 3;
const REPOS = 5;

export function insights(rows: readonly Row[], { params }: Asked): readonly string[] {
  const seen = rows.filter((row) => count(row, 'count') > 0);
  const [first] = seen;
  if (first === undefined) return resolved(rows);
  const lasting = seen.filter((row) => row['state'] !== 'resolved');
  const groups = joined(seen);
  return [
    headline(first, params['since'] !== null && params['until'] === null),
    ...trend(first),
    ...joined(lasting.length === 0 ? seen : lasting)
      .slice(0, NAMED)
      .flatMap((row, index) => issue(row, index + 1)),
    ...affected(groups),
    ...across(groups),
    ...seen
      .filter((row) => row['state'] === 'regressed')
      .slice(0, NAMED)
      .map((row) => `Came back after a period without: ${name(row)} (${times(row)}).`),
    ...resolved(rows),
  ];
}

function headline(row: Row, isUntilNow: boolean): string {
  const days = Math.max(1, Math.ceil(count(row, 'compared_days')));
  const when = isUntilNow ? `Last ${counted(days, 'day')}` : 'In this period';
  const [errors, repos, kinds] = [count(row, 'period_errors'), count(row, 'period_repos'), count(row, 'period_kinds')];
  const where = repos === 0 ? '' : ` across ${counted(repos, 'repository', 'repositories')}`;
  return `${when}: ${counted(errors, 'error')}${where}, of ${counted(kinds, 'kind')}.`;
}

/** Only what the counts bear: whether later failures are more than half of both is asked of a 95 % interval. */
function trend(row: Row): readonly string[] {
  const [now, before] = [count(row, 'compared_errors'), count(row, 'previous_errors')];
  if (before === 0) return [];
  const share = wilson(now, now + before);
  const percent = Math.round((100 * Math.abs(now - before)) / before);
  const counts = `${whole(now)} after ${whole(before)} in the equally long time before`;
  if (share.low <= 0.5 && share.high >= 0.5) return [`Trend: → no clear change (${counts}).`];
  const direction = now < before ? `↓ ${percent}% decrease` : `↑ ${percent}% increase`;
  return [`Trend: ${direction} (${counts}).`];
}

function issue(row: Row, place: number): readonly string[] {
  const told = exceptionOf(row) === undefined ? [] : [titleOf(row)];
  const facts = [
    ...told,
    times(row),
    String(row['tool'] ?? ''),
    ...(typeof row['state'] === 'string' ? [row['state']] : []),
  ];
  const fix = row['suggestion'];
  return [
    `${place}. ${name(row)} (${points(row['share'] ?? 0)}%) - ${facts.join(', ')}`,
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
      return `   ${repo}: ${counted(total, 'error')} (${kind})`;
    }),
  ];
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
  const [all, days, before] = [
    count(first, 'period_errors'),
    count(first, 'compared_days'),
    count(first, 'previous_days'),
  ];
  return [
    'Exit statuses that answer a question (grep found nothing, files differ) are no failures here.',
    ...(kinds > seen.length
      ? [
          `${counted(seen.length, 'group')} of ${kinds}, with ${whole(total(seen, 'count'))} of ${counted(all, 'failure')}.`,
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

/** What a failure is called: an exception by its type, the rest by its message. */
function name(row: Row): string {
  return exceptionOf(row) ?? titleOf(row);
}

function titleOf(row: Row): string {
  const title = String(row['title'] ?? '');
  return title.length > 90 ? `${title.slice(0, 89).trimEnd()}…` : title;
}

function times(row: Row): string {
  return `${whole(count(row, 'count'))} ×`;
}
