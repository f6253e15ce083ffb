/** Tokens and cost per day and model, in the time zone that was asked for. */

import { defineAnalysis } from './define.ts';
import { usageColumns, usageNotes } from './usage/columns.ts';
import sql from './usage-by-day.sql';

export default defineAnalysis('usage-by-day', {
  title: 'Usage by day',
  question: 'How many tokens did each model use on each day, and what did they cost?',
  sql,
  params: {
    per: { type: 'text', default: 'day', choices: ['day', 'week'], help: 'Length of a period; weeks begin on Monday.' },
  },
  columns: { day: { type: 'day', title: 'Day', help: 'The first one, of a week.' }, ...usageColumns },
  chart: { kind: 'stacked-bar', x: 'day', y: 'cost_usd', series: 'model' },
  notes: usageNotes,
});
