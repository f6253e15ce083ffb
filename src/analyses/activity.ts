/** One row for every day on which something happened; the curve at the top of the overview. */

import { defineAnalysis } from './define.ts';
import sql from './activity.sql';

export default defineAnalysis('activity', {
  title: 'Activity by day',
  question: 'What happened on each day?',
  sql,
  params: {},
  columns: {
    day: { type: 'day', title: 'Day' },
    sessions: { type: 'count', title: 'Sessions', help: 'Sessions that were active on the day.' },
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
  },
  chart: { kind: 'line', x: 'day', y: 'cost_usd' },
  notes: (rows) => (rows.length === 0 ? ['Nothing happened in this period.'] : []),
});
