/**
 * How each tool fares. Denials and cancellations are decisions, not failures; calls without a known outcome widen the
 * interval.
 */

import { differenceInterval, isShown } from '../insight/difference.ts';
import { hintFor } from '../insight/hints.ts';
import { slownessAdvice } from '../insight/slowness.ts';
import { percent, whole } from '../insight/spoken.ts';
import { openInterval, type Interval } from '../insight/wilson.ts';
import { defineAnalysis, type Row } from './define.ts';
import { count, total } from './rows/cells.ts';
import sql from './tools.sql';

export default defineAnalysis('tools', {
  title: 'Tools',
  question: 'Which tools fail, how often, how slowly, and why?',
  sql,
  params: {},
  columns: {
    tool: { type: 'text', title: 'Tool' },
    calls: { type: 'count', title: 'Calls' },
    ok: { type: 'count', title: 'Ok', minor: true },
    tool_error: { type: 'count', title: 'Tool error', help: 'The tool itself refused or failed.', minor: true },
    command_nonzero: {
      type: 'count',
      title: 'Non-zero',
      help: 'A command ran and ended with a status other than 0.',
      minor: true,
    },
    denied: { type: 'count', title: 'Denied', help: 'Permission was not given.', minor: true },
    cancelled: { type: 'count', title: 'Cancelled', help: 'Interrupted by the user or with its turn.', minor: true },
    unknown: { type: 'count', title: 'Unknown', help: 'Nobody saw how it ended.', minor: true },
    success_rate: { type: 'ratio', title: 'Success', help: 'ok / (ok + tool error + non-zero).' },
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
    p50_ms: {
      type: 'ms',
      title: 'p50',
      help: 'Median of the measured run times, waiting for permission not included.',
    },
    p95_ms: { type: 'ms', title: 'p95' },
    p99_ms: { type: 'ms', title: 'p99', minor: true },
    top_failure: { type: 'text', title: 'Top failure', help: 'Most common class of the failures.' },
    suggestion: { type: 'text', title: 'Suggestion', help: 'What is known to help against the most common failure.' },
    top_failure_calls: {
      type: 'count',
      title: 'Of that class',
      help: 'Failed calls of the most common class.',
      minor: true,
    },
    timed_calls: {
      type: 'count',
      title: 'Timed',
      help: 'Calls whose exact run time was measured: the n of the percentiles.',
      minor: true,
    },
    live_only: {
      type: 'count',
      title: 'Live only',
      help: 'Calls that only hooks or telemetry saw. Those miss calls that were denied or rejected before they ran.',
      minor: true,
    },
    mean_ms: { type: 'ms', title: 'Mean', help: 'Mean of the measured run times.', minor: true },
    informed_calls: {
      type: 'count',
      title: 'Informed',
      help: 'Edits of a file that had been read or written earlier in the session.',
      minor: true,
    },
    informed_ok: { type: 'count', title: 'Of them ok', minor: true },
    uninformed_calls: { type: 'count', title: 'Uninformed', help: 'Edits of a file that had not.', minor: true },
    uninformed_ok: { type: 'count', title: 'Of them ok', minor: true },
    effect_low: {
      type: 'ratio',
      signed: true,
      title: 'Effect low',
      help: 'Lower end of the 95 % interval (Newcombe) of: success of informed edits less success of uninformed ones.',
      minor: true,
    },
    effect_high: {
      type: 'ratio',
      signed: true,
      title: 'Effect high',
      help: 'Upper end of that interval.',
      minor: true,
    },
  },
  chart: { kind: 'interval', x: 'tool', y: 'success_rate', low: 'success_low', high: 'success_high' },
  finish: (rows) => rows.map(judged),
  insights,
  notes,
});

function judged(row: Row): Row {
  const failed = count(row, 'tool_error') + count(row, 'command_nonzero');
  const success = openInterval({ ok: count(row, 'ok'), failed, unknown: count(row, 'unknown') });
  const top = row['top_failure'];
  const effect = effectOf(row);
  return {
    ...row,
    effect_low: effect?.low ?? null,
    effect_high: effect?.high ?? null,
    success_low: success?.low ?? null,
    success_high: success?.high ?? null,
    suggestion: typeof top === 'string' ? (hintFor(top) ?? null) : null,
  };
}

