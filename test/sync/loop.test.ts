import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { previewSync } from '../../src/sync/loop.ts';
import { union } from '../../src/share/union.ts';
import { BRANCH, NOW, openClone, publisher, shardOf } from './clones.ts';
import { clone, makeRemote, openGround, published, sh, type Ground } from './repos.ts';

let ground: Ground;
beforeEach(() => {
  ground = openGround();
});
afterEach(() => ground.remove());

const [ADA, BOB] = ['adaadaadaa', 'bobbobbobb'];

describe('one after another', () => {
  test('What one clone publishes, the other one has after its next sync', async () => {
    const remote = makeRemote(ground);
    const [ada, bob] = [await openClone(clone(ground, remote, 'ada')), await openClone(clone(ground, remote, 'bob'))];
    expect((await ada.setup()).how).toBe('began');
    const first = await ada.sync(publisher(ADA, ['a1', 'a2']));
    expect(first).toMatchObject({ events: { call: 2 }, files: 1, pushed: true, notes: [] });
    expect((await bob.setup()).how).toBe('joined');
    expect(await bob.sync(publisher(BOB, ['b1']))).toMatchObject({ pushed: true });
    expect(await ada.sync(publisher(ADA, ['a1', 'a2', 'a3']))).toMatchObject({ events: { call: 1 }, pushed: true });
    const all = ['a1', 'a2', 'a3', 'b1'];
    expect(published(ada.place.root)).toEqual(all);
    expect(published(remote)).toEqual(all);
    expect(await ada.sync(publisher(ADA, ['a1', 'a2', 'a3']))).toMatchObject({ events: {}, pushed: false });
    const authors = sh(remote, ['log', '--format=%an %ae %cn %ce %ad %s', '--date=raw', BRANCH]).split('\n');
    expect(authors[0]).toBe(
      `Hindcast hindcast@localhost Hindcast hindcast@localhost ${NOW.getTime() / 1000} +0000 telemetry: 1 call`,
    );
  });

  test('Two who begin apart and without a connection begin alike, and what both wrote is united', async () => {
    const remote = makeRemote(ground);
    const [ada, bob] = [await openClone(clone(ground, remote, 'ada')), await openClone(clone(ground, remote, 'bob'))];
    const [one, other] = [await ada.setup(), await bob.setup()];
    expect([one.how, other.how]).toEqual(['began', 'began']);
    const roots = [ada, bob].map(({ place }) => sh(place.root, ['rev-parse', BRANCH]));
    expect(roots[0]).toBe(roots[1]);
    await ada.sync(publisher(ADA, ['a1']));
    expect(await bob.sync(publisher(BOB, ['b1']))).toMatchObject({ pushed: true });
    expect(published(remote)).toEqual(['a1', 'b1']);
  });

  test('Without a remote everything stays in the clone', async () => {
    const folder = ground.path('alone');
    sh(ground.folder, ['init', '--quiet', folder]);
    const alone = await openClone(folder);
    expect(await alone.setup()).toMatchObject({ how: 'began', setup: { remote: undefined } });
    expect(await alone.sync(publisher(ADA, ['a1']))).toMatchObject({ events: { call: 1 }, pushed: false });
    expect(published(folder)).toEqual(['a1']);
  });

  test('What is previewed is what is pushed, byte for byte', async () => {
    const remote = makeRemote(ground);
    const ada = await openClone(clone(ground, remote, 'ada'));
    const { setup } = await ada.setup();
    const refs = { branch: setup.branch, remote: setup.remote };
    const publish = publisher(ADA, ['a1', 'a2']);
    const preview = await previewSync({ ...ada, refs, publish, union, now: () => NOW, seen: undefined });
    expect(sh(remote, ['for-each-ref', '--format=%(refname)'])).toBe('refs/heads/main');
    await ada.sync(publish);
    const paths = sh(remote, ['ls-tree', '-r', '--name-only', BRANCH]).split('\n');
    expect([...preview.files.keys()].toSorted()).toEqual(paths.toSorted());
    for (const [path, bytes] of preview.files)
      expect(sh(remote, ['cat-file', 'blob', `${BRANCH}:${path}`])).toBe(
        Buffer.from(bytes).toString().replace(/\n$/, ''),
      );
  });
});

