/** Where time goes: every second of a session belongs to one part. */

import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import latency from '../../src/analyses/latency.ts';
import { slownessAdvice } from '../../src/insight/slowness.ts';
import { engineOf, type Given } from '../engine/event-table.ts';
import { EVENTS } from './latency-events.ts';
import { runs } from '../runs.ts';

async function reportOf(given: readonly Given[]) {
  const engine = await engineOf(given);
  onTestFinished(() => engine.close());
  return engine.run(latency);
}

test('Every second is accounted for, and what overlaps counts once', async () => {
  const { rows } = await reportOf(EVENTS);
  expect(rows.map((row) => Object.values(row))).toEqual([
    ['idle', 600_000, null, 600_000, 600_000, 1, 0, 1],
    ['user', 40_000, 40 / 63, 40_000, 40_000, 1, 0, 1],
    ['model', 11_000, 11 / 63, 2000, expect.closeTo(3800, 6), 5, 0, 1],
    ['tool: Bash', 6000, 6 / 63, 6000, 6000, 1, 1, 1],
    ['permission', 4000, 4 / 63, 4000, 4000, 1, 1, 1],
    ['tool: Read', 2000, 2 / 63, 2000, 2000, 1, 0, 1],
  ]);
});

test('The order in which events were stored does not matter', async () => {
  expect((await reportOf(EVENTS.toReversed())).rows).toEqual((await reportOf(EVENTS)).rows);
});

test('The parts of any session add up to its span', async () => {
  const item = fc.record({
    kind: fc.constantFrom('prompt', 'answer', 'call'),
    wait: fc.nat({ max: 400_000 }),
    elapsed_ms: fc.option(fc.nat({ max: 50_000 }), { nil: undefined }),
    duration_ms: fc.option(fc.nat({ max: 50_000 }), { nil: undefined }),
    beside: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(item, { minLength: 1, maxLength: 25 }), async (items) => {
      let clock = Date.UTC(2026, 10, 10);
      let end = clock;
      const begin = clock;
      const given = items.map(({ kind, wait, elapsed_ms: elapsed, duration_ms: duration, beside }, index): Given => {
        if (index > 0 && !beside) clock = end + wait;
        const told = { elapsed_ms: elapsed, duration_ms: duration, tool: 'Bash', outcome: 'ok' };
        if (kind === 'call') end = Math.max(end, clock + (elapsed ?? duration ?? 0));
        end = Math.max(end, clock);
        const event = { at: new Date(clock).toISOString(), seq: index };
        return kind === 'call'
          ? { kind, ...event, ...told }
          : { kind: kind === 'prompt' ? 'prompt' : 'answer', ...event };
      });
      const engine = await engineOf(given);
      const { rows } = await engine.run(latency);
      await engine.close();
      const first = given[0]?.['kind'] === 'call' ? Number(given[0]['elapsed_ms'] ?? given[0]['duration_ms'] ?? 0) : 0;
      // What the first record itself lasted has nothing before it to be measured from.
      expect(rows.reduce((sum, row) => sum + Number(row['total_ms']), 0)).toBe(end - begin - first);
    }),
    { numRuns: runs(25) },
  );
});

test('A bottleneck is named with what helps, and only when it was seen often enough', async () => {
  const calls = (count: number): readonly Given[] =>
    Array.from({ length: count }, (_, index) => [
      { kind: 'answer' as const, at: minute(index, 0), seq: index * 200 },
      {
        kind: 'call' as const,
        at: minute(index, 1),
        seq: index * 200 + 1,
        tool: 'Task',
        outcome: 'ok',
        elapsed_ms: 45_000,
      },
    ]).flat();
  const minute = (index: number, second: number) => new Date(Date.UTC(2026, 10, 10, 12, index, second)).toISOString();
  expect((await reportOf(calls(6))).insights).toEqual([
    "Tool 'Task' averages 45,000 ms (median 45,000, p95 45,000, n=6): 78 % of the time.",
    '  Recommendation: Use for complex work only, not simple queries.',
    expect.stringContaining('The model averages'),
    `  Recommendation: ${slownessAdvice('model')}`,
  ]);
  expect((await reportOf(calls(2))).insights).toEqual([]);
});

test('Nothing, one event, and events without a session are no data', async () => {
  const note = 'No session has two records with a time between them in this period.';
  for (const given of [[], EVENTS.slice(0, 1), [{ ...EVENTS[0], kind: 'prompt' as const, session_id: null }]]) {
    expect(await reportOf(given)).toMatchObject({ rows: [], insights: [], notes: [note] });
  }
});
