/** Every listed analysis keeps its promises, and none falls over at what a log may hold. */

import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Analysis, Row } from '../../src/analyses/define.ts';
import activity from '../../src/analyses/activity.ts';
import { analyses as listed } from '../../src/analyses/index.ts';
import { overviewParts } from '../../src/analyses/overview/parts.ts';
import type { Report } from '../../src/engine/define.ts';
import { OUTCOMES, OBSERVERS } from '../../src/event/schema.ts';
import { engineOf, type Given } from '../engine/event-table.ts';
import { runs } from '../runs.ts';
import { TEAM } from './fixture.ts';

const analyses: readonly Analysis[] = listed;
const each = describe.each(analyses.map((analysis) => [analysis.id, analysis] as const));

const USAGE = [
  'model',
  'answers',
  'input_tokens',
  'cache_write_tokens',
  'cache_read_tokens',
  'output_tokens',
  'cost_usd',
  'unpriced_answers',
];
const PROMISED: Readonly<Record<string, readonly string[]>> = {
  usage: USAGE,
  'usage-by-day': ['day', ...USAGE],
  tools: [
    'tool',
    'calls',
    'ok',
    'tool_error',
    'command_nonzero',
    'denied',
    'cancelled',
    'unknown',
    'success_rate',
    'success_low',
    'success_high',
    'p50_ms',
    'p95_ms',
    'p99_ms',
    'top_failure',
    'suggestion',
  ],
  sessions: [
    'session_id',
    'agent',
    'repo',
    'branch',
    'started_at',
    'duration_ms',
    'calls',
    'failures',
    'cost_usd',
    'outcome',
    'rating',
  ],
  errors: [
    'fingerprint',
    'title',
    'tool',
    'error_class',
    'count',
    'sessions',
    'repos',
    'agents',
    'first_seen',
    'last_seen',
    'state',
    'trend_pct',
    'suggestion',
    'evidence',
  ],
  chains: [
    'chain',
    'length',
    'count',
    'success_rate',
    'success_low',
    'success_high',
    'base_rate',
    'lift',
    'median_gap_ms',
  ],
  coverage: ['observer', 'calls_seen', 'calls_missed', 'share', 'reasons'],
};
const BANNED = [
  /\bqualify\b/,
  /\barg_m(?:ax|in)\b/,
  /\bstrftime\b/,
  /\bdate_trunc\b/,
  /\bto_char\b/,
  /\bwidth_bucket\b/,
  /\bjsonb\b/,
  /\bgroup by all\b/,
  /\btime_bucket\b/,
  /\bapprox_/,
  /::/,
  /\bround\(/,
  /similar to/,
  /\bfrom '/,
];

test.each(Object.entries(PROMISED))('%s has the promised columns first and in order.', (id, columns) => {
  const analysis = analyses.find((one) => one.id === id);
  expect(Object.keys(analysis?.columns ?? {}).slice(0, columns.length)).toEqual(columns);
});

test('The overview and the sections of a report show columns and give parameters that their analyses have.', () => {
  for (const { analysis, columns, params } of [
    ...overviewParts,
    ...analyses.flatMap(({ sections }) => sections ?? []),
  ]) {
    for (const column of columns ?? []) expect(Object.keys(analysis.columns), analysis.id).toContain(column);
    for (const param of Object.keys(params ?? {})) expect(Object.keys(analysis.params), analysis.id).toContain(param);
  }
});

each('%s', (_id, analysis) => {
  test('opens its SQL with its question.', () => {
    expect(analysis.sql.split('\n', 1)[0]).toBe(`-- ${analysis.question}`);
  });

  test('stays within the SQL that both engines understand alike.', () => {
    for (const pattern of BANNED) expect(analysis.sql).not.toMatch(pattern);
    expect(analysis.sql).toMatch(/\border by\b/);
  });

  test('charts columns that it has.', () => {
    const { kind, ...axes } = analysis.chart;
    for (const column of Object.values(axes)) expect(Object.keys(analysis.columns), kind).toContain(column);
  });

  test('answers only with the columns that it declares.', async () => {
    const engine = await engineOf(await eventsOf(analysis));
    const { rows } = await engine.run(analysis);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(Object.keys(row)).toEqual(Object.keys(analysis.columns));
    await engine.close();
  });
});

test('Every analysis says that there is nothing when the log is empty.', async () => {
  const engine = await engineOf([]);
  for (const analysis of analyses) {
    const report = await engine.run(analysis);
    expect(report.rows, analysis.id).toEqual([]);
    expect(report.notes.join(' '), analysis.id).toMatch(/^(?:No|Nothing) .* in this period\.$/);
  }
  await engine.close();
});

// Opening a database takes longer than asking a question: all of them are asked of each.
test('Every analysis answers the same whatever the order of the events.', async () => {
  const expected = await answersOf(TEAM);
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray([...TEAM], { minLength: TEAM.length }), async (shuffled) => {
      expect(await answersOf(shuffled)).toEqual(expected);
    }),
    { numRuns: runs(4) },
  );
}, 300_000);

test('Every analysis has finite numbers only, rates between 0 and 1 and nothing negative, for any events.', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyEvent, { maxLength: 40 }), async (events) => {
      for (const [analysis, { rows }] of await answersOf(events)) checkRows(analysis, rows);
    }),
    { numRuns: runs(12) },
  );
}, 300_000);

