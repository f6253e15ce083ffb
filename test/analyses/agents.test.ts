/** Agents by type of task: what counts as success, and who is called better. */

import { expect, onTestFinished, test } from 'vitest';
import agents from '../../src/analyses/agents.ts';
import { wilson } from '../../src/insight/wilson.ts';
import { engineOf, type Given } from '../engine/event-table.ts';
import { EVENTS } from './agents-events.ts';

async function reportOf(given: readonly Given[], params: Readonly<Record<string, string>> = {}) {
  const engine = await engineOf(given);
  onTestFinished(() => engine.close());
  return engine.run(agents, params);
}

const COLUMNS = ['agent', 'task_type', 'n', 'success_rate', 'mean_rating', 'cost_usd', 'rank', 'verdict', 'runs'];

test('Each agent is ranked among those of its type of task, as far as the counts bear it', async () => {
  const { rows, insights } = await reportOf(EVENTS);
  expect(rows.map((row) => COLUMNS.map((name) => row[name]))).toEqual([
    ['codex', '(rated session)', 1, 1, 5, null, null, 'not enough data', 1],
    ['newcomer', 'bug_fix', 3, 1, null, null, null, 'not enough data', 4],
    ['backend-architect', 'bug_fix', 30, 28 / 30, null, null, 1, 'best', 30],
    ['frontend-developer', 'bug_fix', 30, 6 / 30, 1.75, null, 2, 'worse than backend-architect', 30],
    ['claude-opus-5-5', 'plan', 12, 11 / 12, null, 0.12, null, 'nothing to compare with', 12],
  ]);
  const { low, high } = wilson(28, 30);
  expect(rows[2]).toMatchObject({ low, high, mean_ms: 1000 });
  expect(insights).toEqual([expect.stringMatching(/^backend-architect is best at bug_fix: 93 % of 30 \(/)]);
});

test('One type of task may be asked for', async () => {
  expect((await reportOf(EVENTS, { task_type: 'plan' })).rows).toHaveLength(1);
});

test('Nothing judged is said to be nothing judged', async () => {
  expect(await reportOf([{ kind: 'call' }])).toMatchObject({ rows: [], insights: [] });
});
