/**
 * The headline of a period in one row, and the list of parts that make the overview a screen. No surface names an
 * analysis itself.
 */

import { defineAnalysis } from './define.ts';
import sql from './overview.sql';

export default defineAnalysis('overview', {
  title: 'Overview',
  question: 'How much was done, how much of it failed, and what did it cost?',
  sql,
  params: {},
  columns: {
    sessions: { type: 'count', title: 'Sessions' },
    prompts: { type: 'count', title: 'Prompts' },
    calls: { type: 'count', title: 'Calls' },
    failures: { type: 'count', title: 'Failures', help: 'Calls with a tool error or a non-zero exit.' },
    answers: { type: 'count', title: 'Answers', minor: true },
    cost_usd: { type: 'usd', title: 'Cost' },
    unpriced_answers: {
      type: 'count',
      title: 'Unpriced',
      help: 'Answers that are not in the cost, because it is unknown.',
      minor: true,
    },
    active_days: { type: 'count', title: 'Active days' },
    repos: { type: 'count', title: 'Repositories', minor: true },
    first_at: { type: 'instant', title: 'First', minor: true },
    last_at: { type: 'instant', title: 'Last', minor: true },
  },
  chart: { kind: 'none' },
  notes: (rows) => (rows.length === 0 ? ['Nothing happened in this period.'] : []),
});
