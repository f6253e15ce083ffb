/** Two agents at one type of task, a third with little to its name, models of a usage log, and rated sessions. */

import type { Given } from '../engine/event-table.ts';

const many = (count: number, make: (index: number) => Given): readonly Given[] =>
  Array.from({ length: count }, (_, index) => make(index));

const run = (name: string, index: number, more: Readonly<Record<string, unknown>> = {}): Given => ({
  kind: 'invocation',
  id: `${name}-${index}`,
  name,
  agent: 'log',
  task_type: 'bug_fix',
  session_id: null,
  ...more,
});

export const EVENTS: readonly Given[] = [
  ...many(30, (index) => run('backend-architect', index, { success: index > 1, duration_ms: 1000 })),
  ...many(30, (index) => run('frontend-developer', index, { success: index > 20 })),
  ...many(3, (index) => run('newcomer', index, { success: true })),
  run('newcomer', 9, { status: 'running' }),
  // The judgement counts more than how the run ended, and the last one most.
  ...many(4, (index): Given =>
    judge(`frontend-developer-${25 + index}`, { success: false, rating: 1, at: '2026-11-10T13:00:00.000Z' }),
  ),
  judge('frontend-developer-25', { success: true, rating: 4, at: '2026-11-10T14:00:00.000Z' }),
  ...many(12, (index): Given => ({
    kind: 'answer',
    model: 'claude-opus-5-5',
    task_type: 'plan',
    success: index > 0,
    reported_cost_micros: 10_000,
  })),
  { kind: 'answer', model: 'claude-opus-5-5', task_type: 'plan', reported_cost_micros: 99_000_000 },
  { kind: 'session', id: 's7', session_id: 's7', agent: 'codex' },
  judge('s7', { success: true, rating: 5 }),
];

function judge(subject: string, more: Readonly<Record<string, unknown>>): Given {
  return { kind: 'feedback', subject_id: subject, session_id: null, judge: 'human', ...more };
}
