/** Working directories as clients write them: in worktrees and submodules, and of folders that are long gone. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { makeRepoFinder } from '../../src/doors/repo.ts';

function folder(): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'hindcast-repo-')));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function git(cwd: string, ...args: string[]): void {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  execFileSync(
    'git',
    ['-c', 'user.name=T', '-c', 'user.email=t@example.com', '-c', 'protocol.file.allow=always', ...args],
    { cwd, env, stdio: 'ignore' },
  );
}

function repository(path: string, remotes: Readonly<Record<string, string>> = {}): string {
  mkdirSync(path, { recursive: true });
  git(path, 'init', '-q');
  git(path, 'commit', '-q', '--allow-empty', '-m', 'first');
  for (const [name, url] of Object.entries(remotes)) git(path, 'remote', 'add', name, url);
  return path;
}

const ORIGIN = { origin: 'https://me:secret@github.com/owner/repo.git' };
const find = (cwd: string, home = '/home/nobody'): string | undefined => makeRepoFinder(home)(cwd);

test('A folder below a repository has the identity of its origin.', () => {
  const main = repository(join(folder(), 'main'), { ...ORIGIN, upstream: 'https://github.com/other/repo' });
  mkdirSync(join(main, 'src', 'deep'), { recursive: true });
  expect(find(join(main, 'src', 'deep'))).toBe('github.com/owner/repo');
});

test('Without an origin the only remote counts; of several, none.', () => {
  const root = folder();
  expect(find(repository(join(root, 'one'), { team: 'git@host.example:o/r.git' }))).toBe('host.example/o/r');
  expect(find(repository(join(root, 'two'), { a: 'git@host.example:o/a.git', b: 'git@host.example:o/b.git' }))).toBe(
    'local/two',
  );
});

test('A worktree has the identity of its repository, with and without a remote, also after it was deleted.', () => {
  const root = folder();
  for (const [name, remotes, identity] of [
    ['with', ORIGIN, 'github.com/owner/repo'],
    ['without', {}, 'local/without'],
  ] as const) {
    const main = repository(join(root, name), remotes);
    const inside = join(main, '.claude', 'worktrees', 'fix');
    const beside = join(root, `${name}-worktrees`, 'fix');
    git(main, 'worktree', 'add', '-q', '-b', 'a', inside);
    git(main, 'worktree', 'add', '-q', '-b', 'b', beside);
    expect([inside, beside].map((path) => find(path))).toEqual([identity, identity]);
    for (const path of [inside, beside]) rmSync(path, { recursive: true });
    expect([inside, join(beside, 'src')].map((path) => find(path))).toEqual([identity, identity]);
  }
});

test('A submodule is a repository of its own.', () => {
  const root = folder();
  const part = repository(join(root, 'part'));
  const main = repository(join(root, 'main'), ORIGIN);
  git(main, 'submodule', 'add', '-q', part, 'libs/part');
  git(join(main, 'libs', 'part'), 'remote', 'set-url', 'origin', 'git@github.com:owner/part.git');
  expect(find(join(main, 'libs', 'part'))).toBe('github.com/owner/part');
});

test('A folder that is gone has its own name, or the identity of the repository that it was in.', () => {
  const root = folder();
  const main = repository(join(root, 'main'), ORIGIN);
  expect(find(join(main, 'removed', 'deep'))).toBe('github.com/owner/repo');
  expect(find('/nowhere/project')).toBe('local/project');
  expect(find('/nowhere/project/.claude/worktrees/x/src')).toBe('local/project');
  expect(find('/nowhere/project-worktrees/x')).toBe('local/project');
});

test('A home folder under version control does not swallow the projects in it that were deleted.', () => {
  const home = repository(join(folder(), 'home'), ORIGIN);
  expect(find(join(home, 'src', 'gone'), home)).toBe('local/gone');
  mkdirSync(join(home, 'src', 'there'), { recursive: true });
  expect(find(join(home, 'src', 'there'), home)).toBe('github.com/owner/repo');
});

test('The name of the home folder, which is that of a person, is not used.', () => {
  const home = folder();
  expect(find(home, home)).toBe('local/~');
});

test('Paths of other systems, of other machines, relative ones and impossible ones are named without being looked at.', () => {
  expect(find('C:\\Users\\me\\project')).toBe('local/project');
  expect(find('//server/share/project')).toBe('local/project');
  expect(find('project')).toBe('local/project');
  expect(find('/nowhere/with\0nul')).toBe('local/with\0nul');
  expect(find('/')).toBeUndefined();
  expect(find('C:\\')).toBeUndefined();
});

test('A git folder that is damaged is no reason to stop.', () => {
  const root = folder();
  for (const [name, content] of [
    ['empty', ''],
    ['lost', 'gitdir: /nowhere/main/.git/worktrees/x\n'],
    ['odd', 'gitdir: /nowhere/else\n'],
  ] as const) {
    mkdirSync(join(root, name));
    writeFileSync(join(root, name, '.git'), content);
  }
  expect(['empty', 'lost', 'odd'].map((name) => find(join(root, name)))).toEqual([
    'local/empty',
    'local/main',
    'local/odd',
  ]);
});
