/** Operations that work at once, after another attempt, after another way, and never; and calls that are no attempts. */

import type { Given } from '../engine/event-table.ts';

function call(turn: number, more: Readonly<Record<string, unknown>>): Given {
  const at = new Date(Date.UTC(2026, 10, 10, 12, turn)).toISOString();
  return { kind: 'call', outcome: 'ok', turn, seq: turn * 10 + 1, at, ...more };
}

const test = { tool: 'Bash', program: 'npm test', target: 'npm test' };
const failed = { outcome: 'command_nonzero', error_class: 'test_failed' };

export const EVENTS: readonly Given[] = [
  // Shared by two calls.
  { kind: 'answer', turn: 1, seq: 10, input_tokens: 100, output_tokens: 21, cache_read_tokens: 9000 },
  call(1, { ...test, ...failed, duration_ms: 1000, elapsed_ms: 9000 }),
  call(1, { tool: 'Read', target: 'a', seq: 12 }),
  { kind: 'answer', turn: 2, seq: 20, input_tokens: 200, output_tokens: 40 },
  call(2, { ...test, ...failed, elapsed_ms: 500 }),
  call(3, test),
  // It worked before: another operation.
  call(4, test),
  // Another way, two answers later.
  call(5, { ...test, ...failed, target: 'npm test -- a', duration_ms: 300 }),
  call(7, { ...test, target: 'npm test -- b' }),
  // Another way, too late to be one.
  call(11, { ...test, target: 'npm test -- c' }),
  call(12, { tool: 'Bash', program: 'grep', target: 'grep x', outcome: 'command_nonzero', error_class: 'information' }),
  // Given up; the subagent's is another one.
  call(13, { tool: 'Edit', target: 'a', outcome: 'tool_error', error_class: 'string_not_found' }),
  call(13, { tool: 'Edit', target: 'a', subagent_id: 'a1' }),
  // No attempts.
  call(14, { tool: 'Edit', target: 'b', outcome: 'denied' }),
  call(15, { tool: 'Edit', target: 'b', outcome: 'cancelled' }),
  call(16, { tool: 'Edit', target: 'b', outcome: 'unknown' }),
  call(17, { tool: 'TodoWrite', outcome: 'tool_error' }),
];
