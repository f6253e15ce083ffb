/**
 * How each tool fares. Denials and cancellations are decisions, not failures; calls without a known outcome widen the
 * interval.
 */

import { hintFor } from '../insight/hints.ts';
import { wilson } from '../insight/wilson.ts';
import { defineAnalysis, type Row } from './define.ts';
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
  },
  chart: { kind: 'interval', x: 'tool', y: 'success_rate', low: 'success_low', high: 'success_high' },
  finish: (rows) => rows.map(judged),
  notes,
});

function judged(row: Row): Row {
  const [ok, failed, unknown] = [
    count(row, 'ok'),
    count(row, 'tool_error') + count(row, 'command_nonzero'),
    count(row, 'unknown'),
  ];
  const decided = ok + failed > 0;
  const everyUnknownFailed = wilson(ok, ok + failed + unknown);
  const everyUnknownOk = wilson(ok + unknown, ok + failed + unknown);
  const top = row['top_failure'];
  return {
    ...row,
    success_low: decided ? everyUnknownFailed.low : null,
    success_high: decided ? everyUnknownOk.high : null,
    suggestion: typeof top === 'string' ? (hintFor(top) ?? null) : null,
  };
}

function notes(rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return ['No tool calls in this period.'];
  const sum = (column: string) => rows.reduce((total, row) => total + count(row, column), 0);
  const [calls, unknown, timed, live] = [sum('calls'), sum('unknown'), sum('timed_calls'), sum('live_only')];
  const share = (part: number) => `${part.toLocaleString('en-US')} of ${calls.toLocaleString('en-US')} calls`;
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

function count(row: Row, column: string): number {
  return Number(row[column] ?? 0);
}
