/** What following a hint is worth, and what is said about tools. */

import { expect, onTestFinished, test } from 'vitest';
import tools from '../../src/analyses/tools.ts';
import { differenceInterval } from '../../src/insight/difference.ts';
import { hintFor } from '../../src/insight/hints.ts';
import { engineOf, type Given } from '../engine/event-table.ts';
import { EVENTS } from './tools-events.ts';

async function reportOf(given: readonly Given[]) {
  const engine = await engineOf(given);
  onTestFinished(() => engine.close());
  return engine.run(tools);
}

test('Edits of files that the session had read are told from those of files that it had not', async () => {
  const { rows } = await reportOf(EVENTS);
  const effect = differenceInterval({ successes: 39, n: 40 }, { successes: 8, n: 23 });
  expect(rows.find(({ tool }) => tool === 'Edit')).toMatchObject({
    informed_calls: 40,
    informed_ok: 39,
    uninformed_calls: 23,
    uninformed_ok: 8,
    effect_low: effect.low,
    effect_high: effect.high,
  });
  expect(rows.find(({ tool }) => tool === 'Read')).toMatchObject({ informed_calls: null, effect_low: null });
});

test('An exit status that answers a question is never the most common failure', async () => {
  const { rows } = await reportOf(EVENTS);
  expect(rows.find(({ tool }) => tool === 'Bash')).toMatchObject({
    command_nonzero: 11,
    top_failure: 'test_failed',
    top_failure_calls: 2,
  });
});

test('The worst tools are spoken of first, with the hint and what it was worth, then the slow ones', async () => {
  const { insights } = await reportOf(EVENTS);
  expect(insights).toEqual([
    "Tool 'Edit' has 75 % success rate (63 % to 84 %, n=63)",
    `  Common failure: string_not_found, 16 times (${hintFor('string_not_found')})`,
    '  Measured: after the file was read or written in the session 98 % of 40 worked, otherwise 35 % of 23',
    "Tool 'Bash' has 0 % success rate (0 % to 26 %, n=11)",
    `  Common failure: test_failed, 2 times (${hintFor('test_failed')})`,
    "Tool 'Read' has 98 % success rate (88 % to 100 %, n=43)",
    `  Common failure: file_not_found, once (${hintFor('file_not_found')})`,
    "Tool 'Task' averages 45,000 ms",
    '  Recommendation: Use for complex work only, not simple queries.',
  ]);
});

test('Too few calls are not spoken of', async () => {
  expect((await reportOf(EVENTS.slice(0, 8))).insights).toEqual([]);
  expect((await reportOf([])).insights).toEqual([]);
});

test('A tool name of 10 KB and rows without any name are rows', async () => {
  const { rows } = await reportOf([
    { kind: 'call', tool: 'x'.repeat(10_000), outcome: 'unknown' },
    { kind: 'call', outcome: 'ok' },
  ]);
  expect(rows.map(({ tool, success_rate: rate }) => [String(tool).length, rate])).toEqual([
    [10_000, null],
    [9, 1],
  ]);
});
