/**
 * What followed a failed call. An operation is a tool and what it is about: the program of a command, else the target. It worked in the end
 * when it succeeded within the next answers of the same session or subagent. An exit status that answers a question is no failure.
 */

import { differenceInterval, type Rate } from '../insight/difference.ts';
import { benjaminiHochberg, isFinding } from '../insight/false-discovery.ts';
import { rateTest } from '../insight/rate-test.ts';
import { percent, points, short, whole } from '../insight/spoken.ts';
import { wilson } from '../insight/wilson.ts';
import { defineAnalysis, type Row } from './define.ts';
import sql from './recoveries.sql';
import { count } from './rows/cells.ts';
import { sampledNote } from './rows/notes.ts';
import { oneIn } from './rows/one-in.ts';

export default defineAnalysis('recoveries', {
  title: 'Recoveries',
  question: 'After a call failed, what was done next, and did it work in the end?',
  sql,
  params: {
    within: { type: 'integer', default: 10, help: 'Looks for the success in so many further answers.' },
    steps: { type: 'integer', default: 6, help: 'Shows at most this many next steps for a failure.' },
    min_count: { type: 'integer', default: 5, help: 'Leaves out what was seen less often.' },
    limit: { type: 'integer', default: 50, help: 'Shows at most this many.' },
  },
  columns: {
    tool: { type: 'text', title: 'Tool' },
    error_class: { type: 'text', title: 'Failure' },
    next_step: {
      type: 'text',
      title: 'Next',
      help: 'First call of the next answer: calls of the same answer were decided on before the failure was known.',
    },
    count: { type: 'count', title: 'Times' },
    share: { type: 'ratio', title: 'Share', help: 'Of the failures of this class of this tool.' },
    success_rate: {
      type: 'ratio',
      title: 'Worked',
      help: 'How often the same operation then succeeded within the next answers. What was not tried again has not worked.',
    },
    success_low: { type: 'ratio', title: 'Low', help: 'Lower end of the 95 % Wilson interval.' },
    success_high: { type: 'ratio', title: 'High', help: 'Upper end of the 95 % Wilson interval.' },
    median_ms: {
      type: 'ms',
      title: 'After',
      help: 'Median time from the start of the failed call to that of the success.',
    },
    p_adjusted: {
      type: 'number',
      title: 'p',
      help:
        'Of "this step is followed by success as often as the other steps taken after this failure" (two-proportion test; Fisher where few ' +
        'are expected), adjusted for the number of rows (Benjamini and Hochberg). Below 0.05: a finding.',
      minor: true,
    },
    worked: { type: 'count', title: 'Worked', minor: true },
    failures: { type: 'count', title: 'Failures', help: 'Of this class of this tool.', minor: true },
    went_on: { type: 'count', title: 'Went on', help: 'Of those: how often something was done next.', minor: true },
    went_on_worked: { type: 'count', title: 'Then worked', help: 'Of those: how often it worked.', minor: true },
    one_in: oneIn('all counts are of those'),
  },
  chart: { kind: 'interval', x: 'next_step', y: 'success_rate', low: 'success_low', high: 'success_high' },
  finish,
  insights,
  notes,
});

function finish(rows: readonly Row[]): readonly Row[] {
  const adjusted = benjaminiHochberg(
    rows.map((row) => {
      const { step, others } = ratesOf(row);
      return hasStopped(row) || others.n === 0 ? null : rateTest(step, others);
    }),
  );
  return rows.map((row, index) => {
    const { low, high } = wilson(count(row, 'worked'), count(row, 'count'));
    return { ...row, success_low: low, success_high: high, p_adjusted: adjusted[index] ?? null };
  });
}

/** This step, and all other steps that were taken after the same failure: where nothing was done, nothing could work. */
function ratesOf(row: Row): { step: Rate; others: Rate } {
  const step = { successes: count(row, 'worked'), n: count(row, 'count') };
  const others = {
    successes: count(row, 'went_on_worked') - step.successes,
    n: count(row, 'went_on') - step.n,
  };
  return { step, others };
}

function hasStopped(row: Row): boolean {
  return String(row['next_step']).startsWith('stopped: ');
}

const FEWEST = 10;
const FEWEST_USUAL = 5;
const MOST = 5;

/**
 * For each failure, the most frequent ones first: the step after which it worked more often than after the others; where none is known to be
 * better, the one after which it worked in most cases.
 */
function insights(rows: readonly Row[]): readonly string[] {
  const failures = [...new Set(rows.map(failureOf))];
  const told = failures.flatMap((failure) => {
    const steps = rows.filter((row) => failureOf(row) === failure);
    const [best] = steps.filter(isBetter).toSorted((a, b) => intervalOf(b).low - intervalOf(a).low);
    if (best !== undefined) return [[headline(best), advice(best)]];
    const [usual] = steps.filter(isUsual).toSorted((a, b) => count(b, 'worked') - count(a, 'worked'));
    return usual === undefined ? [] : [[usualLine(usual)]];
  });
  return told.slice(0, MOST).flat();
}

function isBetter(row: Row): boolean {
  return isFinding(row['p_adjusted']) && count(row, 'count') >= FEWEST && intervalOf(row).low > 0;
}

function isUsual(row: Row): boolean {
  return !hasStopped(row) && count(row, 'count') >= FEWEST_USUAL && count(row, 'success_low') > 0.5;
}

function usualLine(row: Row): string {
  return (
    `After ${failureOf(row)}, "${short(row['next_step'])}": it then worked ${whole(count(row, 'worked'))} of ` +
    `${whole(count(row, 'count'))} times (${points(row['success_low'])} to ${percent(row['success_high'])})`
  );
}

function intervalOf(row: Row) {
  const { step, others } = ratesOf(row);
  return differenceInterval(step, others);
}

function failureOf(row: Row): string {
  return `${short(row['tool'])} failed with ${short(row['error_class'])}`;
}

function headline(row: Row): string {
  const { step, others } = ratesOf(row);
  return (
    `After ${failureOf(row)}, next "${short(row['next_step'])}": it then worked ${percent(step.successes / step.n)} of ${whole(step.n)} times ` +
    `(after other steps ${percent(others.successes / others.n)} of ${whole(others.n)})`
  );
}

function advice(row: Row): string {
  const { low, high } = intervalOf(row);
  return `  Do that first: ${points(low)} to ${points(high)} points more often.`;
}

function notes(rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return ['No failure was followed by the same step often enough in this period.'];
  return [
    'Worked: the same tool succeeded on the same target, or with the same program. What goes together need not cause it; intervals are 95 % Wilson.',
    'Rare steps are left out, so shares need not add up to 100 %.',
    ...sampledNote(rows, 'Counted in one session or subagent'),
  ];
}
