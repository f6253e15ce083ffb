/** The numbers that the cases expect, computed from merged events. Every name here may stand in an `expected.json`. */

import type { Merged } from './merge.ts';

/** What is compared: only the names that a case mentions. */
export function measure(rows: Iterable<Merged>): Record<string, unknown> {
  const all = [...rows];
  const of = (kind: string): Merged[] => all.filter((row) => row['kind'] === kind);
  const answers = of('answer');
  const calls = of('call');
  return {
    sessions: of('session').length,
    prompts: of('prompt').length,
    prompt_bytes: sum(of('prompt'), 'input_bytes'),
    answers: answers.length,
    input_tokens: sum(answers, 'input_tokens'),
    cache_write_tokens: sum(answers, 'cache_write_5m_tokens') + sum(answers, 'cache_write_1h_tokens'),
    cache_write_5m_tokens: sum(answers, 'cache_write_5m_tokens'),
    cache_write_1h_tokens: sum(answers, 'cache_write_1h_tokens'),
    cache_read_tokens: sum(answers, 'cache_read_tokens'),
    output_tokens: sum(answers, 'output_tokens'),
    reasoning_tokens: sum(answers, 'reasoning_tokens'),
    web_searches: sum(answers, 'web_searches'),
    lower_bound_answers: answers.filter((row) => row['output_is_final'] === false).length,
    service_tiers: tally(answers, 'service_tier'),
    models: tally(answers, 'model'),
    answers_of_session: tally(answers, 'session_id'),
    turns: new Set(calls.map((row) => `${String(row['subagent_id'])} ${String(row['turn'])}`)).size,
    calls: calls.length,
    subagent_calls: calls.filter((row) => typeof row['subagent_id'] === 'string').length,
    tools: tally(calls, 'tool'),
    outcomes: tally(calls, 'outcome'),
    exit_codes: tally(calls, 'exit_code'),
    error_classes: tally(calls, 'error_class'),
    targets: tally(calls, 'target'),
    durations_ms: tally(calls, 'duration_ms'),
    elapsed_ms: tally(calls, 'elapsed_ms'),
    call_input_bytes: sum(calls, 'input_bytes'),
    call_output_bytes: sum(calls, 'output_bytes'),
    results: tally(of('outcome'), 'result'),
  };
}

function sum(rows: readonly Merged[], name: string): number {
  let total = 0;
  for (const row of rows) {
    const value = row[name];
    if (typeof value === 'number') total += value;
    else if (typeof value === 'bigint') total += Number(value);
  }
  return total;
}

/** How often each value occurs; rows without a value are left out. */
function tally(rows: readonly Merged[], name: string): Record<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const value = row[name];
    if (value !== undefined && value !== null) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
