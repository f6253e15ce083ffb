/** Sums of ccusage beside transcripts: what a session's transcript tells is never counted twice, and a sum that grew is one answer. */

import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWorld, writeTranscript, type World } from '../../cli/world.ts';

let world: World;
beforeEach(() => {
  world = openWorld();
});
afterEach(() => world.remove());

const sum = (output: number) => ({
  inputTokens: 500,
  outputTokens: output,
  cacheCreationTokens: 10_000,
  cacheReadTokens: 150_000,
});
const rowOf = (period: string, output: number, more: object = {}) => ({
  agent: 'claude',
  period,
  ...more,
  ...sum(output),
  totalCost: 0.5,
  modelsUsed: ['claude-sonnet-4-5-20250929'],
  modelBreakdowns: [{ modelName: 'claude-sonnet-4-5-20250929', cost: 0.5, ...sum(output) }],
});

async function usage(...flags: string[]): Promise<readonly unknown[]> {
  const { out } = await world.run(['usage', '--since', 'all', '--json', ...flags]);
  return JSON.parse(out).rows.map((row: Record<string, unknown>) => [
    row['answers'],
    row['output_tokens'],
    row['cost_usd'],
  ]);
}

test('The sum of a session counts until its transcript is imported, in either order', async () => {
  const metadata = { lastActivity: '2026-11-19T09:00:34.000Z' };
  const session = [rowOf('s-1', 2000, { metadata }), rowOf('s-gone', 700, { metadata })];
  const file = world.write('sessions.json', JSON.stringify({ session, totals: {} }, null, 2));
  await world.run(['import', 'ccusage', '--path', file]);
  expect(await usage()).toEqual([[2, 2700, 1]]);
  writeTranscript(world, 's-1');
  await world.run(['import']);
  const told = await usage('--agent', 'claude-code');
  expect(told).toEqual([[5, 2000, expect.any(Number)]]);
  expect(await usage()).toEqual([[6, 2700, expect.any(Number)]]);
  await world.run(['import', 'ccusage', '--path', file]);
  expect(await usage()).toEqual([[6, 2700, expect.any(Number)]]);
});

test('A day whose sum has grown is one answer, with the larger sum', async () => {
  const file = world.write('daily.json', JSON.stringify({ daily: [rowOf('2026-11-19', 700)] }));
  await world.run(['import', 'ccusage', '--path', file]);
  world.write('daily.json', JSON.stringify({ daily: [rowOf('2026-11-18', 1), rowOf('2026-11-19', 900)] }));
  await world.run(['import', 'ccusage', '--path', file]);
  expect(await usage()).toEqual([[2, 901, 1]]);
});

test('Without --path nothing of it is looked for', async () => {
  world.write('daily.json', JSON.stringify({ daily: [rowOf('2026-11-19', 700)] }));
  await world.run(['import']);
  expect(await usage()).toEqual([]);
});
