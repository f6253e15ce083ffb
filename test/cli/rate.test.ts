/** `hindcast rate`: what is judged, how it is asked, and what is said when the result contradicts the judgement. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { RATINGS } from '../../src/event/ratings.ts';
import { ROOT } from '../architecture/source-tree.ts';
import { NOON, commit, git, repository } from '../outcomes/world.ts';
import { openWorld, type World } from './world.ts';

let world: World;
beforeEach(() => {
  world = openWorld();
});
afterEach(() => world.remove());

const line = (fields: Record<string, unknown>): string =>
  JSON.stringify({ version: '2.1.236', cwd: '/home/ada/app', isSidechain: false, ...fields });

function leaveSession(id: string, minute: string): void {
  const at = `2026-11-19T09:${minute}:00.000Z`;
  const message = {
    id: `msg_${id}`,
    model: 'claude-sonnet-5',
    stop_reason: 'end_turn',
    content: [],
    usage: { input_tokens: 1, output_tokens: 2 },
  };
  world.write(
    `.claude/projects/-home-ada-app/${id}.jsonl`,
    `${line({ type: 'user', uuid: `u-${id}`, sessionId: id, timestamp: at, message: { role: 'user', content: 'hi' } })}\n${line({ type: 'assistant', uuid: `a-${id}`, sessionId: id, timestamp: at, requestId: `req_${id}`, message })}\n`,
  );
}

/** A session that edits a file of the checkout, at the time of its commits. */
function leaveEdit(app: string, id: string): void {
  const file = join(app, 'a.ts');
  const at = (second: number) => new Date(NOON + second * 1000).toISOString();
  const common = { sessionId: id, cwd: app };
  const usage = { input_tokens: 1, output_tokens: 2 };
  const content = [{ type: 'tool_use', id: `toolu_${id}`, name: 'Edit', input: { file_path: file } }];
  const message = { id: `msg_${id}`, model: 'claude-sonnet-5', stop_reason: 'tool_use', content, usage };
  const result = [{ type: 'tool_result', tool_use_id: `toolu_${id}`, content: 'The file has been updated.' }];
  const rows = [
    { type: 'user', uuid: `u-${id}`, timestamp: at(0), message: { role: 'user', content: 'hi' } },
    { type: 'assistant', uuid: `a-${id}`, timestamp: at(1), requestId: `req_${id}`, message },
    { type: 'user', uuid: `r-${id}`, timestamp: at(2), message: { role: 'user', content: result } },
  ];
  world.write(`.claude/projects/-app/${id}.jsonl`, rows.map((row) => `${line({ ...row, ...common })}\n`).join(''));
}

async function ratings(): Promise<unknown> {
  const { out } = await world.run(['sessions', '--since', 'all', '--json']);
  return Object.fromEntries(
    JSON.parse(out).rows.map((row: Record<string, unknown>) => [row['session_id'], row['rating']]),
  );
}

test('Outside of a checkout the latest session is judged, or the one that is named; the last judgement counts', async () => {
  leaveSession('aaaa1111', '10');
  leaveSession('bbbb2222', '20');
  await world.run(['import']);
  expect(await world.run(['rate', '4'])).toMatchObject({
    status: 0,
    out: 'Session bbbb2222 of claude-code: 4 of 5, good.\nWhat became of it: answered (ended with an answer, nothing was changed; confidence medium).\n',
  });
  expect(
    (
      await world.run([
        'rate',
        'aaaa',
        '1',
        '--notes',
        'mail ada@tern-works.io',
        '--alternative',
        'codex',
        '--would-use-again',
        'no',
      ])
    ).status,
  ).toBe(0);
  expect(await ratings()).toEqual({ aaaa1111: 1, bbbb2222: 4 });
  await world.run(['rate', 'aaaa', '3'], { now: new Date('2026-11-20T12:05:00.000Z') });
  expect(await ratings()).toEqual({ aaaa1111: 3, bbbb2222: 4 });
  const { out } = await world.run([
    'sql',
    'select rating, success, alternative, would_use_again, notes from feedback where rating = 1',
    '--json',
  ]);
  expect(JSON.parse(out)).toEqual([
    { rating: 1, success: false, alternative: 'codex', would_use_again: false, notes: 'mail [redacted:email]' },
  ]);
});

