/** Work, failures and cost per day or week. A change is called one only where the intervals of the two rates bear it. */

import { differenceInterval, isShown, type Rate } from '../insight/difference.ts';
import { whole } from '../insight/spoken.ts';
import { wilson } from '../insight/wilson.ts';
import { defineAnalysis, type Asked, type Row } from './define.ts';
import { count } from './rows/cells.ts';
import { unpricedNote } from './rows/notes.ts';
import sql from './trends.sql';

export default defineAnalysis('trends', {
  title: 'Trends',
  question: 'How do work, failures and cost change from period to period?',
  sql,
  params: {
    per: { type: 'text', default: 'day', choices: ['day', 'week'], help: 'Length of a period; weeks begin on Monday.' },
  },
  columns: {
    period: { type: 'day', title: 'Period', help: 'First day of the period, in the time zone that was asked for.' },
    sessions: { type: 'count', title: 'Sessions' },
    calls: { type: 'count', title: 'Calls' },
    failures: { type: 'count', title: 'Failures', help: 'Calls that ended with a tool error or a non-zero status.' },
    failure_rate: { type: 'ratio', title: 'Failing', help: 'Failures / calls that succeeded or failed.' },
    cost_usd: { type: 'usd', title: 'Cost' },
    change_pct: {
      type: 'number',
      signed: true,
      title: 'Change %',
      help: 'Change of the failure rate against the latest earlier period with calls, in per cent of that rate.',
    },
    failure_low: {
      type: 'ratio',
      title: 'Low',
      help: 'Lower end of the 95 % Wilson interval of the failure rate.',
      minor: true,
    },
    failure_high: { type: 'ratio', title: 'High', help: 'Upper end of that interval.', minor: true },
    verdict: {
      type: 'text',
      title: 'Verdict',
      help: 'fewer or more failures: the 95 % interval of the difference (Newcombe) leaves out 0; else no change shown.',
    },
    decided_calls: {
      type: 'count',
      title: 'Decided',
      help: 'Calls that succeeded or failed: the n of the rate.',
      minor: true,
    },
    answers: { type: 'count', title: 'Answers', minor: true },
    tokens: { type: 'tokens', title: 'Tokens', help: 'Of all kinds.' },
    unpriced_answers: {
      type: 'count',
      title: 'Unpriced',
      help: 'Answers whose cost is not known; not in the cost.',
      minor: true,
    },
  },
  chart: { kind: 'line', x: 'period', y: 'failure_rate' },
  finish: compared,
  insights,
  notes,
});

function compared(rows: readonly Row[]): readonly Row[] {
  let before: Rate | undefined;
  return rows.map((row) => {
    const now: Rate = { successes: count(row, 'failures'), n: count(row, 'decided_calls') };
    if (now.n === 0) return row;
    const { low, high } = wilson(now.successes, now.n);
    const change = before === undefined ? {} : changeOf(before, now);
    before = now;
    return { ...row, failure_low: low, failure_high: high, ...change };
  });
}

function changeOf(before: Rate, now: Rate): { change_pct: number | null; verdict: string } {
  const [earlier, later] = [before.successes / before.n, now.successes / now.n];
  const direction = later < earlier ? 'fewer failures' : 'more failures';
  return {
    change_pct: earlier === 0 ? null : ((later - earlier) / earlier) * 100,
    verdict: isShown(differenceInterval(now, before)) ? direction : 'no change shown',
  };
}

/** The two latest periods with calls, and only when they differ for sure. */
function insights(rows: readonly Row[], { params }: Asked): readonly string[] {
  const decided = rows.filter((row) => count(row, 'decided_calls') > 0);
  const [before, now] = decided.slice(-2);
  const verdict = now?.['verdict'];
  if (before === undefined || now === undefined || typeof verdict !== 'string' || verdict === 'no change shown')
    return [];
  const said = (row: Row) => `${percent(row['failure_rate'])} of ${whole(row['decided_calls'])} calls`;
  const span = params['per'] === 'week' ? 'the week of ' : '';
  const verb = verdict === 'fewer failures' ? 'fell' : 'rose';
  return [
    `Failures ${verb} from ${said(before)} (${span}${String(before['period'])}) to ${said(now)} (${span}${String(now['period'])}).`,
  ];
}

function notes(rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return ['Nothing was logged in this period.'];
  return [
    'A change counts as shown when the 95 % interval of the difference to the period before leaves out 0.',
    ...unpricedNote(rows),
  ];
}

/** One decimal: a change of a failure rate is often less than a point. */
function percent(rate: unknown): string {
  return `${(Number(rate) * 100).toFixed(1)} %`;
}
