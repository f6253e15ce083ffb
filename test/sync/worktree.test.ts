import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { readSettled } from '../../src/sync/setup.ts';
import { showBranch } from '../../src/sync/worktree.ts';
import { BRANCH, openClone, publisher, shardOf, WISHES, type Clone } from './clones.ts';
import { clone, makeRemote, openGround, published, sh, type Ground } from './repos.ts';

let ground: Ground;
beforeEach(() => {
  ground = openGround();
});
afterEach(() => ground.remove());

const shard = shardOf('adaadaadaa');

async function shared(folder: string): Promise<{ ada: Clone; view: string; show: () => Promise<readonly string[]> }> {
  const ada = await openClone(folder);
  const { setup } = await ada.setup();
  await ada.sync(publisher('adaadaadaa', ['a1']));
  const view = { path: setup.worktree, branch: BRANCH };
  return { ada, view: view.path, show: () => showBranch(ada.git, ada.place, view) };
}

/** The view shows what the branch holds, and nothing else is changed there. */
function expectShown(view: string): void {
  expect(sh(view, ['status', '--porcelain', '--untracked-files=no'])).toBe('');
  expect(sh(view, ['rev-parse', '--abbrev-ref', 'HEAD'])).toBe(BRANCH);
  expect(existsSync(join(view, shard))).toBe(true);
}

describe('the view', () => {
  test('It lies beside the project, shows the branch, and keeps what a person put there', async () => {
    const { ada, view, show } = await shared(clone(ground, '', 'ada'));
    expect(view).toBe(ground.path('ada', 'shop-telemetry'));
    writeFileSync(join(view, 'note.txt'), 'mine');
    writeFileSync(join(view, 'staged.txt'), 'mine');
    expect(await show()).toEqual([]);
    expectShown(view);
    sh(view, ['add', 'staged.txt']);
    await ada.sync(publisher('adaadaadaa', ['a1', 'a2']));
    expect(await show()).toEqual([]);
    expect(readFileSync(join(view, shard), 'utf8')).toContain('"a2"');
    expect(sh(view, ['status', '--porcelain'])).toBe('A  staged.txt\n?? note.txt');
  });

  test('A change of a shard is left as it is, and said', async () => {
    const { ada, view, show } = await shared(clone(ground, '', 'ada'));
    await show();
    writeFileSync(join(view, shard), 'mine');
    await ada.sync(publisher('adaadaadaa', ['a1', 'a2']));
    expect(await show()).toEqual([expect.stringContaining('changes of its own')]);
    expect(readFileSync(join(view, shard), 'utf8')).toBe('mine');
  });

  const damages: Readonly<Record<string, (view: string, admin: string) => void>> = {
    'was deleted': (view) => rmSync(view, { recursive: true }),
    'lost its .git': (view) => rmSync(join(view, '.git')),
    'has a .git that leads nowhere': (view) => writeFileSync(join(view, '.git'), 'gitdir: /nowhere/worktrees/x\n'),
    'has a broken index': (_, admin) => writeFileSync(join(admin, 'index'), 'DIRC no more'),
    'has no index': (_, admin) => rmSync(join(admin, 'index')),
    'lost its HEAD': (_, admin) => rmSync(join(admin, 'HEAD')),
    'was forgotten by git': (_, admin) => rmSync(admin, { recursive: true }),
    'was shown by a sync that was killed': (_, admin) => rmSync(join(admin, 'hindcast-shown')),
  };

  test('A worktree that is broken in one way after the other is repaired each time', async () => {
    const { ada, view, show } = await shared(clone(ground, '', 'ada'));
    await show();
    const ids = ['a1'];
    for (const [damage, does] of Object.entries(damages)) {
      writeFileSync(join(view, 'note.txt'), damage);
      does(view, join(ada.place.common, 'worktrees', basename(view)));
      ids.push(`a${ids.length + 1}`);
      await ada.sync(publisher('adaadaadaa', ids));
      const notes = await show();
      expectShown(view);
      expect(readFileSync(join(view, shard), 'utf8'), damage).toContain(`"${ids.at(-1)}"`);
      const aside = readdirSync(dirname(view)).find((name) => name.includes('.broken-'));
      expect(notes, damage).toEqual(aside === undefined ? [] : [expect.stringContaining(aside)]);
      const kept = aside === undefined ? view : join(dirname(view), aside);
      if (damage !== 'was deleted') expect(readFileSync(join(kept, 'note.txt'), 'utf8')).toBe(damage);
      if (aside !== undefined) rmSync(kept, { recursive: true });
    }
  });

  test('It is found again when the project was moved, with it or without', async () => {
    const { show } = await shared(clone(ground, '', 'ada'));
    await show();
    renameSync(ground.path('ada'), ground.path('moved'));
    const ada = await openClone(ground.path('moved', 'shop'));
    const old = { path: ground.path('ada', 'shop-telemetry'), branch: BRANCH };
    expect(await showBranch(ada.git, ada.place, old)).toEqual([expect.stringContaining('hindcast sync setup')]);
    expect(await ada.setup()).toMatchObject({ setup: { worktree: ground.path('moved', 'shop-telemetry') }, notes: [] });
    expectShown(ground.path('moved', 'shop-telemetry'));
  });

  test('A folder or file of somebody else is refused, and left as it is', async () => {
    const folder = clone(ground, '', 'ada');
    mkdirSync(ground.path('ada', 'shop-telemetry'));
    writeFileSync(ground.path('ada', 'shop-telemetry', 'note.txt'), 'mine');
    const ada = await openClone(folder);
    await expect(ada.setup()).rejects.toMatchObject({ code: 'sync/worktree-taken' });
    expect(readdirSync(ground.path('ada', 'shop-telemetry'))).toEqual(['note.txt']);
    expect((await ada.setup({ worktreeDir: 'elsewhere' })).setup.worktree).toBe(ground.path('ada', 'elsewhere'));
  });
});

