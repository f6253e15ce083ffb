/**
 * What is tried again after it failed. An operation is one tool with one target in one session or subagent; it begins with an attempt that
 * follows no failed one, so that running the tests again after they passed is another operation. A command with other parameters counts
 * as another attempt when the same program failed at most three answers before.
 */

import { points, whole } from '../insight/spoken.ts';
import { timeSpan } from '../insight/time-span.ts';
import { wilson } from '../insight/wilson.ts';
import { defineAnalysis, type Row } from './define.ts';
import sql from './retries.sql';
import { count, total } from './rows/cells.ts';
import { sampledNote } from './rows/notes.ts';
import { oneIn } from './rows/one-in.ts';

export default defineAnalysis('retries', {
  title: 'Retries',
  question: 'How often is an operation tried again after it failed, and what does that waste?',
  sql,
  params: { limit: { type: 'integer', default: 25, help: 'Shows at most this many.' } },
  columns: {
    operation: { type: 'text', title: 'Operation', help: 'The tool, and the program that a command runs.' },
    attempts: { type: 'count', title: 'Attempts', help: 'Calls that ran and of which it is known how they ended.' },
    operations: { type: 'count', title: 'Operations' },
    first_try_rate: { type: 'ratio', title: 'First try', help: 'Operations whose first attempt worked.' },
    wasted_tokens: {
      type: 'tokens',
      title: 'Wasted tokens',
      help: 'Input (without what the cache held) and output of the answers that made the failed attempts; calls of one answer share it.',
    },
    wasted_ms: {
      type: 'ms',
      title: 'Wasted time',
      help: 'Run time of the failed attempts; where nobody measured it, the time from request to result.',
    },
    first_try_low: { type: 'ratio', title: 'Low', help: 'Lower end of the 95 % Wilson interval.', minor: true },
    first_try_high: { type: 'ratio', title: 'High', help: 'Upper end of the 95 % Wilson interval.', minor: true },
    failed_attempts: { type: 'count', title: 'Failed' },
    failed_operations: {
      type: 'count',
      title: 'Failed first',
      help: 'Operations whose first attempt failed.',
      minor: true,
    },
    eventually_ok: { type: 'count', title: 'Worked later', help: 'Of those, how many worked at a later attempt.' },
    repeated: {
      type: 'count',
      title: 'Same again',
      help: 'Attempts with the same target after a failed one.',
      minor: true,
    },
    varied: {
      type: 'count',
      title: 'Varied',
      help: 'Attempts with other parameters at most three answers after the same program failed.',
      minor: true,
    },
    longest_streak: {
      type: 'count',
      title: 'Longest',
      help: 'Most failed attempts in a row with the same target.',
      minor: true,
    },
    mean_attempts: { type: 'number', title: 'Mean', help: 'Attempts per operation.', minor: true },
    untimed: { type: 'count', title: 'Untimed', help: 'Failed attempts that are not in the time.', minor: true },
    one_in: oneIn(),
  },
  chart: { kind: 'interval', x: 'operation', y: 'first_try_rate', low: 'first_try_low', high: 'first_try_high' },
  finish: (rows) => rows.map(judged),
  insights,
  notes,
});

function judged(row: Row): Row {
  const oneIn = count(row, 'one_in');
  const operations = count(row, 'operations') / oneIn;
  const { low, high } = wilson(operations - count(row, 'failed_operations') / oneIn, operations);
  return { ...row, first_try_low: operations === 0 ? null : low, first_try_high: operations === 0 ? null : high };
}

/** Fewer operations say nothing about the next one. */
const FEWEST = 10;
/** What works at the first try this often is not worth a sentence. */
const GOOD = 0.95;
const LONG_STREAK = 3;
const MOST = 4;

function insights(rows: readonly Row[]): readonly string[] {
  const costly = rows
    .filter((row) => count(row, 'operations') >= FEWEST * count(row, 'one_in') && count(row, 'first_try_high') < GOOD)
    .toSorted((a, b) => count(b, 'failed_attempts') - count(a, 'failed_attempts'));
  return costly.slice(0, MOST).flatMap(finding);
}

function finding(row: Row): readonly string[] {
  const [operations, failed, later] = [
    count(row, 'operations'),
    count(row, 'failed_operations'),
    count(row, 'eventually_ok'),
  ];
  const interval = `${points(row['first_try_low'])}–${points(row['first_try_high'])}%`;
  const waste = [
    ...(row['wasted_tokens'] === null ? [] : [`${whole(count(row, 'wasted_tokens'))} tokens`]),
    ...(row['wasted_ms'] === null ? [] : [timeSpan(count(row, 'wasted_ms'))]),
  ];
  return [
    `${String(row['operation'])} works at the first try in ${points(row['first_try_rate'])}% of ${whole(operations)} operations (${interval}); ` +
      `${whole(later)} of the other ${whole(failed)} worked later.`,
    ...(waste.length === 0
      ? []
      : [`  ${whole(count(row, 'failed_attempts'))} failed attempts cost ${waste.join(' and ')}.${advice(row)}`]),
  ];
}

function advice(row: Row): string {
  const longest = count(row, 'longest_streak');
  return longest < LONG_STREAK
    ? ''
    : ` Recommendation: look for the cause after the second failure; up to ${longest} in a row failed.`;
}

function notes(rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return ['No calls with a target and a known end in this period.'];
  const untimed = total(rows, 'untimed');
  const uncounted = rows.filter((row) => count(row, 'failed_attempts') > 0 && row['wasted_tokens'] === null).length;
  return [
    'Calls that were denied or cancelled, whose end is unknown, or that name no target are no attempts; exit statuses that answer a ' +
      'question (grep found nothing) are no failures. Intervals are 95 % Wilson.',
    ...(untimed === 0
      ? []
      : [`${whole(untimed)} failed attempts have no known time; the wasted time leaves them out.`]),
    ...(uncounted === 0 ? [] : [`For ${whole(uncounted)} operations nobody told the tokens of the failed attempts.`]),
    ...sampledNote(rows),
  ];
}
