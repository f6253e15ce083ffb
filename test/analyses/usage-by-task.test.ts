/** Usage by type of task, and by week. */

import { expect, onTestFinished, test } from 'vitest';
import usageByDay from '../../src/analyses/usage-by-day.ts';
import usageByTask from '../../src/analyses/usage-by-task.ts';
import { wilson } from '../../src/insight/wilson.ts';
import { engineOf, type Given } from '../engine/event-table.ts';
import { EVENTS } from './usage-by-task-events.ts';

async function engineFor(given: readonly Given[]) {
  const engine = await engineOf(given);
  onTestFinished(() => engine.close());
  return engine;
}

test('Each type of task has its tokens, its time and how often it succeeded', async () => {
  const { rows, notes } = await (await engineFor(EVENTS)).run(usageByTask);
  const { low, high } = wilson(2, 3);
  expect(rows.map((row) => Object.values(row))).toEqual([
    ['execute', 3, 3, 2 / 3, low, high, 3000, 2000, 3000, 300, 1.5, 0, 2, 3],
    ['(none)', 1, 0, null, null, null, null, null, 9, 3, null, 1, 0, 0],
    ['plan', 1, 1, 1, wilson(1, 1).low, 1, 500, 500, 1000, 100, 0.5, 0, 1, 1],
  ]);
  expect(notes).toContain('1 answers have no known price; they are not in the cost.');
  expect((await (await engineFor([])).run(usageByTask)).notes).toEqual(['No answers in this period.']);
});

test('Usage may be summed by weeks, which begin on Monday in the zone that is asked for', async () => {
  const answer = (at: string): Given => ({ kind: 'answer', at, model: 'm', input_tokens: 1, output_tokens: 1 });
  const given = ['2026-11-08T22:59:00.000Z', '2026-11-08T23:01:00.000Z', '2026-11-15T22:00:00.000Z'].map(answer);
  const { rows } = await (await engineFor(given)).run(usageByDay, { per: 'week', tz: 'Europe/Berlin' });
  expect(rows.map(({ day, answers }) => [day, answers])).toEqual([
    ['2026-11-02', 1],
    ['2026-11-09', 2],
  ]);
});
