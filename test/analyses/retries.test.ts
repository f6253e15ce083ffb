/** What is tried again, worked out by hand. */

import { expect, onTestFinished, test } from 'vitest';
import retries from '../../src/analyses/retries.ts';
import { wilson } from '../../src/insight/wilson.ts';
import { engineOf, type Given } from '../engine/event-table.ts';
import { EVENTS } from './retries-events.ts';

async function reportOf(given: readonly Given[]) {
  const engine = await engineOf(given);
  onTestFinished(() => engine.close());
  return engine.run(retries);
}

const tries = (outcomes: readonly string[], more: Readonly<Record<string, unknown>> = {}): readonly Given[] =>
  outcomes.map((outcome, seq) => ({ kind: 'call', tool: 'Edit', target: 'a', outcome, seq, turn: seq, ...more }));

test('Operations, attempts and waste are those that happened', async () => {
  const { rows } = await reportOf(EVENTS);
  const of = (successes: number, n: number) => [wilson(successes, n).low, wilson(successes, n).high];
  expect(rows.map((row) => Object.values(row))).toEqual([
    // Seven attempts: four operations, two of which failed at first. Half of 121 tokens, and 240; nobody told those of the third failure.
    ['Bash: npm test', 7, 4, 0.5, 300, 1800, ...of(2, 4), 3, 2, 2, 2, 1, 2, 1.75, 0, 1],
    ['Edit', 2, 2, 0.5, null, null, ...of(1, 2), 1, 1, 0, 0, 0, 1, 1, 1, 1],
    ['Bash: grep', 1, 1, 1, 0, 0, ...of(1, 1), 0, 0, 0, 0, 0, 0, 1, 0, 1],
    ['Read', 1, 1, 1, 0, 0, ...of(1, 1), 0, 0, 0, 0, 0, 0, 1, 0, 1],
  ]);
});

test('The order in which events were stored does not matter', async () => {
  expect(await reportOf(EVENTS.toReversed())).toEqual(await reportOf(EVENTS));
});

test('The same target with another tool, or in another session, is another operation', async () => {
  const { rows } = await reportOf([
    ...tries(['tool_error']),
    ...tries(['ok'], { tool: 'Read', seq: 1 }),
    ...tries(['ok'], { session_id: 's2' }),
  ]);
  expect(rows.map(({ operation, operations, repeated }) => [operation, operations, repeated])).toEqual([
    ['Edit', 2, 0],
    ['Read', 1, 0],
  ]);
});

test('What never works is one operation with a long streak', async () => {
  const { rows } = await reportOf(
    tries(
      Array.from({ length: 12 }, () => 'tool_error'),
      { elapsed_ms: 10 },
    ),
  );
  expect(rows).toEqual([
    expect.objectContaining({
      attempts: 12,
      operations: 1,
      first_try_rate: 0,
      eventually_ok: 0,
      longest_streak: 12,
      wasted_ms: 120,
      wasted_tokens: null,
    }),
  ]);
});

test('A success ends a streak', async () => {
  const { rows } = await reportOf(tries(['tool_error', 'tool_error', 'ok', 'tool_error', 'ok']));
  expect(rows).toEqual([expect.objectContaining({ operations: 2, eventually_ok: 2, longest_streak: 2, untimed: 3 })]);
});

test('One attempt, none, and a tool name of 10 KB give sensible rows', async () => {
  expect((await reportOf(tries(['ok']))).rows).toEqual([expect.objectContaining({ operations: 1, first_try_rate: 1 })]);
  const none = await reportOf(tries(['denied']));
  expect([none.rows, none.insights, none.notes]).toEqual([
    [],
    [],
    ['No calls with a target and a known end in this period.'],
  ]);
  const { rows } = await reportOf(tries(['ok'], { tool: 'x'.repeat(10_240) }));
  expect(rows.map(({ operation }) => operation)).toEqual(['x'.repeat(64)]);
});

test('A sentence is said of what fails often enough to be sure of it', async () => {
  const each = (session: number) =>
    tries(session < 6 ? ['tool_error', 'tool_error', 'tool_error', 'ok'] : ['ok'], {
      session_id: `s${session}`,
      elapsed_ms: 1000,
    });
  const { insights } = await reportOf(Array.from({ length: 12 }, (_, session) => each(session)).flat());
  expect(insights).toEqual([
    'Edit works at the first try in 50% of 12 operations (25–75%); 6 of the other 6 worked later.',
    '  18 failed attempts cost 18 s. Recommendation: look for the cause after the second failure; up to 3 in a row failed.',
  ]);
  expect((await reportOf(each(1))).insights).toEqual([]);
});
