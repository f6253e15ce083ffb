/** What the overview shows, from top to bottom: each part is an analysis of its own, cut to what fits on a screen. */

import type { Section } from '../define.ts';
import activity from '../activity.ts';
import overview from '../overview.ts';
import sessions from '../sessions.ts';
import tools from '../tools.ts';
import usage from '../usage.ts';

export type Part = Section & {
  /** `headline` one row of big numbers · `spark` one curve, `columns` being x and y · `table` rows. */
  readonly shape: 'headline' | 'spark' | 'table';
  readonly columns: readonly string[];
  /** Rows shown; the analysis says how many there are. */
  readonly limit?: number;
};

export const overviewParts: readonly Part[] = [
  {
    analysis: overview,
    title: 'Overview',
    shape: 'headline',
    columns: ['sessions', 'calls', 'failures', 'cost_usd', 'active_days'],
  },
  { analysis: activity, title: 'Cost by day', shape: 'spark', columns: ['day', 'cost_usd'] },
  { analysis: activity, title: 'Calls by day', shape: 'spark', columns: ['day', 'calls'] },
  {
    analysis: usage,
    title: 'Usage by model',
    shape: 'table',
    limit: 8,
    columns: [
      'model',
      'answers',
      'input_tokens',
      'cache_write_tokens',
      'cache_read_tokens',
      'output_tokens',
      'cost_usd',
    ],
  },
  {
    analysis: tools,
    title: 'Tools',
    shape: 'table',
    limit: 10,
    columns: [
      'tool',
      'calls',
      'success_rate',
      'success_low',
      'success_high',
      'p50_ms',
      'p95_ms',
      'top_failure',
      'suggestion',
    ],
  },
  {
    analysis: sessions,
    title: 'Latest sessions',
    shape: 'table',
    params: { limit: 5 },
    columns: ['session_id', 'agent', 'repo', 'started_at', 'duration_ms', 'calls', 'failures', 'cost_usd'],
  },
];
