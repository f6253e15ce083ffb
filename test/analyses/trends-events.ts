/** Two weeks around the night on which Berlin turns its clocks back (2026-10-25), with a day off, and a change that the counts bear. */

import type { Given } from '../engine/event-table.ts';

type Day = { readonly at: string; readonly ok: number; readonly failed: number; readonly session: string };

const DAYS: readonly Day[] = [
  { at: '2026-10-23T10:00:00.000Z', ok: 60, failed: 40, session: 's1' },
  // 23:30 in Berlin on the 24th, which is still summer time; 00:30 there on the 25th.
  { at: '2026-10-24T21:30:00.000Z', ok: 3, failed: 1, session: 's1' },
  { at: '2026-10-24T22:30:00.000Z', ok: 2, failed: 0, session: 's2' },
  // 23:30 in Berlin on the 25th, which is winter time by now; a day of 25 hours.
  { at: '2026-10-25T22:30:00.000Z', ok: 1, failed: 1, session: 's2' },
  { at: '2026-10-27T10:00:00.000Z', ok: 95, failed: 5, session: 's3' },
];

export const EVENTS: readonly Given[] = [
  ...DAYS.flatMap(({ at, ok, failed, session }) => [
    ...Array.from({ length: ok }, () => call(at, session, 'ok')),
    ...Array.from({ length: failed }, () => call(at, session, 'tool_error')),
  ]),
  call('2026-10-27T10:00:00.000Z', 's3', 'denied'),
  call('2026-10-27T10:00:00.000Z', 's3', 'unknown'),
  answer('2026-10-23T10:00:00.000Z', { reported_cost_micros: 1_500_000 }),
  answer('2026-10-25T22:30:00.000Z', { reported_cost_micros: 500_000 }),
  answer('2026-10-27T10:00:00.000Z', { model: 'home-grown-7b' }),
];

function call(at: string, session: string, outcome: string): Given {
  return { kind: 'call', at, session_id: session, tool: 'Bash', outcome };
}

function answer(at: string, more: Readonly<Record<string, unknown>>): Given {
  return {
    kind: 'answer',
    at,
    session_id: 's1',
    model: 'claude-opus-5-5',
    input_tokens: 10,
    output_tokens: 5,
    ...more,
  };
}
