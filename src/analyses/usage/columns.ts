/**
 * What `usage` and `usage-by-day` have in common: the columns after the first, and the sentences about what the sums
 * leave open.
 */

import { counted } from '../../insight/spoken.ts';
import type { Column, Row } from '../define.ts';
import { count, total } from '../rows/cells.ts';

export const usageColumns = {
  model: { type: 'text', title: 'Model' },
  answers: { type: 'count', title: 'Answers' },
  input_tokens: { type: 'tokens', title: 'Input', help: 'Input tokens that came from no cache.' },
  cache_write_tokens: {
    type: 'tokens',
    title: 'Cache write',
    help: 'Input tokens written to the 5-minute and the 1-hour cache.',
  },
  cache_read_tokens: { type: 'tokens', title: 'Cache read' },
  output_tokens: { type: 'tokens', title: 'Output', help: 'Reasoning included.' },
  cost_usd: {
    type: 'usd',
    title: 'Cost',
    help: "The client's own figure where it gives one, else list price. Unpriced answers are not in it.",
  },
  unpriced_answers: {
    type: 'count',
    title: 'Unpriced',
    help: 'Answers whose cost is unknown: no price for the model, or no token counts.',
    minor: true,
  },
  lower_bound_answers: {
    type: 'count',
    title: 'Lower bound',
    help: 'Answers whose final output count the client never wrote.',
    minor: true,
  },
  approximate_answers: {
    type: 'count',
    title: 'Approximate',
    help: 'Answers with a part that has no list price of its own.',
    minor: true,
  },
} as const satisfies Record<string, Column>;

/** Unpriced models by name, lower bounds and approximations, each with the number of answers. */
export function usageNotes(rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return ['No answers in this period.'];
  const unpriced = perModel(rows, 'unpriced_answers');
  const lower = total(rows, 'lower_bound_answers');
  const approximate = perModel(rows, 'approximate_answers');
  return [
    ...(unpriced === '' ? [] : [`Not in the cost, because the price or the token counts are unknown: ${unpriced}.`]),
    ...(lower === 0
      ? []
      : [
          `${counted(lower, 'answer')} ended without a final token count; their output tokens and cost are lower bounds.`,
        ]),
    ...(approximate === ''
      ? []
      : [`Counted at the nearest list price, because a part or the service tier has none of its own: ${approximate}.`]),
  ];
}

function perModel(rows: readonly Row[], column: string): string {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const model = String(row['model']);
    counts.set(model, (counts.get(model) ?? 0) + count(row, column));
  }
  return [...counts]
    .filter(([, times]) => times > 0)
    .toSorted(([a, times], [b, more]) => more - times || (a < b ? -1 : 1))
    .map(([model, times]) => `${model} (${counted(times, 'answer')})`)
    .join(', ');
}
