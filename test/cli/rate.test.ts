import { afterEach, beforeEach, expect, test } from 'vitest';

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

async function ratings(): Promise<unknown> {
  const { out } = await world.run(['sessions', '--since', 'all', '--json']);
  return Object.fromEntries(
    JSON.parse(out).rows.map((row: Record<string, unknown>) => [row['session_id'], row['rating']]),
  );
}

test('The latest session is judged, or the one that is named; the last judgement counts', async () => {
  leaveSession('aaaa1111', '10');
  leaveSession('bbbb2222', '20');
  await world.run(['import']);
  expect(await world.run(['rate', '4'])).toMatchObject({
    status: 0,
    out: 'Session bbbb2222 of claude-code: 4 of 5, good.\n',
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

test.each([
  [['rate', '9'], 'is no rating'],
  [['rate'], 'needs RATING'],
  [['rate', '4', '--would-use-again', 'perhaps'], 'takes yes or no'],
  [['rate', '4'], 'no session yet'],
  [['rate', "zz' or 1=1 --", '4'], 'No session has an id that begins with'],
])('%j is refused in a sentence', async (argv, message) => {
  const { status, err } = await world.run(argv);
  expect(status).toBe(2);
  expect(err).toContain(message);
});
