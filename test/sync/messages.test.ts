import { describe, expect, test } from 'vitest';

import { AppError } from '../../src/errors.ts';
import { excerpt, fetchOutcome, gitFailed, pushOutcome } from '../../src/sync/messages.ts';

const TARGET = { remote: 'origin', branch: 'devtools-telemetry' };
const REF = 'refs/heads/devtools-telemetry:refs/heads/devtools-telemetry';

function pushed(refused: string, err = ''): unknown {
  const outcome = pushOutcome(`To https://git.example.com/shop.git\n!\t${REF}\t${refused}\nDone\n`, err, TARGET);
  return outcome instanceof AppError ? outcome.code : outcome;
}

describe('a push', () => {
  test.each([
    '[rejected] (fetch first)',
    '[rejected] (non-fast-forward)',
    "[remote rejected] (cannot lock ref 'refs/heads/devtools-telemetry': is at 1 but expected 2)",
    '[remote rejected] (failed to update ref)',
    '[remote rejected] (incorrect old value provided)',
  ])('%s means that somebody was faster', (refused) => {
    expect(pushed(refused)).toBe('moved');
  });

  test.each([
    ['[remote rejected] (protected branch hook declined)', 'remote: error: GH006: Protected branch update failed'],
    [
      '[remote rejected] (pre-receive hook declined)',
      'remote: GitLab: You are not allowed to push code to protected branches',
    ],
    ['[remote rejected] (hook declined)', 'remote: fetch first, says the hook'],
  ])('%s is a refusal that no second try helps', (refused, err) => {
    expect(pushed(refused, err)).toBe('sync/rejected');
  });
});

describe('the network and the remote', () => {
  test.each([
    ["fatal: couldn't find remote ref refs/heads/devtools-telemetry", 'no-branch'],
    ["error: cannot lock ref 'refs/remotes/origin/devtools-telemetry': is at 1 but expected 2", 'moved'],
    [
      "fatal: unable to access 'https://git.example.com/shop.git/': Could not resolve host: git.example.com",
      'sync/unreachable',
    ],
    [
      'ssh: connect to host git.example.com port 22: Connection refused\nfatal: Could not read from remote repository.',
      'sync/unreachable',
    ],
    ['fatal: the remote end hung up unexpectedly\nfatal: early EOF', 'sync/unreachable'],
    [
      "fatal: '/srv/shop.git' does not appear to be a git repository\nfatal: Could not read from remote repository.",
      'sync/unreachable',
    ],
    ['ERROR: Repository not found.\nfatal: Could not read from remote repository.', 'sync/unreachable'],
    ['git@github.com: Permission denied (publickey).\nfatal: Could not read from remote repository.', 'sync/no-access'],
    [
      'ERROR: Permission to ada/shop.git denied to bob.\nfatal: Could not read from remote repository.',
      'sync/no-access',
    ],
    [
      "fatal: unable to access 'https://github.com/ada/shop.git/': The requested URL returned error: 403",
      'sync/no-access',
    ],
    ["fatal: could not read Username for 'https://github.com': terminal prompts disabled", 'sync/no-access'],
    ['Host key verification failed.\nfatal: Could not read from remote repository.', 'sync/no-access'],
    ['error: file write error: No space left on device\nfatal: unable to write loose object file', 'store/disk-full'],
    ['fatal: something that nobody has seen before', 'sync/git-failed'],
  ])('%s', (err, code) => {
    const outcome = fetchOutcome(err, TARGET);
    expect(outcome instanceof AppError ? outcome.code : outcome).toBe(code);
    if (!(outcome instanceof AppError)) return;
    expect(outcome.hint).toMatch(/\w+/);
    expect(outcome.message).toMatch(/\.$|before$/);
  });
});

test('What git said is told without addresses, which may hold a password', () => {
  const said = "fatal: unable to access 'https://ada:hunter22@git.example.com/shop.git/': odd\nhint: look there";
  expect(excerpt(said)).toBe("fatal: unable to access '(address) odd");
  expect(gitFailed(['push'], said).message).not.toContain('hunter22');
});

test('A repository of another user is explained', () => {
  expect(gitFailed(['rev-parse'], "fatal: detected dubious ownership in repository at '/srv/shop'")).toMatchObject({
    code: 'sync/not-a-repository',
    hint: expect.stringContaining('safe.directory'),
  });
});
