/** One session in which some calls could have run at once and others could not, a subagent, and a session whose clock ran backwards. */

import type { Given } from '../engine/event-table.ts';

const at = (second: number): string => new Date(Date.UTC(2026, 10, 10, 12, 0, 0) + second * 1000).toISOString();

/** A call of the answer `turn`; the answer itself stands at ten times that, its calls after it. */
function call(turn: number, second: number, more: Readonly<Record<string, unknown>>): Given {
  return { kind: 'call', outcome: 'ok', turn, seq: turn * 10 + 1, at: at(second), ...more };
}

function answer(turn: number, second: number, bytes: number): Given {
  return { kind: 'answer', turn, seq: turn * 10, at: at(second), output_bytes: bytes };
}

export const EVENTS: readonly Given[] = [
  { kind: 'prompt', seq: 1, at: at(0) },
  answer(1, 1, 200),
  call(1, 1, { tool: 'Read', target: 'a', elapsed_ms: 2000, duration_ms: 1500 }),
  call(1, 3, { tool: 'Read', target: 'b', elapsed_ms: 1000, duration_ms: 900, seq: 12 }),
  // The next answer says nothing and reads on.
  answer(2, 5, 0),
  call(2, 5, { tool: 'Read', target: 'c', elapsed_ms: 1000 }),
  // The model wrote about what it had read.
  answer(3, 9, 50),
  call(3, 10, { tool: 'Read', target: 'd', elapsed_ms: 100 }),
  // Writing what was read before; then something else; then the same again.
  answer(4, 12, 0),
  call(4, 12, { tool: 'Edit', target: 'd', elapsed_ms: 200 }),
  call(5, 14, { tool: 'Edit', target: 'e', elapsed_ms: 300 }),
  call(6, 16, { tool: 'Edit', target: 'e', elapsed_ms: 300 }),
  // Side by side.
  call(7, 18, { tool: 'Bash', target: 'git status', program: 'git status', elapsed_ms: 400 }),
  call(7, 18, { tool: 'Grep', target: 'x', elapsed_ms: 300, seq: 72 }),
  // May have changed anything.
  call(8, 20, { tool: 'Bash', target: 'make', program: 'make', elapsed_ms: 400 }),
  // A prompt, a missing answer, a refusal, a failure and an unknown tool in between.
  call(9, 30, { tool: 'Read', target: 'f', elapsed_ms: 100 }),
  { kind: 'prompt', seq: 95, at: at(35) },
  call(10, 40, { tool: 'Read', target: 'g', elapsed_ms: 100 }),
  call(12, 42, { tool: 'Read', target: 'h', elapsed_ms: 100 }),
  call(13, 44, { tool: 'Read', target: 'i', outcome: 'denied' }),
  call(14, 46, { tool: 'Read', target: 'j', elapsed_ms: 100 }),
  call(15, 48, { tool: 'Read', target: 'k', outcome: 'tool_error' }),
  call(16, 50, { tool: 'x'.repeat(10_240), target: 'l', elapsed_ms: 100 }),
  call(17, 52, { tool: 'Read', target: 'm', elapsed_ms: 100 }),
  // A subagent has an order of its own.
  call(1, 1, { subagent_id: 'a1', tool: 'Glob', target: '**/*.ts', elapsed_ms: 50 }),
  call(2, 2, { subagent_id: 'a1', tool: 'Read', target: 'z', elapsed_ms: 80 }),
  // Nobody knows which answers made these, or where they belong.
  { kind: 'call', tool: 'Read', target: 'a', outcome: 'ok', session_id: 's3', at: at(1), duration_ms: 10 },
  { kind: 'call', tool: 'Read', target: 'b', outcome: 'ok', session_id: 's3', at: at(2), duration_ms: 10 },
  { kind: 'call', tool: 'Read', target: 'b', outcome: 'ok', session_id: null, turn: 1, at: at(2), duration_ms: 10 },
];