/** Of knowing the file before editing it; undefined where one of the two was never seen. */
function effectOf(row: Row): Interval | undefined {
  const informed = { successes: count(row, 'informed_ok'), n: count(row, 'informed_calls') };
  const uninformed = { successes: count(row, 'uninformed_ok'), n: count(row, 'uninformed_calls') };
  return informed.n === 0 || uninformed.n === 0 ? undefined : differenceInterval(informed, uninformed);
}

/** With fewer calls nothing is said about a tool. */
const FEWEST = 10;
/** Tools that are spoken of: those with the most failures, then the slowest. */
const MOST_FAILING = 5;
const MOST_SLOW = 3;
const SLOW_MS = 10_000;

function insights(rows: readonly Row[]): readonly string[] {
  const failing = rows
    .filter((row) => typeof row['top_failure'] === 'string' && decidedCalls(row) >= FEWEST)
    .toSorted((a, b) => count(b, 'top_failure_calls') - count(a, 'top_failure_calls'))
    .slice(0, MOST_FAILING);
  const slow = rows
    .filter((row) => count(row, 'mean_ms') >= SLOW_MS && count(row, 'timed_calls') >= FEWEST)
    .toSorted((a, b) => count(b, 'mean_ms') - count(a, 'mean_ms'))
    .slice(0, MOST_SLOW);
  return [...failing.flatMap(failureLines), ...slow.flatMap(slowLines)];
}

function failureLines(row: Row): readonly string[] {
  const hint = row['suggestion'];
  const shown = typeof hint === 'string' ? ` (${hint})` : '';
  return [
    `Tool '${String(row['tool'])}' has ${percent(row['success_rate'])} success rate (${percent(row['success_low'])} to ${percent(row['success_high'])}, n=${whole(decidedCalls(row))})`,
    `  Common failure: ${String(row['top_failure'])}, ${times(count(row, 'top_failure_calls'))}${shown}`,
    ...effectLines(row),
  ];
}

/** Only an effect that the counts bear. */
function effectLines(row: Row): readonly string[] {
  const effect = effectOf(row);
  if (effect === undefined || !isShown(effect)) return [];
  const rate = (ok: string, calls: string) =>
    `${percent(count(row, ok) / count(row, calls))} of ${whole(count(row, calls))}`;
  return [
    `  Measured: after the file was read or written in the session ${rate('informed_ok', 'informed_calls')} worked, otherwise ${rate('uninformed_ok', 'uninformed_calls')}`,
  ];
}

function slowLines(row: Row): readonly string[] {
  const advice = slownessAdvice(`tool: ${String(row['tool'])}`);
  return [
    `Tool '${String(row['tool'])}' averages ${whole(row['mean_ms'])} ms`,
    ...(advice === undefined ? [] : [`  Recommendation: ${advice}`]),
  ];
}

function decidedCalls(row: Row): number {
  return count(row, 'ok') + count(row, 'tool_error') + count(row, 'command_nonzero');
}

function times(value: number): string {
  return value === 1 ? 'once' : `${whole(value)} times`;
}

function notes(rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return ['No tool calls in this period.'];
  const sum = (column: string) => total(rows, column);
  const [calls, unknown, timed, live] = [sum('calls'), sum('unknown'), sum('timed_calls'), sum('live_only')];
  const share = (part: number) => `${whole(part)} of ${whole(calls)} calls`;
  return [
    'Success leaves out denied and cancelled calls; intervals are 95 % Wilson.',
    ...(unknown === 0 ? [] : [`${share(unknown)} have no known outcome; they widen the intervals.`]),
    ...(timed === calls ? [] : [`${share(timed)} have a measured run time; the percentiles describe only those.`]),
    ...(live === 0
      ? []
      : [
          `${share(live)} were seen by hooks or telemetry only, which miss calls that are denied or rejected before they run: ` +
            'where no transcript is imported, success is too high.',
        ]),
  ];
}
