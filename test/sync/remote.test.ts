import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { Git } from '../../src/sync/git.ts';
import { addressForStrangers, chooseRemote, identityOf, withoutCredentials } from '../../src/sync/remote.ts';
import { openClone } from './clones.ts';
import { openGround, sh, type Ground } from './repos.ts';

let ground: Ground;
let git: Git;
let folder: string;
beforeAll(async () => {
  ground = openGround();
  folder = ground.path('shop');
  sh(ground.folder, ['init', '--quiet', folder]);
  ({ git } = await openClone(folder));
});
afterAll(() => ground.remove());

function remotes(urls: Readonly<Record<string, string>>): void {
  for (const name of sh(folder, ['remote'])
    .split('\n')
    .filter((each) => each !== ''))
    sh(folder, ['remote', 'remove', name]);
  for (const [name, url] of Object.entries(urls)) sh(folder, ['remote', 'add', name, url]);
}

const choose = (named: string | null = null, isDeliberate = true) => chooseRemote(git, { named, isDeliberate });

describe('which remote', () => {
  test('No remote is no failure, the only one is taken, of several one must be named', async () => {
    remotes({});
    expect(await choose()).toBeUndefined();
    remotes({ team: '/srv/shop.git' });
    expect(await choose()).toEqual({ name: 'team', url: '/srv/shop.git' });
    remotes({ team: '/srv/shop.git', mirror: '/srv/mirror.git' });
    await expect(choose()).rejects.toMatchObject({
      code: 'sync/which-remote',
      message: expect.stringContaining('mirror, team'),
    });
    expect(await choose('mirror')).toMatchObject({ name: 'mirror' });
    await expect(choose('mirrow')).rejects.toMatchObject({ hint: 'Did you mean "mirror"?' });
  });

  test('A fork is taken only when a person names it', async () => {
    remotes({ origin: 'https://github.com/ada/shop.git', upstream: 'git@github.com:shop/shop.git' });
    await expect(choose()).rejects.toMatchObject({ code: 'sync/fork' });
    await expect(choose('origin', false)).rejects.toMatchObject({ code: 'sync/fork' });
    expect(await choose('origin')).toMatchObject({ name: 'origin' });
    expect(await choose('upstream', false)).toMatchObject({ name: 'upstream' });
  });

  test('A push that would go to several addresses, or elsewhere than a fetch, is refused', async () => {
    remotes({ origin: 'https://github.com/shop/shop.git' });
    sh(folder, ['remote', 'set-url', '--push', 'origin', 'git@github.com:shop/shop.git']);
    expect(await choose()).toMatchObject({ url: 'git@github.com:shop/shop.git' });
    sh(folder, ['remote', 'set-url', '--push', 'origin', 'git@github.com:ada/shop.git']);
    await expect(choose()).rejects.toMatchObject({ message: expect.stringContaining('pushed to another') });
    sh(folder, ['remote', 'set-url', '--add', '--push', 'origin', '/srv/mirror.git']);
    await expect(choose()).rejects.toMatchObject({ message: expect.stringContaining('2 addresses') });
  });
});

describe('addresses', () => {
  test.each([
    ['https://ada:hunter22@git.example.com/shop.git', 'https://git.example.com/shop.git'],
    ['git@github.com:shop/shop.git', 'https://github.com/shop/shop.git'],
    ['ssh://git@ssh.github.com:443/shop/shop.git', 'https://github.com/shop/shop.git'],
    ['git@git.example.com:shop/shop.git', undefined],
    ['/srv/shop.git', undefined],
    ['file:///srv/shop.git', undefined],
  ])('Strangers would ask for %s at %s', (url, address) => {
    expect(addressForStrangers(url)).toBe(address);
  });

  test('One repository has one identity, and nothing that is kept holds a password', () => {
    expect(identityOf('https://ada:hunter22@github.com/shop/shop')).toBe(identityOf('git@github.com:shop/shop.git'));
    expect(withoutCredentials('https://ada:hunter22@example.com:8443/shop.git?token=hunter22')).toBe(
      'https://example.com:8443/shop.git',
    );
  });
});