test('On a terminal one key answers, and Esc judges nothing', async () => {
  leaveSession('aaaa1111', '10');
  await world.run(['import']);
  const asked = await world.run(['rate', 'aaaa', '--notes', 'quick'], { key: '2' });
  expect(asked.err).toContain('3  acceptable: completed, but required significant fixes');
  expect(asked.out).toContain('Session aaaa1111 of claude-code: 2 of 5, poor.');
  expect(await world.run(['rate'], { key: null })).toMatchObject({ status: 0, out: '' });
  expect(await ratings()).toEqual({ aaaa1111: 2 });
});

test('An invocation is judged by its id or as the last thing here, and a judgement that its end contradicts is told so', async () => {
  leaveSession('inv-session', '10');
  await world.run(['import']);
  const invocation = ['log', 'invocation', '--name', 'frontend-developer', '--task-type', 'feature', '--status'];
  await world.run([...invocation, 'failure', '--id', 'inv-1', '--at', '2026-11-19T10:00:00Z']);
  await world.run([...invocation, 'success', '--id', 'inv-2', '--at', '2026-11-19T11:00:00Z']);
  expect((await world.run(['rate', '5'])).out).toBe(
    'Invocation inv-2 of frontend-developer: 5 of 5, excellent.\nIt ended with the status success.\n',
  );
  expect((await world.run(['rate', 'inv-1', '5'])).out).toBe(
    'Invocation inv-1 of frontend-developer: 5 of 5, excellent.\nYou rated 5, but it ended with the status failure.\n',
  );
  expect((await world.run(['rate', 'inv', '5'])).err).toContain(
    'Several ids begin with "inv": inv-2, inv-1, inv-session.',
  );
  const { rows, notes } = JSON.parse((await world.run(['agents', '--since', 'all', '--json'])).out);
  expect(rows).toMatchObject([{ agent: 'frontend-developer', n: 2, mean_rating: 5, disagreements: 1 }]);
  expect(notes).toContain('1 of 2 ratings disagrees with how the work ended.');
});

test('Inside a checkout only its own work is meant; that its commit was reverted is told at once and by the reports', async () => {
  const variables = { PATH: process.env['PATH'] ?? '' };
  const app = repository(join(world.home, 'boiler'));
  commit(app, -60, { 'a.ts': '0' });
  leaveEdit(app, 'cccc3333');
  leaveSession('bbbb2222', '50');
  await world.run(['import']);
  commit(app, 2, { 'a.ts': '1' });
  git(app, 30, 'revert', '--no-edit', 'HEAD');
  expect((await world.run(['rate', '5'], { cwd: 'boiler', variables })).out).toBe(
    'Session cccc3333 of claude-code: 5 of 5, excellent.\nYou rated 5, but its commit was reverted (1 of 1 commit taken back; confidence high).\n',
  );
  const said = JSON.parse((await world.run(['sessions', '--since', 'all', '--json'])).out);
  expect(said.notes).toContain('The judgement of 1 of 1 rated session disagrees with the outcome.');
  expect(said.insights).toContain('Judgement and result disagree: cccc3333 was rated 5, yet reverted.');
  const { rows } = JSON.parse((await world.run(['agents', '--since', 'all', '--json'])).out);
  expect(rows).toMatchObject([{ agent: 'claude-code', task_type: '(rated session)', disagreements: 1 }]);
  repository(join(world.home, 'empty'));
  const { status, err } = await world.run(['rate', '5'], { cwd: 'empty' });
  expect({ status, err }).toMatchObject({ status: 2, err: expect.stringContaining('Nothing that could be judged') });
});

test('The guide explains the scale in the words of the command', () => {
  const page = readFileSync(join(ROOT, 'docs', 'guide', 'log.md'), 'utf8');
  for (const { rating, name, meaning } of RATINGS) expect(page).toContain(`| ${rating} | ${name}: ${meaning} |`);
});

test.each([
  [['rate', '9'], 'is no rating'],
  [['rate'], 'needs a number from 1 to 5'],
  [['rate', 'aaaa'], 'needs a number from 1 to 5'],
  [['rate', '4', 'aaaa'], '"aaaa" is no rating'],
  [['rate', '4', '--would-use-again', 'perhaps'], 'takes yes or no'],
  [['rate', '4'], 'no session yet'],
  [['rate', "zz' or 1=1 --", '4'], 'No session and no invocation has an id that begins with'],
])('%j is refused in a sentence', async (argv, message) => {
  const { status, err } = await world.run(argv);
  expect(status).toBe(2);
  expect(err).toContain(message);
});
