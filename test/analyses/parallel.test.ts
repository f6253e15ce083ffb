/** Which calls could have run at once, worked out by hand. */

import { expect, onTestFinished, test } from 'vitest';
import parallel from '../../src/analyses/parallel.ts';
import { engineOf, type Given } from '../engine/event-table.ts';
import { EVENTS } from './parallel-events.ts';

async function reportOf(given: readonly Given[], params: Readonly<Record<string, number>> = {}) {
  const engine = await engineOf(given);
  onTestFinished(() => engine.close());
  return engine.run(parallel, params);
}

const at = (ms: number): string => new Date(Date.UTC(2026, 10, 10) + ms).toISOString();

/** Reads of several files, one answer each. */
function reads(times: number, more: (index: number) => Readonly<Record<string, unknown>>): readonly Given[] {
  return Array.from({ length: times }, (_, index) => ({
    kind: 'call',
    tool: 'Read',
    target: `file-${index}`,
    outcome: 'ok',
    turn: index,
    seq: index,
    at: at(index * 1000),
    ...more(index),
  }));
}

test('Runs are those that nothing stood between, with what was lost for sure and at most', async () => {
  const { rows } = await reportOf(EVENTS);
  expect(rows.map((row) => Object.values(row))).toEqual([
    // 1 s to 6 s less the longest, 1.5 s; for sure only what the first answer asked for: 1.5 + 0.9 - 1.5 s.
    ['Read × 3', 1, 3, 900, 3500, 'one after another', 5000, null, 1, 2, 1],
    ['Edit × 2', 1, 2, 0, 2000, 'one after another', 2300, null, 1, 0, 1],
    ['Glob + Read', 1, 2, 0, 1000, 'one after another', 1080, null, 1, 0, 1],
    // 0.4 and 0.3 s in 0.4 s.
    ['Bash + Grep', 1, 2, null, null, 'in parallel', 400, 300, 0, 0, 1],
  ]);
});

test('The order in which events were stored does not matter', async () => {
  expect(await reportOf(EVENTS.toReversed())).toEqual(await reportOf(EVENTS));
});

test('A few words between two answers count as none when they are allowed', async () => {
  const { rows } = await reportOf(EVENTS, { text_bytes: 50 });
  expect(rows.map(({ pattern }) => pattern)).toContain('Read × 4');
});

test('Of several tools two are named; long runs are counted to six', async () => {
  const tools = ['Read', 'Grep', 'Glob', 'Read'];
  const mixed = reads(4, (index) => ({ tool: tools[index] }));
  const long = reads(9, (index) => ({ session_id: 's2', tool: index === 4 ? 'Grep' : 'Read' }));
  const { rows } = await reportOf([...mixed, ...long]);
  expect(rows.map(({ pattern, calls }) => [pattern, calls])).toEqual([
    ['Grep + Read × 6 or more', 9],
    ['More than 2 tools', 4],
  ]);
});

test('What a command does is never sure, and neither is what nobody timed', async () => {
  const command = { tool: 'Bash', program: 'ls', turn: 1, duration_ms: 700 };
  const { rows } = await reportOf(reads(2, () => command));
  expect(rows.map((row) => [row['pattern'], row['saved_ms_safe'], row['saved_ms_upper']])).toEqual([
    ['Bash × 2', 0, 700],
  ]);
  const untimed = await reportOf(reads(2, () => ({ turn: 1 })));
  expect(untimed.rows.map((row) => [row['saved_ms_safe'], row['saved_ms_upper']])).toEqual([[0, 1000]]);
});

test('A clock that runs backwards and a night in between cost no more than a pause may', async () => {
  const back = await reportOf(reads(2, (index) => ({ at: at(index === 0 ? 86_400_000 : 0), elapsed_ms: 100 })));
  const night = await reportOf(reads(2, (index) => ({ at: at(index * 86_400_000), elapsed_ms: 100 })));
  for (const { rows } of [back, night]) {
    expect(rows.map((row) => [row['saved_ms_upper'], row['spent_ms']])).toEqual([[300_100, 300_200]]);
  }
});

test('Where everything failed, or only one call was made, there is nothing to be saved', async () => {
  expect((await reportOf(reads(5, () => ({ outcome: 'tool_error' })))).rows).toEqual([]);
  const { rows, insights, notes } = await reportOf(reads(1, () => ({})));
  expect([rows, insights, notes]).toEqual([[], [], ['No calls that could have run at once in this period.']]);
});

test('A habit becomes a sentence, with what it costs', async () => {
  const pairs = Array.from({ length: 3 }, (_, session) =>
    reads(2, () => ({ session_id: `s${session}`, elapsed_ms: 400 })),
  ).flat();
  const { insights, notes } = await reportOf(pairs);
  expect(insights).toEqual([
    'Found 3 sequential Read pairs.',
    '  Ask for them in one answer: up to 71% less latency, 3 s of 4.2 s.',
  ]);
  expect(notes).toContain('6 of 6 calls have no exact run time, so that "Safe" is too low.');
  expect((await reportOf(pairs.slice(0, 4))).insights).toEqual([]);
});

test('A session of very many calls is one run', async () => {
  const { rows } = await reportOf(reads(2000, () => ({ elapsed_ms: 10, duration_ms: 10 })));
  expect(rows.map((row) => [row['pattern'], row['runs'], row['calls'], row['round_trips']])).toEqual([
    ['Read × 6 or more', 1, 2000, 1999],
  ]);
});
