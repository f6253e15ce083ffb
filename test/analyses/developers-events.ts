/** What three developers have shared: one a lot, one a little with another agent, one a day as numbers; and a log that names nobody. */

import type { Given } from '../engine/event-table.ts';

const shared = (developer: string, more: Given): Given => ({ developer, session_id: `${developer}.s1`, ...more });

export const EVENTS: readonly Given[] = [
  shared('dev-a', { kind: 'session', agent: 'claude-code', at: '2026-11-10T09:00:00.000Z' }),
  shared('dev-a', { kind: 'call', agent: 'claude-code', outcome: 'ok', at: '2026-11-10T09:00:01.000Z' }),
  shared('dev-a', { kind: 'call', agent: 'claude-code', outcome: 'tool_error', at: '2026-11-10T09:00:02.000Z' }),
  shared('dev-a', { kind: 'call', agent: 'claude-code', outcome: 'denied', at: '2026-11-10T09:00:03.000Z' }),
  shared('dev-a', {
    kind: 'call',
    agent: 'codex',
    outcome: 'ok',
    session_id: 'dev-a.s2',
    at: '2026-11-11T09:00:00.000Z',
  }),
  shared('dev-a', {
    kind: 'answer',
    agent: 'codex',
    session_id: 'dev-a.s2',
    model: 'm',
    reported_cost_micros: 1_500_000,
    at: '2026-11-11T09:00:00.000Z',
  }),
  shared('dev-b', { kind: 'call', agent: 'codex', outcome: 'command_nonzero', at: '2026-11-11T10:00:00.000Z' }),
  shared('dev-b', {
    kind: 'answer',
    agent: 'codex',
    model: 'home-grown-7b',
    input_tokens: 1,
    output_tokens: 1,
    at: '2026-11-11T10:00:00.000Z',
  }),
  { kind: 'call', developer: 'dev-c', session_id: null, agent: 'codex', outcome: 'ok', at: '2026-11-12T12:00:00.000Z' },
  { kind: 'call', agent: 'claude-code', outcome: 'ok', at: '2026-11-13T12:00:00.000Z' },
];
