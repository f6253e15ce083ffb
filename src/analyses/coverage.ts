/**
 * How much each observer sees. A success rate from an observer that misses denials and rejections is too good; this
 * says by how much.
 */

import { defineAnalysis } from './define.ts';
import sql from './coverage.sql';

export default defineAnalysis('coverage', {
  title: 'Coverage',
  question: 'Who saw the tool calls, who missed how many, and why?',
  sql,
  params: {},
  opensAllDays: true,
  columns: {
    observer: { type: 'text', title: 'Observer', help: 'hook, log, otel, sdk or transcript.' },
    calls_seen: { type: 'count', title: 'Seen' },
    calls_missed: {
      type: 'count',
      title: 'Missed',
      help: 'Calls of the agents that this observer can see, seen by another observer only.',
    },
    share: {
      type: 'ratio',
      title: 'Share',
      help: 'Seen, of all known calls of the agents that this observer can see.',
    },
    reasons: { type: 'text', title: 'What was missed', help: 'Missed calls by what is known about them.' },
  },
  chart: { kind: 'bar', x: 'observer', y: 'share' },
  notes: (rows) => {
    if (rows.length === 0) return ['No tool calls in this period.'];
    const [only] = rows;
    if (rows.length > 1 || only === undefined) return [];
    return [`Only one observer (${String(only['observer'])}) was at work: what it missed, nobody saw.`];
  },
});