describe('the branch', () => {
  test('One that is checked out by the user, and one that holds code, is refused', async () => {
    const remote = makeRemote(ground);
    const ada = await openClone(clone(ground, remote, 'ada'));
    await expect(ada.setup({ branch: 'main' })).rejects.toMatchObject({ code: 'sync/branch-taken' });
    sh(ada.place.root, ['branch', 'feature']);
    await expect(ada.setup({ branch: 'feature' })).rejects.toMatchObject({
      code: 'sync/branch-taken',
      message: expect.stringContaining('holds code'),
    });
    await expect(ada.setup({ branch: '-f' })).rejects.toMatchObject({ code: 'config/bad-value' });
    expect(sh(remote, ['for-each-ref', '--format=%(refname)'])).toBe('refs/heads/main');
  });

  test('What was set up is held against what is there', async () => {
    const ada = await openClone(clone(ground, makeRemote(ground), 'ada'));
    await expect(readSettled(ada.git, ada.place, WISHES)).rejects.toMatchObject({
      code: 'sync/not-set-up',
      message: "Not set up. Run 'hindcast sync setup' first.",
    });
    await ada.setup();
    expect(await readSettled(ada.git, ada.place, WISHES)).toMatchObject({ remote: { name: 'origin' } });
    await expect(readSettled(ada.git, ada.place, { ...WISHES, branch: 'other' })).rejects.toMatchObject({
      code: 'sync/remote-changed',
    });
    sh(ada.place.root, ['remote', 'set-url', 'origin', makeRemote(ground, 'other.git')]);
    await expect(readSettled(ada.git, ada.place, WISHES)).rejects.toMatchObject({ code: 'sync/remote-changed' });
    await ada.setup();
    expect(await readSettled(ada.git, ada.place, WISHES)).toMatchObject({ remote: { name: 'origin' } });
  });
});

