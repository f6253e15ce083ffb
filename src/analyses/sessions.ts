/** The conversations, newest first. */

import { defineAnalysis, type Row } from './define.ts';
import sql from './sessions.sql';

export default defineAnalysis('sessions', {
  title: 'Sessions',
  question: 'Which sessions were there, how long, how troubled, and at what cost?',
  sql,
  params: { limit: { type: 'integer', default: 50, help: 'How many of the newest sessions to list.' } },
  columns: {
    session_id: { type: 'text', title: 'Session' },
    agent: { type: 'text', title: 'Agent' },
    repo: { type: 'text', title: 'Repository' },
    branch: { type: 'text', title: 'Branch', minor: true },
    started_at: { type: 'instant', title: 'Started' },
    duration_ms: {
      type: 'ms',
      title: 'Length',
      help: 'From the first to the last thing seen in the period, pauses included.',
    },
    calls: { type: 'count', title: 'Calls' },
    failures: { type: 'count', title: 'Failures', help: 'Calls with a tool error or a non-zero exit.' },
    cost_usd: { type: 'usd', title: 'Cost' },
    outcome: { type: 'text', title: 'Outcome', help: 'Latest known result of the work.', minor: true },
    rating: { type: 'count', title: 'Rating', help: 'Latest rating, 1 to 5.', minor: true },
    prompts: { type: 'count', title: 'Prompts', minor: true },
    unpriced_answers: {
      type: 'count',
      title: 'Unpriced',
      help: 'Answers that are not in the cost, because it is unknown.',
      minor: true,
    },
  },
  chart: { kind: 'bar', x: 'session_id', y: 'cost_usd' },
  notes,
});

function notes(rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return ['No sessions in this period.'];
  const unpriced = rows.filter((row) => Number(row['unpriced_answers'] ?? 0) > 0).length;
  return unpriced === 0
    ? []
    : [`Sessions whose cost leaves out answers without a known price: ${unpriced} of ${rows.length}.`];
}
