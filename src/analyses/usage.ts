/** Tokens and cost per model. The order of the first eight columns is a promise; its sections make it the report of usage. */

import { defineAnalysis } from './define.ts';
import { usageColumns, usageNotes } from './usage/columns.ts';
import usageByDay from './usage-by-day.ts';
import usageByTask from './usage-by-task.ts';
import sql from './usage.sql';

const SUMMARY = [
  'day',
  'model',
  'answers',
  'input_tokens',
  'cache_write_tokens',
  'cache_read_tokens',
  'output_tokens',
  'cost_usd',
];

export default defineAnalysis('usage', {
  title: 'Usage by model',
  question: 'How many tokens did each model use, and what did they cost?',
  sql,
  params: {},
  columns: usageColumns,
  chart: { kind: 'bar', x: 'model', y: 'cost_usd' },
  notes: usageNotes,
  sections: [
    {
      analysis: usageByTask,
      title: 'Success rate by type of task',
      columns: ['task_type', 'answers', 'judged', 'success_rate', 'success_low', 'success_high'],
    },
    {
      analysis: usageByTask,
      title: 'Average duration by type of task',
      columns: ['task_type', 'timed', 'mean_ms', 'p50_ms'],
    },
    { analysis: usageByDay, title: 'Daily summary', columns: SUMMARY },
    { analysis: usageByDay, title: 'Weekly summary', params: { per: 'week' }, columns: SUMMARY },
  ],
});
