/** Tokens and cost per model. The order of the first eight columns is a promise. */

import { defineAnalysis } from './define.ts';
import { usageColumns, usageNotes } from './usage/columns.ts';
import sql from './usage.sql';

export default defineAnalysis('usage', {
  title: 'Usage by model',
  question: 'How many tokens did each model use, and what did they cost?',
  sql,
  params: {},
  columns: usageColumns,
  chart: { kind: 'bar', x: 'model', y: 'cost_usd' },
  notes: usageNotes,
});
