/** What every analysis answers about the small team of `fixture.ts`, worked out by hand. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Row } from '../../src/analyses/define.ts';
import activity from '../../src/analyses/activity.ts';
import coverage from '../../src/analyses/coverage.ts';
import overview from '../../src/analyses/overview.ts';
import sessions from '../../src/analyses/sessions.ts';
import tools from '../../src/analyses/tools.ts';
import usageByDay from '../../src/analyses/usage-by-day.ts';
import usage from '../../src/analyses/usage.ts';
import type { Engine } from '../../src/engine/define.ts';
import { hintFor } from '../../src/insight/hints.ts';
import { engineOf } from '../engine/event-table.ts';
import { TEAM } from './fixture.ts';

let engine: Engine;
beforeAll(async () => void (engine = await engineOf(TEAM)));
afterAll(() => engine.close());

const cells = (rows: readonly Row[]) => rows.map((row) => Object.values(row));

describe('usage', () => {
  test('sums tokens and cost per model and keeps apart what is unknown.', async () => {
    const report = await engine.run(usage);
    expect(cells(report.rows)).toEqual([
      ['gpt-5.5', 2, 6000, 0, 1000, 1000, 0.0605, 0, 0, 1],
      ['claude-opus-5-5', 2, 1012, 900, 15_000, 164, 0.016628, 0, 1, 0],
      ['claude-haiku-4-5-20251001', 1, 2000, 0, 0, 10, 0.00205, 0, 0, 0],
      ['home-grown-7b', 2, 101, 0, 0, 6, 0.0015, 1, 0, 0],
    ]);
    expect(report.notes).toEqual([
      'Not in the cost, because the price or the token counts are unknown: home-grown-7b (1 answer).',
      '1 answer ended without a final token count; their output tokens and cost are lower bounds.',
      'Counted at the nearest list price, because a part or the service tier has none of its own: gpt-5.5 (1 answer).',
      'Prices of the test.',
    ]);
    expect(report.coverage).toEqual([]);
  });

  test('takes only what the filters leave.', async () => {
    const models = async (params: Readonly<Record<string, string>>) =>
      (await engine.run(usage, params)).rows.map((row) => row['model']);
    expect(await models({ agent: 'codex' })).toEqual(['gpt-5.5', 'home-grown-7b']);
    expect(await models({ repo: 'github.com/acme/app' })).toEqual(['claude-opus-5-5', 'claude-haiku-4-5-20251001']);
    expect(await models({ session: 's2', until: '2026-11-11T08:00:03Z' })).toEqual(['gpt-5.5']);
    expect(await models({ since: '2026-11-10T00:31:00Z', until: '2026-11-10T00:31:00.001Z' })).toEqual([
      'claude-haiku-4-5-20251001',
    ]);
    expect(await models({ since: '2030-01-01' })).toEqual([]);
  });
});

describe('usage-by-day', () => {
  const daysAndCosts = (rows: readonly Row[]) => rows.map((row) => [row['day'], row['model'], row['cost_usd']]);

  test('sums per day of UTC by default.', async () => {
    expect(daysAndCosts((await engine.run(usageByDay)).rows)).toEqual([
      ['2026-11-09', 'claude-opus-5-5', 0.010628],
      ['2026-11-10', 'claude-opus-5-5', 0.006],
      ['2026-11-10', 'claude-haiku-4-5-20251001', 0.00205],
      ['2026-11-11', 'gpt-5.5', 0.0605],
      ['2026-11-11', 'home-grown-7b', 0.0015],
    ]);
  });

  test.each([
    ['Europe/Berlin', ['2026-11-09', '2026-11-10', '2026-11-11']],
    ['Asia/Kolkata', ['2026-11-10', '2026-11-11']],
    ['Pacific/Chatham', ['2026-11-10', '2026-11-11']],
    ['America/Los_Angeles', ['2026-11-09', '2026-11-11']],
  ])('begins its days at midnight in %s.', async (tz, days) => {
    expect([...new Set((await engine.run(usageByDay, { tz })).rows.map((row) => row['day']))]).toEqual(days);
  });

  test('gives a day of 25 hours everything that happened on it.', async () => {
    const berlin = await engineOf(
      [
        '2026-10-24T21:59:59.999Z',
        '2026-10-24T22:00:00.000Z',
        '2026-10-25T22:59:59.999Z',
        '2026-10-25T23:00:00.000Z',
      ].map((at) => ({ kind: 'answer', at, model: 'm', input_tokens: 1 })),
    );
    const { rows } = await berlin.run(usageByDay, { tz: 'Europe/Berlin' });
    expect(rows.map((row) => [row['day'], row['answers']])).toEqual([
      ['2026-10-24', 1],
      ['2026-10-25', 2],
      ['2026-10-26', 1],
    ]);
    await berlin.close();
  });
});

describe('tools', () => {
  test('counts outcomes, gives rates with intervals, percentiles of measured times and the most common failure.', async () => {
    const report = await engine.run(tools);
    expect(report.rows).toMatchObject([
      {
        tool: 'Bash',
        calls: 6,
        ok: 2,
        tool_error: 0,
        command_nonzero: 1,
        denied: 1,
        cancelled: 1,
        unknown: 1,
        success_rate: 2 / 3,
        // 2 of 4 if the unknown call failed, 3 of 4 if it did not.
        success_low: expect.closeTo(0.150039, 6),
        success_high: expect.closeTo(0.954413, 6),
        p50_ms: 200,
        p95_ms: 920,
        p99_ms: 984,
        top_failure: 'test_failed',
        suggestion: hintFor('test_failed'),
        top_failure_calls: 1,
        timed_calls: 3,
        live_only: 0,
        informed_calls: null,
      },
      {
        tool: 'Edit',
        calls: 4,
        ok: 1,
        tool_error: 3,
        command_nonzero: 0,
        denied: 0,
        cancelled: 0,
        unknown: 0,
        success_rate: 0.25,
        success_low: expect.closeTo(0.045587, 6),
        success_high: expect.closeTo(0.699358, 6),
        p50_ms: 10,
        p95_ms: 10,
        p99_ms: 10,
        top_failure: 'string_not_found',
        suggestion: 'Read the file right before editing it, and copy the text exactly.',
        top_failure_calls: 2,
        timed_calls: 1,
        live_only: 0,
      },
      {
        tool: 'shell',
        calls: 1,
        ok: 1,
        tool_error: 0,
        command_nonzero: 0,
        denied: 0,
        cancelled: 0,
        unknown: 0,
        success_rate: 1,
        success_low: expect.closeTo(0.206549, 6),
        success_high: 1,
        p50_ms: null,
        p95_ms: null,
        p99_ms: null,
        top_failure: null,
        suggestion: null,
        top_failure_calls: null,
        timed_calls: 0,
        live_only: 0,
      },
    ]);
    expect(report.coverage).toEqual([
      { observer: 'transcript', calls_seen: 11, share: 1 },
      { observer: 'hook', calls_seen: 4, share: 4 / 11 },
    ]);
    expect(report.notes).toContain('1 of 11 calls have no known outcome; they widen the intervals.');
  });
});

test('sessions are listed from the newest, with the latest judgement and result.', async () => {
  const [second, first] = (await engine.run(sessions)).rows;
  expect(second).toEqual({
    session_id: 's2',
    agent: 'codex',
    repo: 'github.com/acme/tools',
    branch: 'fix/login',
    started_at: '2026-11-11T08:00:00.000Z',
    duration_ms: 6250,
    calls: 1,
    failures: 0,
    cost_usd: 0.062,
    outcome: 'committed',
    rating: null,
    prompts: 1,
    unpriced_answers: 1,
    confidence: 'high',
    evidence: '1 commit',
    disagreement: null,
    commits: 1,
    reverted_commits: 0,
    published: null,
    commit_proof: 'told',
    edits: 0,
    shell_calls: 0,
    test_runs: 0,
    last_test: null,
    ending: 'call',
    period_sessions: 2,
  });
  expect(first).toEqual({
    session_id: 's1',
    agent: 'claude-code',
    repo: 'github.com/acme/app',
    branch: 'main',
    started_at: '2026-11-09T22:30:00.000Z',
    duration_ms: 9_000_000,
    calls: 10,
    failures: 4,
    cost_usd: 0.018678,
    outcome: 'tests_failed',
    rating: 4,
    prompts: 1,
    unpriced_answers: 0,
    confidence: 'high',
    evidence: 'tests failed after the last edit',
    disagreement: 'rated 4, yet tests failed',
    commits: 0,
    reverted_commits: 0,
    published: null,
    commit_proof: null,
    edits: 1,
    shell_calls: 0,
    test_runs: 1,
    last_test: 'failed',
    ending: 'answer',
    period_sessions: 2,
  });
  expect((await engine.run(sessions, { limit: 1 })).rows.map((row) => row['session_id'])).toEqual(['s2']);
});

test('coverage says what each observer missed and why.', async () => {
  const report = await engine.run(coverage);
  expect(cells(report.rows)).toEqual([
    ['transcript', 11, 0, 1, null],
    ['hook', 4, 6, 0.4, 'rejected before running 3, cancelled 1, denied 1, no result yet 1'],
  ]);
});

test('activity has one row for every day on which something happened.', async () => {
  expect(cells((await engine.run(activity)).rows)).toEqual([
    ['2026-11-09', 1, 1, 10, 4, 1, 0.010628, 0],
    ['2026-11-10', 1, 0, 0, 0, 2, 0.00805, 0],
    ['2026-11-11', 1, 1, 1, 0, 4, 0.062, 1],
  ]);
});

test('overview is one row.', async () => {
  expect(cells((await engine.run(overview)).rows)).toEqual([
    [2, 2, 11, 4, 7, 0.080678, 1, 3, 2, '2026-11-09T22:30:00.000Z', '2026-11-11T08:00:06.250Z'],
  ]);
});
