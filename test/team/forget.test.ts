/** What is forgotten is gone from the log and does not come back, and teammates no longer count it. */

import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sh } from '../sync/repos.ts';
import { openCrew, shardsOf, work, workAlone, type Developer } from './making.ts';

const S = (digit: number) => `5e551000-0000-4000-8000-00000000000${digit}`;

/** Every byte below a folder, caches left out. */
function bytesBelow(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.startsWith('cache') && statSync(join(folder, name)).isFile())
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('\n');
}

async function sessionsOf(developer: Developer, ...more: string[]): Promise<number> {
  return (await developer.rows('sessions', ...more)).length;
}

test('A session that is forgotten is gone from lines and Parquet files, and a second import does not bring it back', async () => {
  const ada = workAlone();
  const days = [12, 13, 14, 15, 16].flatMap((day) => work(S(9), `2026-11-${day}`, 1));
  await ada.keep([...work(S(1), '2026-11-17'), ...work(S(2), '2026-11-17'), ...days]);
  // Folds the days that are over.
  expect(await sessionsOf(ada)).toBe(3);
  const resumed = { session_at: '2026-11-17T09:00:00.000Z' };
  await ada.keep([...work(S(1), '2026-11-20', 6, resumed), ...work(S(2), '2026-11-20', 6, resumed)]);

  expect((await ada.run(['forget', S(1), '--dry-run'])).out).toBe(
    'Would delete 12 answers, 12 calls, 1 session of the log.\n',
  );
  expect((await ada.run(['forget', S(1)], { answer: 'no' })).status).toBe(1);
  expect(await sessionsOf(ada)).toBe(3);
  const done = await ada.run(['forget', S(1).slice(0, -1), '--yes']);
  expect(done).toMatchObject({ status: 2, err: expect.stringContaining('Several fit') });
  expect((await ada.run(['forget', S(1), '--yes'])).out).toContain(
    'Deleted 12 answers, 12 calls, 1 session of the log.',
  );
  expect(bytesBelow(join(ada.places.home, 'log'))).not.toContain(S(1));
  expect(await sessionsOf(ada)).toBe(2);

  await ada.keep([...work(S(1), '2026-11-17'), ...work(S(2), '2026-11-17')]);
  expect(await sessionsOf(ada)).toBe(2);
  expect((await ada.run(['forget', S(1), '--yes'])).out).toBe('Nothing of it is known; nothing was deleted.\n');
});

test('A repository or a period is forgotten up to now, and what happens later is kept', async () => {
  const ada = workAlone();
  await ada.keep([
    ...work(S(1), '2026-11-17'),
    ...work(S(2), '2026-11-18'),
    ...work(S(3), '2026-11-18', 6, { repo: 'github.com/acme/kettle' }),
  ]);
  const answer = await ada.run([
    'forget',
    '--since',
    '2026-11-18',
    '--until',
    '2026-11-18',
    '--repo',
    'shop',
    '--yes',
    '--json',
  ]);
  expect(JSON.parse(answer.out)).toMatchObject({ events: { answer: 6, call: 6, session: 1 }, branches: [] });
  expect((await ada.rows('sessions')).map(({ session_id }) => session_id).toSorted()).toEqual([S(1), S(3)]);
  await ada.run(['forget', '--repo', 'acme/kettle', '--yes']);
  await ada.keep(work(S(4), '2026-11-21', 1, { repo: 'github.com/acme/kettle' }));
  expect((await ada.rows('sessions')).map(({ session_id }) => session_id).toSorted()).toEqual([S(1), S(4)]);
  expect(await ada.run(['forget', '--since', '2026-11-17'])).toMatchObject({
    status: 2,
    err: expect.stringContaining('--yes'),
  });
  expect(await ada.run(['forget'])).toMatchObject({ status: 2, err: expect.stringContaining('needs to know what') });
});

test('Taken back on the branch, teammates no longer count it, and nothing is pushed by force', async () => {
  const crew = openCrew();
  const [ada, bob] = [await crew.join('ada'), await crew.join('bob')];
  await ada.keep([...work(S(1), '2026-11-17'), ...work(S(2), '2026-11-18')]);
  await ada.sync();
  await bob.sync();
  expect(await sessionsOf(bob, '--team')).toBe(2);

  expect((await ada.run(['forget', S(1), '--from-branch', '--yes'])).out).toContain(
    'hindcast sync carries it to the team',
  );
  expect(await sessionsOf(ada, '--team')).toBe(1);
  await ada.sync();
  await bob.sync();
  expect(await sessionsOf(bob, '--team')).toBe(1);

  const before = shardsOf(ada.folder);
  const answer = await ada.run(['forget', '--since', '2026-11-18', '--rewrite', '--yes']);
  const [[path = '', was = '']] = [...before] as [[string, string]];
  expect(answer.out).toContain(`${was}  ${path}`);
  expect(answer.out).toContain('history');
  await ada.sync();
  await bob.sync();
  expect(await sessionsOf(bob, '--team')).toBe(0);
  const text = sh(bob.folder, ['show', `devtools-telemetry:${path}`]);
  expect(text.split('\n').filter((line) => line.includes('"kind"'))).toEqual([]);
  // On top of what was there.
  expect(sh(bob.folder, ['log', '--format=%s', 'devtools-telemetry']).split('\n')).toContain('telemetry: taken back');
  expect(sh(crew.remote, ['cat-file', '-t', was])).toBe('blob');
  expect(readdirSync(crew.remote)).not.toContain('forced.log');
  expect(sh(join(ada.folder, '..', 'shop-telemetry'), ['status', '--porcelain'])).toBe('');
});
