/**
 * Many developers who sync at once, are killed at random, and lose their connections at random. `HINDCAST_FUZZ=1` runs thirty of them with
 * twenty syncs each, `HINDCAST_FUZZ=30x6` as many as it says; other runs are small.
 */

import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { ROOT } from '../architecture/source-tree.ts';
import { IS_FULL, runs } from '../runs.ts';
import { BRANCH, openClone, publisher } from './clones.ts';
import { clone, makeRemote, openGround, published, sh, type Ground } from './repos.ts';
import { serveCutting, serveHttp, type Served } from './transports.ts';

const asked = process.env['HINDCAST_FUZZ'];
const [, writers, rounds] = /^(\d+)x(\d+)$/.exec(asked ?? '') ?? ['', '30', '20'];
const [WRITERS, ROUNDS, MOST_KILLS] =
  asked === undefined ? [IS_FULL ? 4 : 3, runs(3, 2), 1] : [Number(writers), Number(rounds), 5];

let ground: Ground;
let [server, proxy]: Served[] = [];
let calm = false;
beforeAll(async () => {
  ground = openGround();
  server = await serveHttp(ground, { isPrivate: true });
  proxy = await serveCutting(server.port, () => (calm || Math.random() > 0.1 ? undefined : Math.random() * 3_000));
  await build({
    entryPoints: [join(ROOT, 'test', 'sync', 'writer.ts')],
    outfile: ground.path('writer.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'warning',
  });
});
afterAll(async () => {
  await Promise.all([proxy?.close(), server?.close()]);
  ground.remove();
});

/** The last two share a name: two clones of one machine. */
const nameOf = (index: number): string =>
  `writer${'abcdefghijklmnopqrstuvwxyz234567'[Math.min(index, WRITERS - 2)] ?? 'z'}aaa`;

let kills = 0;
let failures = 0;

async function develop(index: number, folder: string): Promise<void> {
  for (let [from, killed] = [0, 0]; from < ROUNDS;) {
    const child = spawn(process.execPath, [ground.path('writer.mjs'), folder, nameOf(index), `${from}`, `${ROUNDS}`], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, TMPDIR: ground.folder },
      detached: true,
    });
    let said = '';
    child.stdout.on('data', (piece: Buffer) => (said += String(piece)));
    // Somewhere in a round that is drawn; a round takes longer the more there are of them.
    const fatal = killed < MOST_KILLS ? Math.floor(Math.random() * (ROUNDS / MOST_KILLS + 1)) : ROUNDS;
    let timer: NodeJS.Timeout | undefined;
    const watch = (): void => {
      if (timer !== undefined || said.split('\n').length <= fatal || killed >= MOST_KILLS) return;
      timer = setTimeout(
        () => child.exitCode === null && process.kill(-(child.pid ?? 0), 'SIGKILL'),
        Math.random() * 60 * WRITERS + 100,
      );
    };
    child.stdout.on('data', watch);
    watch();
    const status = await new Promise((resolve) => child.on('close', resolve));
    clearTimeout(timer);
    failures += said.split('\n').filter((line) => line.startsWith('sync/')).length;
    from += said.split('\n').filter((line) => / \d+$/.test(line)).length;
    if (status === null) {
      killed += 1;
      kills += 1;
      ageLocks(join(folder, '.git'));
    } else expect(status).toBe(0);
  }
}

/** As if a minute had gone by since git was killed. */
function ageLocks(folder: string): void {
  const old = Date.now() / 1000 - 60;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    if (name.endsWith('.lock') && existsSync(join(folder, name))) utimesSync(join(folder, name), old, old);
}

test(
  `${WRITERS} developers with ${ROUNDS} syncs each, killed and cut off at random, end with every event exactly once`,
  async () => {
    const remote = makeRemote(ground);
    const url = `http://ada:shop@127.0.0.1:${proxy?.port}/shop.git`;
    const folders = Array.from({ length: WRITERS }, (_, index) => clone(ground, url, `dev${index}`));
    await Promise.all(folders.map((folder, index) => develop(index, folder)));
    calm = true;
    const clones = [];
    for (const [index, folder] of folders.entries()) {
      const dev = await openClone(folder);
      await dev.setup();
      const ids = Array.from({ length: ROUNDS }, (_, each) => `${nameOf(index)}-${each}`);
      const { failure } = await dev.sync(publisher(nameOf(index), ids));
      expect(failure).toBeUndefined();
      clones.push(dev);
    }
    const names = [...new Set(folders.map((_, index) => nameOf(index)))];
    const all = names.flatMap((name) => Array.from({ length: ROUNDS }, (_, each) => `${name}-${each}`)).toSorted();
    for (const dev of clones) {
      expect((await dev.sync(publisher('nobodyaaaa', []))).failure).toBeUndefined();
      expect(published(dev.place.root)).toEqual(all);
      expect(sh(dev.place.root, ['fsck', '--no-progress', '--no-dangling'])).toBe('');
      expect(sh(dev.place.root, ['status', '--porcelain'])).toBe('');
    }
    expect(published(remote)).toEqual(all);
    expect(sh(remote, ['fsck', '--no-progress', '--no-dangling'])).toBe('');
    expect(existsSync(join(remote, 'forced.log'))).toBe(false);
    const pushes = readFileSync(join(remote, 'pushes.log'), 'utf8').trim().split('\n');
    expect(new Set(pushes.map((line) => line.split(' ')[0]))).toEqual(new Set([`refs/heads/${BRANCH}`]));
    if (asked !== undefined)
      console.info(`${pushes.length} pushes, ${kills} kills, ${failures} syncs that told of a failure`);
  },
  20 * 60_000,
);
