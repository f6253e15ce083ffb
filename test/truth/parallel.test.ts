/** What `parallel` calls safe is never more than could have been saved, and its upper bound never less. */

import { expect, test } from 'vitest';
import type { Row } from '../../src/analyses/define.ts';
import parallel from '../../src/analyses/parallel.ts';
import { dependentWorld, parallelWorld } from './parallel-world.ts';
import { FEW, mean, openWorlds, type Scenario } from './worlds.ts';

async function answersIn<Truth>(scenario: Scenario<Truth>) {
  const worlds = await openWorlds(scenario, FEW);
  return Promise.all(
    worlds.map(async ({ truth, ask }) => {
      const { rows } = await ask(parallel);
      const sum = (column: string) => rows.reduce((total: number, row: Row) => total + Number(row[column] ?? 0), 0);
      return { truth, rows, safe: sum('saved_ms_safe'), upper: sum('saved_ms_upper') };
    }),
  );
}

test('The truth lies between the bounds, in every world.', async () => {
  const answers = await answersIn(parallelWorld);
  expect(answers.filter(({ truth, safe }) => safe > truth.independent_ms)).toEqual([]);
  expect(answers.filter(({ truth, upper }) => upper < truth.independent_ms)).toEqual([]);
  // A bound of nothing would always hold: what is safe is a good part of the truth.
  expect(mean(answers.map(({ truth, safe }) => safe / truth.independent_ms))).toBeGreaterThan(0.3);
});

test('Where every call needed the one before, nothing could safely have been saved.', async () => {
  for (const { safe } of await answersIn(dependentWorld)) expect(safe).toBe(0);
});
