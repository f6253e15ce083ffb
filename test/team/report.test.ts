/** `--team` from end to end: real repositories, real logs, the commands as they are typed. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { REPO, openCrew, work, type Developer } from './making.ts';

const S = (digit: number) => `5e551000-0000-4000-8000-00000000000${digit}`;

type Rows = Awaited<ReturnType<Developer['rows']>>;

/** Rows of the same name added up, column by column. */
function added(
  name: string,
  columns: readonly string[],
  all: readonly Rows[],
): Readonly<Record<string, readonly number[]>> {
  const sums: Record<string, number[]> = {};
  for (const row of all.flat()) {
    const before = sums[String(row[name])] ?? columns.map(() => 0);
    sums[String(row[name])] = columns.map((column, index) => (before[index] ?? 0) + Number(row[column]));
  }
  return sums;
}

const TOOLS = ['calls', 'ok', 'command_nonzero', 'unknown'];
const USAGE = ['answers', 'input_tokens', 'cache_read_tokens', 'output_tokens'];

test('Over the team, tools and usage are the sums of what each developer has, whoever asks and in whatever order it came', async () => {
  const crew = openCrew();
  const [ada, bob] = [await crew.join('ada'), await crew.join('bob')];
  await ada.keep(work(S(1), '2026-11-17'));
  await ada.sync();
  await ada.rows('tools', '--team');
  await bob.keep(work(S(3), '2026-11-18', 12, { agent: 'codex', model: 'gpt-5.5' }));
  await bob.sync();
  await ada.keep(work(S(2), '2026-11-18', 9));
  await ada.sync();
  await bob.sync();

  const [tools, usage] = [await ada.rows('tools', '--team'), await ada.rows('usage', '--team')];
  expect(added('tool', TOOLS, [tools])).toEqual(
    added('tool', TOOLS, [await ada.rows('tools'), await bob.rows('tools')]),
  );
  expect(added('model', USAGE, [usage])).toEqual(
    added('model', USAGE, [await ada.rows('usage'), await bob.rows('usage')]),
  );
  expect(await bob.rows('tools', '--team')).toEqual(tools);
  expect(await bob.rows('usage', '--team')).toEqual(usage);
  expect(added('developer', ['sessions', 'calls', 'failures'], [await bob.rows('developers', '--team')])).toEqual({
    ada: [2, 15, 5],
    bob: [1, 12, 4],
  });

  // What is not shared yet is said to be missing.
  await bob.keep(work(S(4), '2026-11-19', 1));
  const told = await bob.run(['tools', '--team', '--since', 'all']);
  expect(told.out).toContain('Shared facts of 2 developers, as just fetched');
  expect(told.out).toContain('3 events of this machine are not shared yet');
  expect(told.out).toContain('Texts, targets, programs and branches are not shared');
  const overview = await bob.run(['report', '--team'], { now: new Date('2026-11-20T15:00:00Z') });
  expect(overview.out).toContain('Shared facts of 2 developers');
  expect(overview.err).toContain('as fetched 3 hours ago');
  const query = 'select developer, count(*) as n from call group by 1 order by 1';
  const counts = await bob.run(['sql', '--team', '--json', query]);
  expect(JSON.parse(counts.out)).toEqual([
    { developer: 'ada', n: 15 },
    { developer: 'bob', n: 12 },
  ]);

  // Outside of a repository all that share on this machine are asked.
  const outside = await bob.run(['tools', '--team', '--repo', 'shop', '--since', 'all', '--json'], {
    cwd: crew.ground.folder,
  });
  expect(JSON.parse(outside.out)).toMatchObject({ params: { repo: REPO }, rows: tools });
  writeFileSync(join(bob.folder, '.git', 'hindcast', 'sync.json'), '');
  const refused = await bob.run(['tools', '--team']);
  expect(refused).toMatchObject({ status: 1, err: expect.stringContaining('sharing was not set up here') });
});

test('Nobody is shown alone while fewer share than the policy of the repository asks for, and days as numbers count', async () => {
  const crew = openCrew();
  const ada = await crew.join('ada');
  mkdirSync(join(ada.folder, '.hindcast'));
  writeFileSync(join(ada.folder, '.hindcast', 'policy.json'), '{"share": {"min_developers": 3}}');
  await ada.keep(work(S(1), '2026-11-17'));
  await ada.sync();
  expect(added('tool', TOOLS, [await ada.rows('tools', '--team')])).toEqual(
    added('tool', TOOLS, [await ada.rows('tools')]),
  );
  expect(await ada.rows('sessions', '--team')).toEqual([]);
  expect(await ada.rows('developers', '--team')).toEqual([]);
  const [trend] = await ada.rows('trends', '--team');
  expect(trend).toMatchObject({ period: '2026-11-17', calls: 6, failures: 2 });
});
