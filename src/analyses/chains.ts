/**
 * Calls that follow one another. A session and each of its subagents have an order of their own; a prompt ends what came before it, and so
 * does a call of an unknown tool or of one with fewer calls than a chain needs. Success is that of the last call.
 */

import { differenceInterval, isShown } from '../insight/difference.ts';
import { benjaminiHochberg, isFinding } from '../insight/false-discovery.ts';
import { rateTest } from '../insight/rate-test.ts';
import { percent, points, short, whole } from '../insight/spoken.ts';
import { openInterval, type Interval } from '../insight/wilson.ts';
import { defineAnalysis, type Row } from './define.ts';
import sql from './chains.sql';
import { count, total } from './rows/cells.ts';
import { sampledNote } from './rows/notes.ts';
import { oneIn } from './rows/one-in.ts';

export default defineAnalysis('chains', {
  title: 'Chains',
  question: 'Which tools are called one after another, and does the last call then succeed?',
  sql,
  params: {
    min_count: { type: 'integer', default: 10, help: 'Leaves out what was seen less often.' },
    limit: { type: 'integer', default: 50, help: 'Shows at most this many.' },
  },
  columns: {
    chain: { type: 'text', title: 'Chain', help: '2 to 4 calls in their order, of one answer or of several.' },
    length: { type: 'count', title: 'Length', minor: true },
    count: { type: 'count', title: 'Times' },
    success_rate: { type: 'ratio', title: 'Success', help: 'Of the last call: ok / (ok + tool error + non-zero).' },
    success_low: {
      type: 'ratio',
      title: 'Low',
      help: 'Lower end of the 95 % Wilson interval, as if every unknown call had failed.',
    },
    success_high: {
      type: 'ratio',
      title: 'High',
      help: 'Upper end of the 95 % Wilson interval, as if every unknown call had succeeded.',
    },
    base_rate: { type: 'ratio', title: 'Overall', help: 'Success of the last tool over all of its calls.' },
    lift: { type: 'number', title: 'Lift', help: 'Success of the chain / success overall.' },
    median_gap_ms: {
      type: 'ms',
      title: 'Gap',
      help: 'Median time from the end of the call before to the start of the last one, where both are known and one was over before the other began.',
    },
    p_adjusted: {
      type: 'number',
      title: 'p',
      help:
        'Of "the last call succeeds as often as the other calls of its tool" (two-proportion test; Fisher where few are expected), ' +
        'adjusted for the number of chains shown (Benjamini and Hochberg). Below 0.05: a finding.',
    },
    streams: {
      type: 'count',
      title: 'Streams',
      help: 'Sessions and subagents in which it occurs, at least: two of very many may be counted as one.',
      minor: true,
    },
    ok: { type: 'count', title: 'Ok', help: 'Last calls that succeeded.', minor: true },
    failed: { type: 'count', title: 'Failed', help: 'Last calls that failed.', minor: true },
    unknown: { type: 'count', title: 'Unknown', help: 'Last calls of which nobody saw how they ended.', minor: true },
    base_ok: { type: 'count', title: 'Ok overall', help: 'All calls of the last tool that succeeded.', minor: true },
    base_failed: { type: 'count', title: 'Failed overall', minor: true },
    timed: { type: 'count', title: 'Timed', help: 'The n of the gap.', minor: true },
    one_in: oneIn('the times are estimates, n times what was seen'),
  },
  chart: { kind: 'interval', x: 'chain', y: 'success_rate', low: 'success_low', high: 'success_high' },
  finish,
  insights,
  notes,
});

function finish(rows: readonly Row[]): readonly Row[] {
  const adjusted = benjaminiHochberg(
    rows.map((row) => {
      const { inside, others } = ratesOf(row);
      return inside.n === 0 || others.n === 0 ? null : rateTest(inside, others);
    }),
  );
  return rows.map((row, index) => {
    const [ok, failed, unknown] = [count(row, 'ok'), count(row, 'failed'), count(row, 'unknown')];
    const success = openInterval({ ok, failed, unknown });
    return {
      ...row,
      success_low: success?.low ?? null,
      success_high: success?.high ?? null,
      p_adjusted: adjusted[index] ?? null,
    };
  });
}

/** The last calls of the chain, and all other calls of that tool. */
function ratesOf(row: Row) {
  const [ok, failed] = [count(row, 'ok'), count(row, 'failed')];
  const [restOk, restFailed] = [count(row, 'base_ok') - ok, count(row, 'base_failed') - failed];
  return { inside: { successes: ok, n: ok + failed }, others: { successes: restOk, n: restOk + restFailed } };
}

