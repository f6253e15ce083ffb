/** Whom `coverage` holds to which calls, and what it says about those that were missed. */

import { expect, test } from 'vitest';
import coverage from '../../src/analyses/coverage.ts';
import tools from '../../src/analyses/tools.ts';
import type { Row } from '../../src/analyses/define.ts';
import { engineOf, type Given } from '../engine/event-table.ts';

type Asked = Readonly<Record<string, string>>;

async function reportOf(given: readonly Given[], asked: Asked = {}) {
  const engine = await engineOf(given);
  try {
    return await engine.run(coverage, asked);
  } finally {
    await engine.close();
  }
}

async function rowsOf(given: readonly Given[], asked: Asked = {}): Promise<unknown[][]> {
  return (await reportOf(given, asked)).rows.map((row: Row) => Object.values(row));
}

const on = (day: number, more: Omit<Given, 'kind'> = {}): Given => ({
  kind: 'call',
  at: `2026-11-${String(day).padStart(2, '0')}T12:00:00.000Z`,
  session_id: `s${day}`,
  outcome: 'ok',
  ...more,
});
const hooked = { observers: 'hook,transcript' };
const during = (hour: number) => `2026-11-12T${String(hour).padStart(2, '0')}:00:00.000Z`;

test('What happened before the first hook of an agent is not laid to the hook, and the day is named.', async () => {
  const calls = [on(9), on(10), on(11, hooked), on(12, { agent: 'codex' }), on(13, { agent: 'codex', ...hooked })];
  expect(await rowsOf(calls)).toEqual([
    ['transcript', 5, 0, 1, null],
    [
      'hook',
      2,
      3,
      0.4,
      'before the hook was installed 2 (first claude-code hook seen 2026-11-11), before the hook was installed 1 (first codex hook seen 2026-11-13)',
    ],
  ]);
});

test('The day of the first sighting is looked for outside of the period, too, and is one of the zone that was asked for.', async () => {
  const calls = [on(8, { at: '2026-11-08T23:30:00.000Z', ...hooked }), on(10), on(11)];
  expect(await rowsOf(calls, { since: '2026-11-09T00:00:00Z' })).toEqual([
    ['transcript', 2, 0, 1, null],
    ['hook', 0, 2, 0, 'in sessions that it did not watch 2'],
  ]);
  expect(await rowsOf([on(7), ...calls], { until: '2026-11-08T00:00:00Z', tz: 'Europe/Berlin' })).toEqual([
    ['transcript', 1, 0, 1, null],
    ['hook', 0, 1, 0, 'before the hook was installed 1 (first claude-code hook seen 2026-11-09)'],
  ]);
});

test('An observer answers only for the agents of which it ever saw a call.', async () => {
  const calls = [on(9, hooked), on(10, { agent: 'gemini-cli' }), on(10, { agent: 'gemini-cli', observers: 'otel' })];
  expect(await rowsOf(calls)).toEqual([
    ['transcript', 2, 1, 2 / 3, 'other 1'],
    ['hook', 1, 0, 1, null],
    ['otel', 1, 1, 0.5, 'other 1'],
  ]);
});

test('Every reason is a fact: refused, rejected, interrupted, killed, still running.', async () => {
  const session = { session_id: 's' };
  const calls = [
    on(12, { ...session, ...hooked, at: during(1) }),
    on(12, { ...session, at: during(2), outcome: 'denied', error_class: 'permission_rule' }),
    on(12, { ...session, at: during(3), outcome: 'tool_error', error_class: 'unknown_tool' }),
    on(12, { ...session, at: during(4), outcome: 'cancelled' }),
    on(12, { ...session, at: during(5), outcome: 'tool_error', error_class: 'timeout' }),
    on(12, { session_id: 'killed', at: during(1), ...hooked }),
    on(12, { session_id: 'killed', at: during(2), outcome: 'unknown' }),
    on(12, { session_id: 'killed', at: during(3), ...hooked }),
    on(12, { session_id: 'running', at: during(1), ...hooked }),
    on(12, { session_id: 'running', at: during(2), outcome: 'unknown' }),
  ];
  expect((await rowsOf(calls))[1]).toEqual([
    'hook',
    4,
    6,
    0.4,
    'cancelled 1, denied 1, ended without a result 1, no result yet 1, rejected before running 1, other 1',
  ]);
});

test('A transcript is expected where a live observer was at work, imported or not.', async () => {
  const live = { observers: 'hook' };
  expect(await rowsOf([on(9, live), on(10, live)])).toEqual([
    ['hook', 2, 0, 1, null],
    ['transcript', 0, 2, 0, 'never imported 2'],
  ]);
  const session = { session_id: 's' };
  const calls = [
    on(9, hooked),
    on(12, { ...session, at: during(1), ...hooked }),
    on(12, { ...session, at: during(2), ...live }),
  ];
  expect((await rowsOf(calls))[1]).toEqual(['transcript', 2, 1, 2 / 3, 'not imported yet 1']);
});

test('Without calls, or with a single observer, the report says so.', async () => {
  expect((await reportOf([])).notes).toEqual(['No tool calls in this period.']);
  expect((await reportOf([on(9)])).notes).toEqual([
    'Only one observer (transcript) was at work: what it missed, nobody saw.',
  ]);
});

test('The report of tools says how many calls only live observers saw, because those look too good.', async () => {
  const engine = await engineOf([on(9, { tool: 'Bash', observers: 'hook,otel' }), on(9, { tool: 'Bash', ...hooked })]);
  const { rows, notes } = await engine.run(tools);
  await engine.close();
  expect(rows.map((row) => row['live_only'])).toEqual([1]);
  expect(notes.join(' ')).toContain('1 of 2 calls were seen by hooks or telemetry only');
});
