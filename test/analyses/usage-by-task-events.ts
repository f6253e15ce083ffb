/** A usage log of three types of tasks, and answers that name none. */

import type { Given } from '../engine/event-table.ts';

const logged = (task_type: string, success: boolean, duration_ms: number): Given => ({
  kind: 'answer',
  observers: 'log',
  model: 'claude-3-opus',
  session_id: null,
  task_type,
  success,
  duration_ms,
  input_tokens: 1000,
  output_tokens: 100,
  reported_cost_micros: 500_000,
});

export const EVENTS: readonly Given[] = [
  logged('execute', true, 1000),
  logged('execute', true, 2000),
  logged('execute', false, 6000),
  logged('plan', true, 500),
  { kind: 'answer', model: 'home-grown-7b', input_tokens: 1, cache_read_tokens: 8, output_tokens: 3 },
];
