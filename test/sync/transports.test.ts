import { afterAll, beforeAll, expect, test } from 'vitest';

import { refusePublic } from '../../src/sync/remote.ts';
import { openClone, publisher } from './clones.ts';
import { clone, makeRemote, openGround, published, sh, type Ground } from './repos.ts';
import { fakeSsh, serveCutting, serveHttp, type Served } from './transports.ts';

let ground: Ground;
let [open, closed]: Served[] = [];
beforeAll(async () => {
  ground = openGround();
  [open, closed] = await Promise.all([serveHttp(ground), serveHttp(ground, { isPrivate: true })]);
});
afterAll(async () => {
  await Promise.all([open?.close(), closed?.close()]);
  ground.remove();
});

test('A remote over file://, over ssh, and over http with a password is shared through', async () => {
  const remote = makeRemote(ground, 'shop.git');
  const urls = [
    `file://${remote}`,
    `ssh://git@git.example.com${remote}`,
    `http://ada:shop@127.0.0.1:${closed?.port}/shop.git`,
  ];
  for (const [index, url] of urls.entries()) {
    const ada = await openClone(clone(ground, url, `ada${index}`), { GIT_SSH_COMMAND: fakeSsh(ground) });
    await ada.setup();
    expect(await ada.sync(publisher(`adaadaada${'abc'[index]}`, [`a${index}`])), url).toMatchObject({ pushed: true });
  }
  expect(published(remote)).toEqual(['a0', 'a1', 'a2']);
});

test('A remote that strangers can read is refused unless that was allowed; one that asks for a password is not', async () => {
  const remote = makeRemote(ground, 'public.git');
  const url = `http://ada:shop@127.0.0.1:${open?.port}/public.git`;
  const ada = await openClone(clone(ground, url, 'public'));
  await expect(ada.setup()).rejects.toMatchObject({
    code: 'sync/public-remote',
    message: expect.not.stringContaining('shop@'),
  });
  expect(sh(remote, ['for-each-ref', '--format=%(refname)'])).toBe('refs/heads/main');
  expect(await ada.setup({ allowPublic: true })).toMatchObject({
    setup: { allowPublic: true, url: `http://127.0.0.1:${open?.port}/public.git` },
  });
  expect(await ada.setup()).toMatchObject({ setup: { allowPublic: true } });
  await refusePublic(ada.git, { name: 'origin', url: `http://ada:shop@127.0.0.1:${closed?.port}/public.git` });
  await expect(refusePublic(ada.git, { name: 'origin', url: 'http://127.0.0.1:9/shop.git' })).rejects.toMatchObject({
    message: expect.stringContaining('could not be found out'),
  });
});

test('Without the right to push, the commit stays and goes once there is one', async () => {
  const remote = makeRemote(ground, 'guarded.git');
  const ada = await openClone(clone(ground, `http://127.0.0.1:${open?.port}/guarded.git`, 'guarded'));
  await ada.setup({ allowPublic: true });
  expect((await ada.sync(publisher('adaadaadaa', ['a1']))).failure).toMatchObject({ code: 'sync/no-access' });
  sh(ada.place.root, ['remote', 'set-url', 'origin', `http://ada:shop@127.0.0.1:${open?.port}/guarded.git`]);
  expect(await ada.sync(publisher('adaadaadaa', ['a1']))).toMatchObject({ pushed: true });
  expect(published(remote)).toEqual(['a1']);
});

test('A connection that is cut at any byte loses nothing', async () => {
  const remote = makeRemote(ground, 'cut.git');
  let cutAfter: number | undefined;
  const proxy = await serveCutting(closed?.port ?? 0, () => cutAfter);
  const ada = await openClone(clone(ground, `http://ada:shop@127.0.0.1:${proxy.port}/cut.git`, 'cut'));
  await ada.setup();
  const ids: string[] = [];
  for (const bytes of [0, 300, 900, 1_500]) {
    cutAfter = bytes;
    ids.push(`a${bytes}`);
    expect((await ada.sync(publisher('adaadaadaa', ids))).failure).toMatchObject({ code: 'sync/unreachable' });
    expect(published(ada.place.root)).toEqual(ids.toSorted());
  }
  cutAfter = undefined;
  // The last push may have arrived although its answer did not.
  expect((await ada.sync(publisher('adaadaadaa', ids))).failure).toBeUndefined();
  expect(published(remote)).toEqual(ids.toSorted());
  await proxy.close();
});
