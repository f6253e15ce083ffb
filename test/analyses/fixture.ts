/** A small team over three days: every outcome, two clients, priced and unpriced models, a fork, a subagent, ratings. */

import type { Given } from '../engine/event-table.ts';

const claude = { agent: 'claude-code', session_id: 's1', session_at: '2026-11-09T22:30:00.000Z', repo: 'github.com/acme/app', branch: 'main' };
const codex = { agent: 'codex', session_id: 's2', session_at: '2026-11-11T08:00:00.000Z', repo: 'github.com/acme/tools', branch: 'fix/login' };

export const TEAM: readonly Given[] = [
  { kind: 'session', id: 's1', ...claude, at: '2026-11-09T22:30:00.000Z', ended_at: '2026-11-10T01:00:00.000Z', origin: 'startup' },
  { kind: 'prompt', ...claude, at: '2026-11-09T22:30:01.000Z', input_bytes: 40 },
  { kind: 'answer', ...claude, at: '2026-11-09T22:30:05.000Z', model: 'claude-opus-5-5', input_tokens: 12, cache_read_tokens: 15_000, cache_write_5m_tokens: 300,
    cache_write_1h_tokens: 600, output_tokens: 64, output_is_final: true, service_tier: 'standard' },
  { kind: 'call', ...claude, at: '2026-11-09T22:30:06.000Z', tool: 'Edit', outcome: 'tool_error', error_class: 'string_not_found', observers: 'transcript' },
  { kind: 'call', ...claude, at: '2026-11-09T22:31:00.000Z', tool: 'Edit', outcome: 'tool_error', error_class: 'string_not_found', observers: 'transcript' },
  { kind: 'call', ...claude, at: '2026-11-09T22:32:00.000Z', tool: 'Edit', outcome: 'tool_error', error_class: 'file_not_read', observers: 'transcript' },
  { kind: 'call', ...claude, at: '2026-11-09T22:33:00.000Z', tool: 'Edit', outcome: 'ok', duration_ms: 10, observers: 'hook,transcript' },
  { kind: 'call', ...claude, at: '2026-11-09T23:30:00.000Z', tool: 'Bash', outcome: 'ok', duration_ms: 100, observers: 'hook,transcript' },
  { kind: 'call', ...claude, at: '2026-11-09T23:31:00.000Z', tool: 'Bash', outcome: 'ok', duration_ms: 200, elapsed_ms: 90_000, observers: 'hook,transcript' },
  { kind: 'call', ...claude, at: '2026-11-09T23:32:00.000Z', tool: 'Bash', outcome: 'command_nonzero', error_class: 'test_failed', duration_ms: 1000, observers: 'hook,transcript' },
  { kind: 'call', ...claude, at: '2026-11-09T23:33:00.000Z', tool: 'Bash', outcome: 'denied', error_class: 'user_rejected', observers: 'transcript' },
  { kind: 'call', ...claude, at: '2026-11-09T23:34:00.000Z', tool: 'Bash', outcome: 'cancelled', error_class: 'interrupted', observers: 'transcript' },
  { kind: 'call', ...claude, at: '2026-11-09T23:35:00.000Z', tool: 'Bash', elapsed_ms: 5, observers: 'transcript' },
  { kind: 'answer', ...claude, at: '2026-11-10T00:30:00.000Z', model: 'claude-opus-5-5', input_tokens: 1000, output_tokens: 100, output_is_final: false },
  { kind: 'answer', ...claude, at: '2026-11-10T00:31:00.000Z', subagent_id: 'a1', model: 'claude-haiku-4-5-20251001', input_tokens: 2000, output_tokens: 10, output_is_final: true },
  { kind: 'session', id: 's2', ...codex, at: '2026-11-11T08:00:00.000Z' },
  { kind: 'prompt', ...codex, at: '2026-11-11T08:00:00.500Z' },
  { kind: 'answer', ...codex, at: '2026-11-11T08:00:02.000Z', model: 'gpt-5.5', input_tokens: 5000, cache_read_tokens: 1000, output_tokens: 1000 },
  { kind: 'answer', ...codex, at: '2026-11-11T08:00:03.000Z', model: 'gpt-5.5', input_tokens: 1000, output_tokens: 0, service_tier: 'fast' },
  { kind: 'answer', ...codex, at: '2026-11-11T08:00:04.000Z', model: 'home-grown-7b', input_tokens: 100, output_tokens: 5 },
  { kind: 'answer', ...codex, at: '2026-11-11T08:00:05.000Z', model: 'home-grown-7b', reported_cost_micros: 1500, input_tokens: 1, output_tokens: 1 },
  { kind: 'call', ...codex, at: '2026-11-11T08:00:06.250Z', tool: 'shell', outcome: 'ok' },
  { kind: 'feedback', id: 'f1', agent: 'hindcast', session_id: 's2', at: '2026-11-11T09:00:00.000Z', subject_id: 's1', rating: 2, judge: 'human' },
  { kind: 'feedback', id: 'f2', agent: 'hindcast', session_id: 's2', at: '2026-11-11T10:00:00.000Z', subject_id: 's1', rating: 4, judge: 'human' },
  { kind: 'outcome', id: 'o1', agent: 'hindcast', session_id: 's2', at: '2026-11-11T10:00:00.000Z', result: 'committed', ref: 'abc123' },
];