describe('what went different ways', () => {
  test('Lines that two clones of one machine added to one shard are united', async () => {
    const remote = makeRemote(ground);
    const [home, work] = [
      await openClone(clone(ground, remote, 'home')),
      await openClone(clone(ground, remote, 'work')),
    ];
    await home.setup();
    await home.sync(publisher(ADA, ['a1']));
    await work.setup();
    sh(work.place.root, ['remote', 'set-url', 'origin', ground.path('gone.git')]);
    expect((await work.sync(publisher(ADA, ['a1', 'a3']))).failure).toMatchObject({ code: 'sync/unreachable' });
    await home.sync(publisher(ADA, ['a1', 'a2']));
    sh(work.place.root, ['remote', 'set-url', 'origin', remote]);
    expect(await work.sync(publisher(ADA, ['a1', 'a3']))).toMatchObject({ pushed: true });
    expect(published(remote)).toEqual(['a1', 'a2', 'a3']);
    expect(sh(remote, ['rev-list', '--merges', '--count', BRANCH])).toBe('0');
    expect(sh(remote, ['log', '-1', '--format=%s', BRANCH])).toBe('telemetry: 1 call');
  });

  test('A file that somebody deleted stays deleted, one that another changed meanwhile stays', async () => {
    const remote = makeRemote(ground);
    const [ada, bob] = [await openClone(clone(ground, remote, 'ada')), await openClone(clone(ground, remote, 'bob'))];
    await ada.setup();
    await ada.sync(publisher(ADA, ['a1']));
    await bob.setup();
    await bob.sync(publisher(BOB, ['b1']));
    const tools = ground.path('ada', 'shop-telemetry');
    await ada.sync(publisher(ADA, ['a1']));
    await ada.setup();
    sh(tools, ['rm', '--quiet', '-r', shardOf(BOB), shardOf(ADA)]);
    sh(tools, ['commit', '--quiet', '-m', 'Forget']);
    await bob.sync(publisher(BOB, ['b1', 'b2']));
    expect(await ada.sync(publisher(ADA, []))).toMatchObject({ pushed: true });
    expect(published(remote)).toEqual(['b1', 'b2']);
  });

  test('A lost race is run again: a push that came in between costs nothing', async () => {
    const remote = makeRemote(ground);
    const [ada, bob] = [await openClone(clone(ground, remote, 'ada')), await openClone(clone(ground, remote, 'bob'))];
    await ada.setup();
    await bob.setup();
    let races = 0;
    const synced = await ada.sync(async (tip) => {
      if (races++ === 0) await bob.sync(publisher(BOB, ['b1']));
      return publisher(ADA, ['a1'])(tip);
    });
    expect(synced).toMatchObject({ pushed: true, events: { call: 1 } });
    expect(published(remote)).toEqual(['a1', 'b1']);
    expect(published(ada.place.root)).toEqual(['a1', 'b1']);
  });

  test('A branch that somebody rewrote is followed, and what it lacks is added again', async () => {
    const remote = makeRemote(ground);
    const ada = await openClone(clone(ground, remote, 'ada'));
    await ada.setup();
    await ada.sync(publisher(ADA, ['a1']));
    await ada.sync(publisher(ADA, ['a1', 'a2']));
    const tree = sh(remote, ['rev-parse', `${BRANCH}~1^{tree}`]);
    const rewritten = sh(remote, ['commit-tree', tree, '-m', 'Purge'], { env: { PATH: process.env['PATH'] } });
    sh(remote, ['update-ref', `refs/heads/${BRANCH}`, rewritten]);
    const synced = await ada.sync(publisher(ADA, ['a1', 'a2', 'a3']));
    expect(synced).toMatchObject({ pushed: true, events: { call: 2 } });
    expect(synced.notes).toEqual([expect.stringContaining('rewrote the branch')]);
    expect(published(remote)).toEqual(['a1', 'a2', 'a3']);
    expect(sh(remote, ['rev-list', '--count', BRANCH])).toBe('2');
  });
});

