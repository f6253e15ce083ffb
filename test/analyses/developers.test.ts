/** Developers are told apart by their pseudonyms, and only where enough of them share. */

import { expect, onTestFinished, test } from 'vitest';
import developers from '../../src/analyses/developers.ts';
import { wilson } from '../../src/insight/wilson.ts';
import { engineOf, type Given } from '../engine/event-table.ts';
import { EVENTS } from './developers-events.ts';

async function engineFor(given: readonly Given[]) {
  const engine = await engineOf(given);
  onTestFinished(() => engine.close());
  return engine;
}

test('Each developer has a row with work, failures and cost, and whose log names nobody has none', async () => {
  const { rows, notes } = await (await engineFor(EVENTS)).run(developers);
  const [a, b, c] = [wilson(1, 3), wilson(1, 1), wilson(0, 1)];
  expect(rows.map((row) => Object.values(row))).toEqual([
    ['dev-a', 2, 4, 1, 1 / 3, 1.5, 'claude-code, codex', '2026-11-11T09:00:00.000Z', a.low, a.high, 3, 0],
    ['dev-b', 1, 1, 1, 1, null, 'codex', '2026-11-11T10:00:00.000Z', b.low, b.high, 1, 1],
    ['dev-c', 0, 1, 0, 0, null, 'codex', '2026-11-12T12:00:00.000Z', c.low, c.high, 1, 0],
  ]);
  expect(notes).toContain('1 answers have no known price; they are not in the cost.');
});

test('With fewer developers than a policy asks for nobody is shown, whatever part of them is asked for', async () => {
  const engine = await engineFor(EVENTS);
  const shown = async (params: Readonly<Record<string, string | number>>) =>
    (await engine.run(developers, params)).rows.map((row) => row['developer']);
  expect(await shown({ min_developers: 3, agent: 'claude-code' })).toEqual(['dev-a']);
  expect(await shown({ min_developers: 4 })).toEqual([]);
});