/** A difference that is smaller, or that one or two sessions made, is nothing to act on; a chain that was seen less often tells nothing. */
const LEAST_DIFFERENCE = 0.02;
const FEWEST_STREAMS = 3;
const FEWEST_TIMES = 30;
const MOST = 5;
/** Chains are named until there are so many, even if they make no difference. */
const LEAST_NAMED = 3;

function insights(rows: readonly Row[]): readonly string[] {
  const findings: Row[] = [];
  for (const row of rows.filter(matters).toSorted((a, b) => moved(b) - moved(a) || lengthOf(a) - lengthOf(b))) {
    if (findings.length < MOST && !findings.some((told) => isPartOf(told, row))) findings.push(row);
  }
  const usual = rows
    .filter((row) => !findings.includes(row) && count(row, 'ok') + count(row, 'failed') >= FEWEST_TIMES)
    .filter((row) => new Set(toolsOf(row)).size > 1 && count(row, 'streams') >= FEWEST_STREAMS);
  return [
    ...findings.flatMap((row) => [headline(row), advice(row)]),
    ...usual.slice(0, Math.max(0, LEAST_NAMED - findings.length)).map(headline),
  ];
}

function matters(row: Row): boolean {
  return (
    isFinding(row['p_adjusted']) &&
    Math.abs(differenceOf(row)) >= LEAST_DIFFERENCE &&
    count(row, 'streams') >= FEWEST_STREAMS &&
    isShown(intervalOf(row))
  );
}

/** Calls that ended otherwise than they would have at the rate of the others. */
function moved(row: Row): number {
  return Math.abs(differenceOf(row)) * ratesOf(row).inside.n;
}

function differenceOf(row: Row): number {
  const { inside, others } = ratesOf(row);
  return inside.successes / Math.max(inside.n, 1) - others.successes / Math.max(others.n, 1);
}

/** `Grep → Read → Edit` says little beside `Read → Edit`, and the other way round, when both point the same way. */
function isPartOf(told: Row, row: Row): boolean {
  const [one, other] = [` → ${String(told['chain'])}`, ` → ${String(row['chain'])}`];
  return Math.sign(differenceOf(told)) === Math.sign(differenceOf(row)) && (one.endsWith(other) || other.endsWith(one));
}

function headline(row: Row): string {
  const last = toolsOf(row).at(-1) ?? '';
  return (
    `${toolsOf(row).join(' → ')}: ${whole(count(row, 'count'))} occurrences, ${percent(row['success_rate'])} success ` +
    `(${last} overall ${percent(row['base_rate'])})`
  );
}

function advice(row: Row): string {
  const { others } = ratesOf(row);
  const { low, high } = intervalOf(row);
  const [least, most] = [Math.abs(points(low)), Math.abs(points(high))];
  const [before = '', last = ''] = toolsOf(row).slice(-2);
  const rest = `(other ${last} calls: ${percent(others.successes / others.n)} of ${whole(others.n)})`;
  if (low > 0) {
    const what = before === last ? `Keep ${last} calls together` : `Do ${before} right before ${last}`;
    return `  ${what}: it works ${least} to ${most} points more often ${rest}.`;
  }
  const what = before === last ? `Look before calling ${last} again` : `Plan for it after ${before}`;
  return `  ${what}: ${last} works ${most} to ${least} points less often ${rest}.`;
}

/** Of the success of the chain less that of the other calls. */
function intervalOf(row: Row): Interval {
  const { inside, others } = ratesOf(row);
  return differenceInterval(inside, others);
}

function notes(rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return ['No sequence of calls was seen often enough in this period.'];
  const oneIn = Math.max(1, count(rows[0], 'one_in'));
  const [times, timed, unknown] = [total(rows, 'count') / oneIn, total(rows, 'timed'), total(rows, 'unknown')];
  return [
    'Longer chains hold shorter ones, so counts overlap. A lift tells what goes together, not what causes it; intervals are 95 % Wilson.',
    ...(unknown === 0 ? [] : [`${whole(unknown)} last calls have no known outcome; they widen the intervals.`]),
    ...(timed === times
      ? []
      : [
          `The gap is known for ${whole(timed)} of ${whole(times)} occurrences: the others have no end, or ran side by side.`,
        ]),
    ...sampledNote(rows, 'Estimated from one session or subagent'),
  ];
}

function toolsOf(row: Row): readonly string[] {
  return String(row['chain']).split(' → ').map(short);
}

function lengthOf(row: Row): number {
  return count(row, 'length');
}