describe('what can go wrong', () => {
  test('Syncs that run at once in one clone do each other no harm', async () => {
    const remote = makeRemote(ground);
    const ada = await openClone(clone(ground, remote, 'ada'));
    await ada.setup();
    const all = await Promise.all([['a1'], ['a1', 'a2'], ['a3']].map((ids) => ada.sync(publisher(ADA, ids))));
    expect(all.map(({ failure }) => failure)).toEqual([undefined, undefined, undefined]);
    expect(published(remote)).toEqual(['a1', 'a2', 'a3']);
    expect(published(ada.place.root)).toEqual(['a1', 'a2', 'a3']);
  });

  test('A full disk is told from other failures, and nothing is lost', async () => {
    const disk = ground.path('disk');
    mkdirSync(disk);
    const mounted =
      spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=600k', 'tmpfs', disk], { stdio: 'ignore' }).status === 0;
    if (!mounted) {
      console.warn('SKIPPED: no small disk can be mounted here, so a full one was not tried.');
      return;
    }
    try {
      const remote = makeRemote(ground);
      sh(ground.folder, ['clone', '--quiet', '--template=', remote, join(disk, 'shop')]);
      const ada = await openClone(join(disk, 'shop'));
      await ada.setup();
      await ada.sync(publisher(ADA, ['a1']));
      const noise = Array.from({ length: 150_000 }, () => Math.random().toString(36).slice(2));
      await expect(ada.sync(publisher(ADA, ['a1', ...noise]))).rejects.toMatchObject({ code: 'store/disk-full' });
      expect(published(ada.place.root)).toEqual(['a1']);
      spawnSync('mount', ['-o', 'remount,size=8m', disk]);
      expect(await ada.sync(publisher(ADA, ['a1', 'a2']))).toMatchObject({ pushed: true });
      expect(published(remote)).toEqual(['a1', 'a2']);
    } finally {
      spawnSync('umount', [disk]);
    }
  });

  test('A branch that somebody deleted on the remote is not put back unasked', async () => {
    const remote = makeRemote(ground);
    const ada = await openClone(clone(ground, remote, 'ada'));
    await ada.setup();
    await ada.sync(publisher(ADA, ['a1']));
    sh(remote, ['update-ref', '-d', `refs/heads/${BRANCH}`]);
    await expect(ada.sync(publisher(ADA, ['a1', 'a2']))).rejects.toMatchObject({ code: 'sync/branch-gone' });
    expect((await ada.setup()).how).toBe('restored');
    expect(await ada.sync(publisher(ADA, ['a1', 'a2']))).toMatchObject({ pushed: true });
    expect(published(remote)).toEqual(['a1', 'a2']);
  });

  test('A branch that somebody deleted in the clone comes back with the next sync', async () => {
    const remote = makeRemote(ground);
    const ada = await openClone(clone(ground, remote, 'ada'));
    await ada.setup();
    await ada.sync(publisher(ADA, ['a1']));
    sh(ada.place.root, ['update-ref', '-d', `refs/heads/${BRANCH}`]);
    expect(await ada.sync(publisher(ADA, ['a1', 'a2']))).toMatchObject({ pushed: true });
    expect(published(remote)).toEqual(['a1', 'a2']);
  });

  test('A hook that declines is told from a race, and the commit goes with the next sync', async () => {
    const remote = makeRemote(ground);
    const ada = await openClone(clone(ground, remote, 'ada'));
    await ada.setup();
    const hook = join(remote, 'hooks', 'pre-receive');
    const before = readFileSync(hook);
    writeFileSync(hook, '#!/bin/sh\necho "no: fetch first, non-fast-forward" >&2\nexit 1\n');
    const synced = await ada.sync(publisher(ADA, ['a1']));
    expect(synced.failure).toMatchObject({ code: 'sync/rejected' });
    expect(synced.failure?.hint).toContain('stays committed');
    expect(published(ada.place.root)).toEqual(['a1']);
    writeFileSync(hook, before);
    expect(await ada.sync(publisher(ADA, ['a1']))).toMatchObject({ pushed: true, events: {} });
    expect(published(remote)).toEqual(['a1']);
  });

  test('A clock that runs behind gives no commit a date before its parent', async () => {
    const remote = makeRemote(ground);
    const ada = await openClone(clone(ground, remote, 'ada'));
    await ada.setup();
    await ada.sync(publisher(ADA, ['a1']), { now: () => new Date('2027-01-01T00:00:00Z') });
    await ada.sync(publisher(ADA, ['a1', 'a2']), { now: () => new Date('2025-01-01T00:00:00Z') });
    expect(sh(remote, ['log', '-2', '--format=%ct', BRANCH]).split('\n')).toEqual(['1798761600', '1798761600']);
  });

  test('A lock that a killed git left on our branch is removed when it is old', async () => {
    const remote = makeRemote(ground);
    const ada = await openClone(clone(ground, remote, 'ada'));
    await ada.setup();
    const lock = join(ada.place.common, 'refs', 'heads', `${BRANCH}.lock`);
    writeFileSync(lock, '');
    const old = (Date.now() - 60_000) / 1000;
    utimesSync(lock, old, old);
    expect(await ada.sync(publisher(ADA, ['a1']))).toMatchObject({ pushed: true });
  });

  test('Nothing of the work of the user is touched', async () => {
    const remote = makeRemote(ground);
    const folder = clone(ground, remote, 'ada');
    const ada = await openClone(folder);
    mkdirSync(join(folder, '.git', 'hooks'), { recursive: true });
    for (const hook of [
      'pre-push',
      'post-checkout',
      'pre-commit',
      'post-commit',
      'reference-transaction',
      'post-index-change',
    ])
      writeFileSync(
        join(folder, '.git', 'hooks', hook),
        '#!/bin/sh\ntouch "$(git rev-parse --git-common-dir)/ran"\nexit 1\n',
        { mode: 0o755 },
      );
    const run = (args: string[]) => sh(folder, ['-c', 'core.hooksPath=/dev/null', ...args]);
    run(['checkout', '--quiet', '--detach']);
    writeFileSync(join(folder, 'shop.ts'), 'export const price = 2;\n');
    run(['stash', '--quiet']);
    writeFileSync(join(folder, 'shop.ts'), 'export const price = 3;\n');
    run(['add', 'shop.ts']);
    writeFileSync(join(folder, 'new.ts'), '');
    const look = () => ({
      index: readFileSync(join(folder, '.git', 'index')).toString('base64'),
      head: readFileSync(join(folder, '.git', 'HEAD'), 'utf8'),
      config: readFileSync(join(folder, '.git', 'config'), 'utf8'),
      refs: sh(folder, [
        'for-each-ref',
        '--format=%(refname) %(objectname)',
        'refs/heads/main',
        'refs/stash',
        'refs/tags',
        'refs/remotes/origin/main',
      ]),
      status: run(['status', '--porcelain=v2', '--branch', '--show-stash']),
    });
    const before = look();
    await ada.setup();
    await ada.sync(publisher(ADA, ['a1']));
    await ada.sync(publisher(ADA, ['a1', 'a2']));
    await ada.setup();
    expect(look()).toEqual(before);
    expect(existsSync(join(folder, '.git', 'ran'))).toBe(false);
    expect(existsSync(join(folder, '.git', 'FETCH_HEAD'))).toBe(false);
    rmSync(join(folder, '.git', 'hooks'), { recursive: true });
    expect(sh(folder, ['fsck', '--no-progress'])).toBe('');
  });
});
