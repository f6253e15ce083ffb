/** Which calls follow one another, and whether the last one then succeeds. */

import { expect, onTestFinished, test } from 'vitest';
import chains from '../../src/analyses/chains.ts';
import type { Cell, Row } from '../../src/analyses/define.ts';
import { engineOf, type Given } from '../engine/event-table.ts';
import { EVENTS } from './chains-events.ts';

async function reportOf(given: readonly Given[], params: Readonly<Record<string, Cell>> = {}) {
  const engine = await engineOf(given);
  onTestFinished(() => engine.close());
  return engine.run(chains, params);
}

/** Calls one after another, a second apart, one letter each; a blank is a prompt, `!` makes the call before it fail. */
function stream(letters: string, session = 's'): readonly Given[] {
  return [...letters].flatMap((letter, index): readonly Given[] => {
    if (letter === '!') return [];
    const place = {
      session_id: session,
      seq: index,
      at: new Date(Date.UTC(2026, 10, 10) + index * 1000).toISOString(),
    };
    if (letter === ' ') return [{ kind: 'prompt', id: `${session}-${index}`, ...place }];
    const outcome = letters[index + 1] === '!' ? 'tool_error' : 'ok';
    return [{ kind: 'call', id: `${session}-${index}`, tool: letter, outcome, ...place }];
  });
}

const countsOf = (rows: readonly Row[]) => Object.fromEntries(rows.map(({ chain, count }) => [chain, count]));

test('A chain is counted where its calls follow one another, and compared with all calls of its last tool.', async () => {
  const { rows, notes } = await reportOf(EVENTS);
  expect(rows).toEqual([
    {
      chain: 'Read → Edit',
      length: 2,
      count: 14,
      success_rate: 11 / 12,
      // 11 of 13 if the unknown edit failed, 12 of 13 if it did not.
      success_low: expect.closeTo(0.577654, 6),
      success_high: expect.closeTo(0.98629, 6),
      // Besides: the 4 that something stands before, and 5 of the 10 that nothing stands before.
      base_rate: 20 / 26,
      lift: expect.closeTo(11 / 12 / (20 / 26), 12),
      median_gap_ms: 2000,
      // fisher.test(matrix(c(11, 1, 9, 5), 2, byrow = TRUE))
      p_adjusted: expect.closeTo(0.169565, 6),
      streams: 14,
      ok: 11,
      failed: 1,
      unknown: 1,
      base_ok: 20,
      base_failed: 6,
      timed: 11,
      one_in: 1,
    },
  ]);
  expect(notes).toEqual([
    expect.stringMatching(/^Longer chains hold shorter ones/),
    '1 last calls have no known outcome; they widen the intervals.',
    'The gap is known for 11 of 14 occurrences: the others have no end, or ran side by side.',
  ]);
});

test('Chains of 2 to 4 calls are told, overlapping, the most frequent first.', async () => {
  const { rows } = await reportOf([...stream('ABCDE'), ...stream('AB', 't')], { min_count: 1 });
  expect(rows.map(({ chain, count, length }) => [chain, count, length])).toEqual([
    ['A → B', 2, 2],
    ['A → B → C', 1, 3],
    ['A → B → C → D', 1, 4],
    ['B → C', 1, 2],
    ['B → C → D', 1, 3],
    ['B → C → D → E', 1, 4],
    ['C → D', 1, 2],
    ['C → D → E', 1, 3],
    ['D → E', 1, 2],
  ]);
});

test('Neither a prompt, nor another session, nor a rare tool is bridged.', async () => {
  const given = [...stream('AB AxB BA'), ...stream('AB', 't')];
  expect(countsOf((await reportOf(given, { min_count: 2 })).rows)).toEqual({ 'A → B': 2 });
  expect(countsOf((await reportOf(given, { min_count: 2, session: 't' })).rows)).toEqual({});
  expect(countsOf((await reportOf(given, { min_count: 1, session: 't' })).rows)).toEqual({ 'A → B': 1 });
});

test('Runs of one tool are told but leave room for the rest.', async () => {
  const given = stream('AAAAAAAAA BBBBBBBBB CD CD DC EF');
  const chainsOf = async (limit: number) =>
    (await reportOf(given, { min_count: 1, limit })).rows.map(({ chain }) => chain);
  // One row of five is theirs; the second run fills what would be empty.
  expect(await chainsOf(4)).toEqual(['A → A', 'C → D', 'D → C', 'E → F']);
  expect(await chainsOf(5)).toEqual(['A → A', 'B → B', 'C → D', 'D → C', 'E → F']);
  expect(await chainsOf(9)).toHaveLength(9);
});

test('Where all calls fail, there is no lift.', async () => {
  const { rows, insights } = await reportOf(stream('A!B!'.repeat(40)), { limit: 1 });
  expect(rows).toMatchObject([{ chain: 'A → B', success_rate: 0, base_rate: 0, lift: null, p_adjusted: null }]);
  expect(insights).toEqual([]);
});

test('Neither nothing nor a single call is a chain.', async () => {
  for (const given of [[], stream('A')]) {
    const report = await reportOf(given, { min_count: 0 });
    expect(report).toMatchObject({ rows: [], insights: [] });
    expect(report.notes).toEqual(['No sequence of calls was seen often enough in this period.']);
  }
});

test('The order in which events were stored does not matter, nor do places that are shared.', async () => {
  const tied = EVENTS.map((event) => ({ ...event, seq: 1, at: '2026-11-10T12:00:00.000Z' }));
  for (const given of [EVENTS, tied]) {
    const params = { min_count: 1 };
    expect(await reportOf(given.toReversed(), params)).toEqual(await reportOf(given, params));
  }
});

test('A tool name of any length is kept in the row and cut in the insight.', async () => {
  const name = 'x'.repeat(10_240);
  const given = Array.from({ length: 40 }, (_, index) => stream('AB', `s${index}`)).flat();
  const report = await reportOf(given.map((event) => (event['tool'] === 'A' ? { ...event, tool: name } : event)));
  expect(report.rows).toMatchObject([{ chain: `${name} → B`, count: 40 }]);
  expect(report.insights).toEqual([`${'x'.repeat(59)}… → B: 40 occurrences, 100 % success (B overall 100 %)`]);
});

test('A finding is told with what to do, the chains that hold it are not.', async () => {
  const given = Array.from({ length: 20 }, (_, index) =>
    stream(index % 4 === 0 ? 'GRE RE GE! E! E' : 'GRE RE! GE! E! E!', `s${index}`),
  ).flat();
  const more = Array.from({ length: 20 }, (_, index) => stream('RE RE RE', `t${index}`)).flat();
  const { insights } = await reportOf([...given, ...more]);
  expect(insights.slice(0, 2)).toEqual([
    'R → E: 100 occurrences, 85 % success (E overall 56 %)',
    '  Do R right before E: it works 64 to 84 points more often (other E calls: 8 % of 60).',
  ]);
  expect(insights.filter((line) => line.startsWith('G → R → E'))).toEqual([]);
  expect(insights).toContain('G → E: 20 occurrences, 0 % success (E overall 56 %)');
});
