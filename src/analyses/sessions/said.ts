/** What the sessions say to somebody who would act on it. Shares come with their interval; fewer sessions than five say nothing of the kind. */

import { isCommitted } from '../../insight/outcome.ts';
import { counted, percent, whole } from '../../insight/spoken.ts';
import { wilson } from '../../insight/wilson.ts';
import type { Row } from '../define.ts';
import { count, total } from '../rows/cells.ts';

const FEWEST = 5;

export function insights(rows: readonly Row[]): readonly string[] {
  return [...committed(rows), ...takenBack(rows), ...leftOver(rows), ...failing(rows), ...disagreeing(rows)];
}

function committed(rows: readonly Row[]): readonly string[] {
  const kept = rows.filter((row) => isCommitted(row['outcome']));
  if (rows.length < FEWEST) return [];
  const { low, high } = wilson(kept.length, rows.length);
  const share = `${percent(kept.length / rows.length)}, 95 % ${percent(low)} to ${percent(high)}`;
  const said = `${kept.length} of ${listed(rows)} ended in a commit (${share}).`;
  const priced = kept.filter((row) => typeof row['cost_usd'] === 'number');
  if (priced.length < FEWEST) return [said];
  const [spent, all] = [total(priced, 'cost_usd'), total(rows, 'cost_usd')];
  return [
    said,
    `  They cost ${usd(spent / priced.length)} each on average (n=${priced.length}): ${percent(all === 0 ? 0 : spent / all)} of the ${usd(all)} of all that are listed.`,
  ];
}

function takenBack(rows: readonly Row[]): readonly string[] {
  const hit = rows.filter((row) => row['outcome'] === 'reverted');
  if (hit.length === 0) return [];
  const commits = total(hit, 'reverted_commits');
  const ids = hit.slice(0, 3).map((row) => nameOf(row));
  return [
    `${counted(commits, 'commit')} of ${counted(hit.length, 'session')} ${commits === 1 ? 'was' : 'were'} reverted: ${ids.join(', ')}${hit.length > 3 ? ' …' : ''}.`,
    '  Read what those sessions were asked before the same is tried again.',
  ];
}

/** Work that lies about: edits that were neither committed nor shown to pass. */
function leftOver(rows: readonly Row[]): readonly string[] {
  const left = rows.filter((row) => row['outcome'] === 'changed' || row['outcome'] === 'tests_passed');
  if (left.length === 0 || rows.length < FEWEST) return [];
  const dearest = left.toSorted((a, b) => count(b, 'cost_usd') - count(a, 'cost_usd'))[0];
  if (dearest === undefined) return [];
  const where = typeof dearest['repo'] === 'string' ? ` in ${dearest['repo']}` : '';
  const price = typeof dearest['cost_usd'] === 'number' ? `, ${usd(dearest['cost_usd'])}` : '';
  return [
    `${counted(left.length, 'session')} changed files and no commit of it is known (${usd(total(left, 'cost_usd'))}).`,
    `  Begin with ${nameOf(dearest)}${where}${price}: commit what is good, drop the rest.`,
  ];
}

function failing(rows: readonly Row[]): readonly string[] {
  const failed = rows.filter((row) => row['outcome'] === 'tests_failed');
  return failed.length === 0
    ? []
    : [
        `${counted(failed.length, 'session')} stopped with failing tests: ${failed.slice(0, 3).map(nameOf).join(', ')}.`,
      ];
}

function disagreeing(rows: readonly Row[]): readonly string[] {
  const odd = rows.filter((row) => row['disagreement'] !== null && row['disagreement'] !== undefined);
  return odd
    .slice(0, 3)
    .map((row) => `Judgement and result disagree: ${nameOf(row)} was ${String(row['disagreement'])}.`);
}

export function notes(rows: readonly Row[]): readonly string[] {
  const all = count(rows[0], 'period_sessions');
  if (rows.length === 0) return ['No sessions in this period.'];
  const unpriced = rows.filter((row) => count(row, 'unpriced_answers') > 0).length;
  const unknown = rows.filter((row) => row['outcome'] === 'unknown').length;
  const unsure = rows.filter((row) => row['confidence'] === 'low').length;
  const rated = rows.filter((row) => typeof row['rating'] === 'number');
  const odd = rated.filter((row) => typeof row['disagreement'] === 'string').length;
  return [
    ...(all > rows.length ? [`The newest ${whole(rows.length)} of ${whole(all)} sessions; --limit lists more.`] : []),
    ...(unknown + unsure === 0
      ? []
      : [
          `Outcomes are told from evidence: ${whole(unknown)} of ${whole(rows.length)} are unknown, ${whole(unsure)} are of low confidence.`,
        ]),
    ...(odd === 0
      ? []
      : [`The judgement of ${whole(odd)} of ${counted(rated.length, 'rated session')} disagrees with the outcome.`]),
    ...(unpriced === 0
      ? []
      : [`Sessions whose cost leaves out answers without a known price: ${unpriced} of ${rows.length}.`]),
  ];
}

function listed(rows: readonly Row[]): string {
  const all = Number(rows[0]?.['period_sessions'] ?? rows.length);
  return all > rows.length ? `the newest ${whole(rows.length)} sessions` : `${whole(rows.length)} sessions`;
}

function nameOf(row: Row): string {
  return String(row['session_id']).slice(0, 8);
}

function usd(n: number): string {
  return `$${n.toFixed(2)}`;
}
