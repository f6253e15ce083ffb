/** Usage by type of task, as a usage log names it: tokens, time, cost, and how often the work was judged a success. */

import { wilson } from '../insight/wilson.ts';
import { defineAnalysis, type Row } from './define.ts';
import { unpricedNote } from './rows/notes.ts';
import sql from './usage-by-task.sql';

export default defineAnalysis('usage-by-task', {
  title: 'Usage by type of task',
  question: 'How much did each type of task use, how long did it take, and how often did it succeed?',
  sql,
  params: {},
  columns: {
    task_type: { type: 'text', title: 'Task type', help: '(none): the client does not tell.' },
    answers: { type: 'count', title: 'Answers' },
    judged: {
      type: 'count',
      title: 'Judged',
      help: 'Answers of which somebody said whether they succeeded: the n of the rate.',
    },
    success_rate: { type: 'ratio', title: 'Success' },
    success_low: { type: 'ratio', title: 'Low', help: 'Lower end of the 95 % Wilson interval.' },
    success_high: { type: 'ratio', title: 'High', help: 'Upper end of it.' },
    mean_ms: { type: 'ms', title: 'Mean time' },
    p50_ms: { type: 'ms', title: 'p50' },
    input_tokens: { type: 'tokens', title: 'Input', help: 'Of all kinds, cached ones among them.' },
    output_tokens: { type: 'tokens', title: 'Output' },
    cost_usd: { type: 'usd', title: 'Cost' },
    unpriced_answers: { type: 'count', title: 'Unpriced', minor: true },
    succeeded: { type: 'count', title: 'Succeeded', minor: true },
    timed: { type: 'count', title: 'Timed', help: 'Answers whose duration is known.', minor: true },
  },
  chart: { kind: 'interval', x: 'task_type', y: 'success_rate', low: 'success_low', high: 'success_high' },
  finish: (rows) => rows.map(judged),
  notes,
});

function judged(row: Row): Row {
  const n = Number(row['judged']);
  if (n === 0) return row;
  const { low, high } = wilson(Number(row['succeeded']), n);
  return { ...row, success_low: low, success_high: high };
}

function notes(rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return ['No answers in this period.'];
  return [
    'Types of tasks and their success come from usage logs: hindcast log usage, or a usage.csv.',
    ...unpricedNote(rows),
  ];
}
