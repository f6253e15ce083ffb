/** Commits of real repositories are given to the sessions that made them, once; and what became of them is found out. */

import { chownSync, existsSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import sessions from '../../src/analyses/sessions.ts';
import { openEngine } from '../../src/engine/engine.ts';
import { listSegments } from '../../src/store/segment.ts';
import { NOON, commit, git, head, openWorld, repository } from './world.ts';

test('A commit with files that a session edited is its commit; looking again changes nothing.', async () => {
  const world = openWorld();
  const app = repository(join(world.home, 'app'));
  commit(app, -60, { 'README.md': 'x\n' });
  world.session('s1', app, 0, { edits: [join(app, 'src', 'a.ts')] });
  const sha = commit(app, 2, { 'src/a.ts': '1\n2\n', 'src/b.ts': '1\n' });
  commit(app, 120, { 'src/a.ts': '3\n' });

  expect(await world.look()).toEqual({
    repositories: 1,
    waiting: 0,
    refused: 0,
    commits: 1,
    ambiguous: 0,
    reverted: 0,
  });
  const told = [['s1', 'committed', sha, { match: 'files', files: 2, insertions: 3, deletions: 0, matched_files: 1 }]];
  expect(await world.told()).toEqual(told);

  expect(await world.look({ isNew: false })).toBeUndefined();
  expect(await world.look()).toMatchObject({ repositories: 0, commits: 0 });
  rmSync(world.there.cache, { recursive: true });
  expect(await world.look({ isNew: false })).toMatchObject({ repositories: 1, commits: 0 });
  expect(await world.told()).toEqual(told);
});

test('A commit that is found later, because the branch moved, needs no new event.', async () => {
  const world = openWorld();
  const app = repository(join(world.home, 'app'));
  commit(app, -60, { 'a.ts': '0' });
  world.session('s1', join(app), 0, { edits: [join(app, 'a.ts')] });
  expect(await world.look()).toMatchObject({ commits: 0 });
  const sha = commit(app, 3, { 'a.ts': '1' });
  expect(await world.look({ isNew: false })).toMatchObject({ commits: 1 });
  expect(await world.told()).toMatchObject([['s1', 'committed', sha, {}]]);
});

test('Of two sessions at once the one that edited the files counts; of two alike, none.', async () => {
  const world = openWorld();
  const app = repository(join(world.home, 'app'));
  world.session('s1', app, 0, { edits: [join(app, 'a.ts'), join(app, 'both.ts')] });
  world.session('s2', app, 1, { edits: [join(app, 'b.ts'), join(app, 'both.ts')] });
  const [a, b] = [commit(app, 2, { 'a.ts': '1' }), commit(app, 3, { 'b.ts': '1' })];
  commit(app, 4, { 'both.ts': '1' });
  expect(await world.look()).toMatchObject({ commits: 2, ambiguous: 1 });
  expect((await world.told()).map(([session, , sha]) => [session, sha])).toEqual([
    ['s1', a],
    ['s2', b],
  ]);
});

test('What the client named is believed, what somebody else committed is left out.', async () => {
  const world = openWorld();
  const app = repository(join(world.home, 'app'));
  const sha = commit(app, 2, { 'made-by-a-script.ts': '1' });
  world.session('s1', app, 0, { programs: ['node'], ref: sha.slice(0, 8) });
  const other = join(world.home, 'clone');
  git(world.home, 0, 'clone', '-q', app, other);
  git(other, 3, '-c', 'user.name=Bob', '-c', 'user.email=bob@example.com', 'commit', '-q', '--allow-empty', '-m', 'x');
  git(other, 3, 'push', '-q', 'origin', 'HEAD:theirs');
  expect(await world.look()).toMatchObject({ commits: 1 });
  expect(await world.told()).toMatchObject([['s1', 'committed', sha, { match: 'told' }]]);
});

test('A revert takes a commit back, a revert of that restores it.', async () => {
  const world = openWorld();
  const app = repository(join(world.home, 'app'));
  commit(app, -60, { 'a.ts': '0' });
  world.session('s1', app, 0, { edits: [join(app, 'a.ts')] });
  const sha = commit(app, 2, { 'a.ts': '1' });
  await world.look();
  git(app, 60, 'revert', '--no-edit', 'HEAD');
  const by = git(app, 0, 'rev-parse', 'HEAD');
  expect(await world.look({ isNew: false })).toMatchObject({ commits: 0, reverted: 1 });
  expect((await world.told()).slice(1)).toEqual([['s1', 'reverted', sha, { how: 'revert', by }]]);
  git(app, 90, 'revert', '--no-edit', 'HEAD');
  await world.look({ isNew: false });
  expect((await world.told()).map(([, result]) => result)).toEqual(['committed', 'reverted', 'restored']);

  const engine = await openEngine(world.there);
  const { rows } = await engine.run(sessions);
  await engine.close();
  expect(rows).toMatchObject([{ outcome: 'committed', confidence: 'high', commits: 1, reverted_commits: 0 }]);
});

test('A reset takes a commit back; amending, rebasing and committing the same files anew do not.', async () => {
  const world = openWorld();
  const app = repository(join(world.home, 'app'));
  commit(app, -60, { 'a.ts': '0' });
  world.session('s1', app, 0, { edits: ['a.ts', 'b.ts', 'c.ts', 'd.ts'].map((name) => join(app, name)) });
  commit(app, 1, { 'a.ts': '1' });
  git(app, 9, 'commit', '-q', '--amend', '-m', 'amended');
  const amended = head(app);
  commit(app, 2, { 'b.ts': '1' });
  git(app, 9, 'reset', '-q', '--soft', 'HEAD~1');
  const anew = commit(app, 3, { 'c.ts': '1' });
  const gone = commit(app, 4, { 'd.ts': '1' });
  git(app, 10, 'reset', '-q', '--hard', 'HEAD~1');
  await world.look();
  const told = await world.told();
  expect(told.filter(([, result]) => result === 'reverted')).toEqual([
    ['s1', 'reverted', gone, { how: 'reset', by: git(app, 0, 'rev-parse', anew) }],
  ]);
  const found = told.filter(([, result]) => result === 'committed').map(([, , sha]) => sha);
  expect(found).toEqual(expect.arrayContaining([amended, anew, gone]));
  expect(found).toHaveLength(4);
});

test('Branches of a server tell what was pushed and what was merged.', async () => {
  const world = openWorld();
  const app = repository(join(world.home, 'app'));
  commit(app, -60, { 'a.ts': '0' });
  git(world.home, 0, 'init', '-q', '--bare', '-b', 'main', 'server.git');
  git(app, 0, 'remote', 'add', 'origin', join(world.home, 'server.git'));
  git(app, 0, 'push', '-q', 'origin', 'main');
  git(app, 0, 'checkout', '-q', '-b', 'feature');
  world.session('s1', app, 0, { edits: [join(app, 'a.ts')] });
  const sha = commit(app, 2, { 'a.ts': '1' });
  await world.look();
  git(app, 3, 'push', '-q', 'origin', 'feature');
  await world.look({ isNew: false });
  git(app, 4, 'push', '-q', 'origin', 'feature:main');
  await world.look({ isNew: false });
  expect((await world.told()).map(([, result, ref]) => [result, ref])).toEqual([
    ['committed', sha],
    ['merged', sha],
    ['pushed', sha],
  ]);
});

test('Worktrees, also deleted ones, and submodules are repositories like others.', async () => {
  const world = openWorld();
  const app = repository(join(world.home, 'app'));
  commit(app, -60, { 'a.ts': '0' });
  const [fix, gone] = ['fix', 'gone'].map((name) => join(app, '.claude', 'worktrees', name));
  if (fix === undefined || gone === undefined) throw new Error('There are two.');
  git(app, 0, 'worktree', 'add', '-q', fix);
  git(app, 0, 'worktree', 'add', '-q', gone);
  const part = repository(join(world.home, 'part'));
  commit(part, -60, { 'p.ts': '0' });
  git(app, -50, 'submodule', '--quiet', 'add', part, 'part');
  git(join(app, 'part'), 0, 'config', 'user.email', 'ada@example.com');
  git(join(app, 'part'), 0, 'config', 'user.name', 'Ada');
  world.session('in-fix', fix, 0, { edits: [join(fix, 'a.ts')] });
  world.session('in-gone', gone, 60, { edits: [join(gone, 'b.ts')] });
  world.session('in-app', app, 120, { edits: ['part/p.ts'] });
  const shas = [
    commit(fix, 2, { 'a.ts': '1' }),
    commit(gone, 62, { 'b.ts': '1' }),
    commit(join(app, 'part'), 122, { 'p.ts': '1' }),
  ];
  git(app, 130, 'worktree', 'remove', '--force', gone);
  await world.look();
  expect((await world.told()).map(([session, , sha]) => [session, sha])).toEqual([
    ['in-fix', shas[0]],
    ['in-gone', shas[1]],
    ['in-app', shas[2]],
  ]);
});

test('A shallow clone, an empty repository and a folder without one are no obstacle.', async () => {
  const world = openWorld();
  const app = repository(join(world.home, 'app'));
  for (let minute = -60; minute < -50; minute++) commit(app, minute, { 'a.ts': String(minute) });
  const shallow = join(world.home, 'shallow');
  git(world.home, 0, 'clone', '-q', '--depth', '1', `file://${app}`, shallow);
  git(shallow, 0, 'config', 'user.email', 'ada@example.com');
  git(shallow, 0, 'config', 'user.name', 'Ada');
  world.session('s1', shallow, 0, { edits: [join(shallow, 'a.ts')] });
  world.session('s2', repository(join(world.home, 'empty')), 0, { edits: [join(world.home, 'empty', 'a.ts')] });
  world.session('s3', world.home, 0, { edits: [join(world.home, 'notes.txt')] });
  world.session('s4', '/long/gone', 0, { edits: ['/long/gone/a.ts'] });
  const sha = commit(shallow, 2, { 'a.ts': 'new' });
  expect(await world.look()).toMatchObject({ repositories: 2, refused: 0, commits: 1 });
  expect(await world.told()).toMatchObject([['s1', 'committed', sha, {}]]);
});

test('What a partial clone lacks is not fetched: its files are named, their lines not counted.', async () => {
  const world = openWorld();
  const server = repository(join(world.home, 'server'));
  commit(server, -60, { 'a.ts': '0\n' });
  git(server, 0, 'config', 'uploadpack.allowFilter', 'true');
  const app = join(world.home, 'partial');
  git(world.home, 0, 'clone', '-q', '--no-checkout', '--filter=blob:none', `file://${server}`, app);
  git(app, 0, 'config', 'user.email', 'ada@example.com');
  git(app, 0, 'config', 'user.name', 'Ada');
  world.session('s1', app, 0, { edits: [join(app, 'a.ts')] });
  writeFileSync(join(app, 'a.ts'), '1\n');
  git(app, 0, 'read-tree', '--empty');
  git(app, 2, 'add', 'a.ts');
  git(app, 2, 'commit', '-q', '-m', 'x');
  await world.look();
  expect(await world.told()).toMatchObject([
    ['s1', 'committed', head(app), { match: 'files', files: 1, insertions: 0, matched_files: 1 }],
  ]);
  expect(git(app, 0, 'rev-list', '--objects', '--missing=print', 'HEAD')).toContain('\n?');
});

test('Without git, without time and with a damaged repository nothing is found, and nothing fails.', async () => {
  const world = openWorld();
  const app = repository(join(world.home, 'app'));
  world.session('s1', app, 0, { edits: [join(app, 'a.ts')] });
  commit(app, 2, { 'a.ts': '1' });
  expect(await world.look({ variables: { PATH: '/nowhere' } })).toBeUndefined();
  expect(await world.look({ budgetMs: 0, leastMs: 0 })).toMatchObject({ waiting: 1, commits: 0 });
  rmSync(join(app, '.git', 'objects'), { recursive: true });
  expect(await world.look({ isNew: false })).toMatchObject({ refused: 1, commits: 0 });
  expect(await world.look({ isNew: false })).toBeUndefined();
});

test('What an earlier look had no time for is looked at later, once.', async () => {
  const world = openWorld();
  const app = repository(join(world.home, 'app'));
  const old = -60 * 24 * 60;
  world.session('s-old', app, old, { edits: [join(app, 'a.ts')] });
  world.session('s-new', app, 0, { edits: [join(app, 'a.ts')] });
  await world.look();
  // Files that have grown since would be a reason to look further back.
  for (const { path } of listSegments(world.there).segments) utimesSync(path, NOON / 1000, NOON / 1000);
  const [first, second] = [commit(app, old + 1, { 'a.ts': '1' }), commit(app, 1, { 'a.ts': '2' })];
  await world.look({ isNew: false });
  expect((await world.told()).map(([, , sha]) => sha)).toEqual([second]);

  const memory = join(world.there.cache, 'repositories.json');
  const noon = NOON / 1000;
  const rest = { [join(app, '.git')]: { since: noon + (old - 60) * 60, until: noon - 86_400 } };
  writeFileSync(memory, JSON.stringify({ ...JSON.parse(readFileSync(memory, 'utf8')), rest }));
  expect(await world.look({ isNew: false })).toMatchObject({ commits: 1, waiting: 0 });
  expect((await world.told()).map(([session, , sha]) => [session, sha])).toEqual([
    ['s-old', first],
    ['s-new', second],
  ]);
  expect(await world.look({ isNew: false })).toBeUndefined();
});

const isRoot = process.getuid?.() === 0;
if (!isRoot) process.stderr.write('\nSKIPPED: only root can give a repository to somebody else.\n\n');

test.skipIf(!isRoot)('A repository of another owner is refused by git, and left alone.', async () => {
  const world = openWorld();
  const app = repository(join(world.home, 'app'));
  world.session('s1', app, 0, { edits: [join(app, 'a.ts')] });
  commit(app, 2, { 'a.ts': '1' });
  for (const path of [app, join(app, '.git')]) chownSync(path, 12_345, 12_345);
  expect(await world.look()).toMatchObject({ refused: 1, commits: 0 });
});

test('Nothing that the configuration of a repository names is run.', async () => {
  const world = openWorld();
  const app = repository(join(world.home, 'app'));
  const mark = join(world.home, 'was-run');
  const script = join(world.home, 'script.sh');
  writeFileSync(script, `#!/bin/sh\ntouch '${mark}'\ncat\n`, { mode: 0o755 });
  world.session('s1', app, 0, { edits: [join(app, 'a.ts')] });
  commit(app, 2, { 'a.ts': '1', '.gitattributes': '*.ts diff=own' });
  for (const [key, value] of [
    ['core.fsmonitor', script],
    ['core.pager', script],
    ['diff.external', script],
    ['diff.own.textconv', script],
    ['diff.own.command', script],
    ['log.showSignature', 'true'],
    ['gpg.program', script],
    ['pager.log', script],
  ] as const)
    git(app, 0, 'config', key, value);
  expect(await world.look()).toMatchObject({ commits: 1 });
  expect(existsSync(mark)).toBe(false);
});
