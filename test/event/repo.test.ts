/** One repository has one identity, however its remote is written. */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { normalizeRemote } from '../../src/event/repo.ts';

test.each([
  ['git@github.com:owner/repo.git', 'github.com/owner/repo'],
  ['https://github.com/owner/repo', 'github.com/owner/repo'],
  ['https://github.com/owner/repo.git/', 'github.com/owner/repo'],
  ['https://user:t0ken@GitHub.com/Owner/Repo.git', 'github.com/Owner/Repo'],
  ['https://user:p@ss@host.example/o/r.git', 'host.example/o/r'],
  ['ssh://git@host.example:2222/o/r.git', 'host.example/o/r'],
  ['ssh://git@ssh.github.com:443/o/r.git', 'github.com/o/r'],
  ['git://host.example/o/r', 'host.example/o/r'],
  ['git+ssh://git@host.example/o/r.git', 'host.example/o/r'],
  ['host.example:o/r.git', 'host.example/o/r'],
  ['git@gitlab.example:group/sub/r.git', 'gitlab.example/group/sub/r'],
  ['git@host.example:/srv/git/r.git', 'host.example/srv/git/r'],
  ['https://dev.azure.com/org/project/_git/r', 'dev.azure.com/org/project/_git/r'],
  ['http://localhost:3000/o/r.git?x=1#y', 'localhost/o/r'],
  ['  https://github.com/owner/repo.git\n', 'github.com/owner/repo'],
])('%s is %s.', (url, expected) => {
  expect(normalizeRemote(url)).toBe(expected);
});

test.each([
  '',
  '/srv/git/r.git',
  '../r',
  'file:///srv/git/r.git',
  'C:\\repos\\r',
  'C:/repos/r',
  'https://github.com/',
  'r',
  'https://host/.git',
])('%j names no repository on a host.', (url) => {
  expect(normalizeRemote(url)).toBeUndefined();
});

test('No credential and no port survives, whatever they look like.', () => {
  const secret = fc.stringMatching(/^[A-Za-z0-9:@%!$&*+=.~-]{1,30}$/);
  fc.assert(
    fc.property(secret, (credential) => {
      expect(normalizeRemote(`https://${credential}@github.com:8443/o/r.git`)).toBe('github.com/o/r');
    }),
  );
});

test('Normalizing any text ends, and what comes out is its own identity as a path.', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (text) => {
      const identity = normalizeRemote(text);
      if (identity !== undefined) expect(identity).not.toMatch(/^[a-z]+:\/\//);
    }),
  );
});