async function answersOf(events: readonly Given[]): Promise<ReadonlyMap<Analysis, Report>> {
  const engine = await engineOf(events);
  const answers = new Map<Analysis, Report>();
  for (const analysis of analyses) answers.set(analysis, await engine.run(analysis));
  await engine.close();
  return answers;
}

test('Numbers outside of all reason fail no analysis.', async () => {
  const most = Number.MAX_SAFE_INTEGER;
  const engine = await engineOf([
    { kind: 'call', tool: 'x'.repeat(10_240), outcome: 'ok', duration_ms: most },
    { kind: 'call', tool: "'; drop view call; --", outcome: 'tool_error', error_class: ':since', duration_ms: 0 },
    ...Array.from(
      { length: 3 },
      () =>
        ({
          kind: 'answer',
          model: 'claude-opus-5-5',
          input_tokens: most,
          output_tokens: most,
          cache_read_tokens: most,
          cache_write_5m_tokens: most,
          cache_write_1h_tokens: most,
        }) as const,
    ),
    { kind: 'prompt', at: '2000-01-01T00:00:00.000Z' },
    { kind: 'prompt', at: '2199-12-31T23:59:59.999Z' },
  ]);
  const answered = new Set<string>();
  for (const analysis of [...analyses, activity]) {
    const { rows } = await engine.run(analysis, { tz: 'Australia/Lord_Howe' });
    answered.add(analysis.id);
    checkRows(analysis, rows);
  }
  for (const { id } of analyses) expect(answered).toContain(id);
  await engine.close();
});

/** Those of the analysis itself, where the team's say nothing about its question. */
async function eventsOf({ id }: Analysis): Promise<readonly Given[]> {
  const own = `${id}-events.ts`;
  if (!readdirSync(import.meta.dirname).includes(own)) return TEAM;
  const module: { EVENTS: readonly Given[] } = await import(`./${own}`);
  return module.EVENTS;
}

function checkRows(analysis: Analysis, rows: readonly Row[]): void {
  const columns = Object.entries(analysis.columns);
  // Tens of thousands of rows: an `expect` for each cell would take longer than the answer.
  const wrong = rows.flatMap((row) => [
    ...columns.filter(([id, { type, signed }]) => !isSound(row[id], type, signed === true)).map(([id]) => [id, row]),
    ...(isInterval(row) ? [] : [['success_low, success_high', row]]),
  ]);
  expect(wrong, analysis.id).toEqual([]);
}

function isSound(cell: Row[string] | undefined, type: string, isSigned: boolean): boolean {
  if (type === 'text' && cell !== null) return typeof cell === 'string';
  if (typeof cell !== 'number') return true;
  return Number.isFinite(cell) && (isSigned || cell >= 0) && (type !== 'ratio' || Math.abs(cell) <= 1);
}

function isInterval({ success_rate: rate, ...row }: Row): boolean {
  if (typeof rate !== 'number' || !('success_low' in row)) return true;
  return Number(row['success_low']) <= rate + 1e-12 && Number(row['success_high']) >= rate - 1e-12;
}

const count = fc.option(fc.oneof(fc.constant(0), fc.nat(5000)), { nil: undefined });
const word = fc.option(fc.constantFrom('a', 'b', 'Ünï', "it's", '日本'), { nil: undefined });
const anyEvent: fc.Arbitrary<Given> = fc.record({
  kind: fc.constantFrom('call', 'call', 'answer', 'prompt', 'session', 'feedback', 'outcome', 'invocation', 'error'),
  id: fc.uuid(),
  at: fc
    .date({ min: new Date('2026-10-01'), max: new Date('2026-11-20'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  session_id: fc.option(fc.constantFrom('s1', 's2', 's3'), { nil: null }),
  observers: fc.subarray([...OBSERVERS], { minLength: 1 }).map((names) => names.join(',')),
  repo: word,
  branch: word,
  tool: word,
  error_class: word,
  result: word,
  model: fc.option(fc.constantFrom('claude-opus-5-5', 'gpt-5.5', 'nobody'), { nil: undefined }),
  outcome: fc.option(fc.constantFrom(...OUTCOMES), { nil: undefined }),
  rating: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
  duration_ms: count,
  elapsed_ms: count,
  seq: fc.option(fc.nat(60), { nil: undefined }),
  turn: fc.option(fc.nat(9), { nil: undefined }),
  subagent_id: fc.option(fc.constantFrom('a1', 'a2'), { nil: undefined }),
  target: word,
  program: fc.option(fc.constantFrom('git commit', 'npm test', 'grep'), { nil: undefined }),
  exit_code: fc.option(fc.nat(3), { nil: undefined }),
  error_text: word,
  fingerprint: fc.option(fc.constantFrom('1-a', '1-b'), { nil: undefined }),
  subject_id: fc.option(fc.constantFrom('s1', 's2'), { nil: undefined }),
  success: fc.option(fc.boolean(), { nil: undefined }),
  task_type: word,
  name: word,
  output_bytes: count,
  input_tokens: count,
  output_tokens: count,
  cache_read_tokens: count,
  cache_write_5m_tokens: count,
  cache_write_1h_tokens: count,
  reported_cost_micros: count,
});
