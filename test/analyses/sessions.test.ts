/** What became of sessions that ended in every way: worked out by hand from the rules. */

import { expect, onTestFinished, test } from 'vitest';
import sessions from '../../src/analyses/sessions.ts';
import { engineOf, type Given } from '../engine/event-table.ts';
import { EVENTS } from './sessions-events.ts';

async function ask(given: readonly Given[], params: Readonly<Record<string, string | number>> = {}) {
  const engine = await engineOf(given);
  onTestFinished(() => engine.close());
  return engine.run(sessions, params);
}

test('Every session is told by the first rule that fits, with the evidence and how sure it is.', async () => {
  const { rows } = await ask(EVENTS);
  expect(rows.map((row) => [row['session_id'], row['outcome'], row['confidence'], row['evidence']])).toEqual([
    ['backwards', 'tests_passed', 'medium', 'tests passed after the last edit'],
    ['in-a-subagent', 'tests_passed', 'medium', 'tests passed after the last edit'],
    ['answered-after-commands', 'answered', 'low', 'ended with an answer; 1 command may have changed something'],
    ['answered', 'answered', 'medium', 'ended with an answer, nothing was changed'],
    ['nothing-found', 'unknown', null, null],
    ['interrupted', 'abandoned', 'medium', 'interrupted or refused, and nothing followed'],
    ['edit-failed', 'abandoned', 'low', 'ended with a call that failed'],
    ['taken-back', 'changed', 'low', '1 edit without a commit, perhaps taken back'],
    ['tests-denied', 'changed', 'medium', '1 edit without a commit'],
    ['tests-before-the-edit', 'changed', 'medium', '1 edit without a commit'],
    ['tests-hidden', 'changed', 'medium', '1 edit without a commit; tests ran, but a pipe hid whether they passed'],
    ['tests-failed', 'tests_failed', 'high', 'tests failed after the last edit'],
    ['tests-passed', 'tests_passed', 'medium', 'tests passed after the last edit'],
    ['committed-by-command', 'committed', 'medium', 'git commit succeeded; which commit is not known'],
    ['committed-at-that-time', 'committed', 'low', '1 commit at that time, with files that nothing here names'],
    ['committed', 'committed', 'high', '1 commit'],
    ['pushed-by-command', 'pushed', 'medium', 'git push or gh pr create succeeded'],
    ['pushed', 'pushed', 'high', '1 commit'],
    ['merged-by-command', 'merged', 'medium', 'gh pr merge succeeded'],
    ['merged', 'merged', 'high', '1 commit'],
    ['restored', 'committed', 'high', '1 commit'],
    ['reverted', 'reverted', 'medium', '1 of 2 commits taken back'],
    ['long-name', 'unknown', null, null],
  ]);
});

test('A judgement is held against the outcome.', async () => {
  const { rows, insights } = await ask(EVENTS);
  expect(rows.filter((row) => row['rating'] !== null).map((row) => [row['session_id'], row['disagreement']])).toEqual([
    ['tests-failed', 'rated 4, yet tests failed'],
    ['tests-passed', null],
    ['restored', 'rated 1, yet committed'],
  ]);
  expect(insights).toEqual([
    '9 of 23 sessions ended in a commit (39 %, 95 % 22 % to 59 %).',
    '1 commit of 1 session was reverted: reverted.',
    '  Read what those sessions were asked before the same is tried again.',
    '7 sessions changed files and no commit of it is known ($6.00).',
    '  Begin with in-a-sub, $1.00: commit what is good, drop the rest.',
    '1 session stopped with failing tests: tests-fa.',
    'Judgement and result disagree: tests-fa was rated 4, yet tests failed.',
    'Judgement and result disagree: restored was rated 1, yet committed.',
  ]);
});

test('The branch is the last one seen, the rest is counted.', async () => {
  const { rows } = await ask(EVENTS, { session: 'reverted' });
  expect(rows).toEqual([
    expect.objectContaining({
      branch: 'fix',
      calls: 1,
      failures: 0,
      prompts: 1,
      cost_usd: 1,
      commits: 2,
      reverted_commits: 1,
      edits: 1,
      duration_ms: 2000,
      period_sessions: 1,
    }),
  ]);
  expect((await ask(EVENTS, { session: 'nothing-found' })).rows[0]).toMatchObject({ calls: 1, failures: 0 });
});

test('A newest few are said to be a few.', async () => {
  const { rows, notes, insights } = await ask(EVENTS, { limit: 6 });
  expect(rows).toHaveLength(6);
  expect(notes[0]).toBe('The newest 6 of 23 sessions; --limit lists more.');
  expect(insights[0]).toBe('0 of the newest 6 sessions ended in a commit (0 %, 95 % 0 % to 39 %).');
});

test('What happened after the period still tells what became of it; what happened in the session after it does not.', async () => {
  const given: readonly Given[] = [
    { kind: 'call', at: '2026-11-01T10:00:00.000Z', tool: 'Edit', outcome: 'ok' },
    { kind: 'call', at: '2026-11-03T10:00:00.000Z', tool: 'Edit', outcome: 'ok' },
    { kind: 'outcome', at: '2026-11-20T10:00:00.000Z', result: 'committed', ref: 'abcdef0' },
  ];
  expect((await ask(given, { until: '2026-11-02T00:00:00Z' })).rows).toEqual([
    expect.objectContaining({ outcome: 'committed', edits: 1, duration_ms: 0 }),
  ]);
});

test('Little data says little.', async () => {
  expect(await ask([])).toMatchObject({ rows: [], insights: [], notes: ['No sessions in this period.'] });
  expect(await ask([{ kind: 'outcome', result: 'committed' }])).toMatchObject({ rows: [] });
  const { rows, insights } = await ask([{ kind: 'call', tool: 'Edit', outcome: 'ok' }]);
  expect(rows).toEqual([expect.objectContaining({ outcome: 'changed', duration_ms: 0, cost_usd: null, rating: null })]);
  expect(insights).toEqual([]);
});

test('When every call failed, the session was abandoned.', async () => {
  const given = Array.from({ length: 3 }, (_, index): Given => ({
    kind: 'call',
    seq: index,
    tool: 'Bash',
    outcome: 'tool_error',
  }));
  expect((await ask(given)).rows).toEqual([expect.objectContaining({ outcome: 'abandoned', calls: 3, failures: 3 })]);
});

test('The order in which events were inserted changes nothing.', async () => {
  expect(await ask([...EVENTS].map((event, index) => ({ id: `e${index}`, ...event })).toReversed())).toEqual(
    await ask(EVENTS.map((event, index) => ({ id: `e${index}`, ...event }))),
  );
});