describe('clones of every kind', () => {
  test('A shallow, a partial, a sparse clone and one of a single branch share and receive', async () => {
    const remote = makeRemote(ground);
    const bob = await openClone(clone(ground, remote, 'bob'));
    await bob.setup();
    await bob.sync(publisher('bobbobbobb', ['b1']));
    const url = `file://${remote}`;
    const sparse = clone(ground, remote, 'sparse');
    sh(sparse, ['sparse-checkout', 'set', '--cone', 'nothing-here']);
    const folders = [
      sparse,
      clone(ground, url, 'single', '--single-branch', '--depth=1'),
      clone(ground, url, 'partial', '--filter=blob:none', '--no-checkout'),
    ];
    for (const [index, folder] of folders.entries()) {
      const ada = await openClone(folder);
      const { setup } = await ada.setup();
      const writer = `adaadaada${'abc'[index] ?? 'd'}`;
      expect(await ada.sync(publisher(writer, [`a${index}`]))).toMatchObject({ pushed: true });
      expect(await showBranch(ada.git, ada.place, { path: setup.worktree, branch: BRANCH })).toEqual([]);
      expect(sh(setup.worktree, ['status', '--porcelain'])).toBe('');
      expect(existsSync(join(setup.worktree, shardOf('bobbobbobb')))).toBe(true);
      expect(existsSync(join(setup.worktree, shardOf(writer)))).toBe(true);
    }
    expect(published(remote)).toEqual(['a0', 'a1', 'a2', 'b1']);
    expect(sh(sparse, ['status', '--porcelain'])).toBe('');
  });

  test('Linked worktrees of one clone share one setup and one view', async () => {
    const folder = clone(ground, makeRemote(ground), 'ada');
    sh(folder, ['worktree', 'add', '--quiet', '-b', 'feature', join(folder, '.worktrees', 'feature')]);
    const feature = await openClone(join(folder, '.worktrees', 'feature'));
    expect((await feature.setup()).setup.worktree).toBe(ground.path('ada', 'shop-telemetry'));
    const main = await openClone(folder);
    expect(await readSettled(main.git, main.place, WISHES)).toMatchObject({ setup: { branch: BRANCH } });
    expect(main.place.common).toBe(feature.place.common);
  });

  test('The view of a submodule lies beside the outermost project, and its branch in the remote of the submodule', async () => {
    const [outer, inner] = [makeRemote(ground, 'outer.git'), makeRemote(ground, 'inner.git')];
    const folder = clone(ground, outer, 'ada');
    sh(folder, ['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner, 'parts/inner']);
    sh(folder, ['commit', '--quiet', '-m', 'Add a part']);
    const { view, show } = await shared(join(folder, 'parts', 'inner'));
    await show();
    expect(view).toBe(ground.path('ada', 'shop-inner-telemetry'));
    expectShown(view);
    expect(sh(folder, ['status', '--porcelain'])).toBe('');
    expect(sh(inner, ['branch', '--list', '--format=%(refname:short)', BRANCH])).toBe(BRANCH);
    expect(sh(outer, ['branch', '--list', BRANCH])).toBe('');
  });

  test('A bare repository shares, and a folder without one says so', async () => {
    const bare = ground.path('bare.git');
    sh(ground.folder, ['clone', '--quiet', '--bare', makeRemote(ground), bare]);
    const { view, show } = await shared(bare);
    await show();
    expect(view).toBe(ground.path('bare-telemetry'));
    expectShown(view);
    mkdirSync(ground.path('plain'));
    await expect(openClone(ground.path('plain'), { GIT_CEILING_DIRECTORIES: ground.folder })).rejects.toMatchObject({
      code: 'sync/not-a-repository',
    });
    await expect(openClone(bare, { PATH: '/nonexistent' })).rejects.toMatchObject({ code: 'sync/no-git' });
  });
});
