/** Real repositories for tests of syncing: bare remotes and clones of them. */

import { execFileSync, type ExecFileSyncOptions } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { atEndOfFile } from '../clean-up.ts';
import { BRANCH, idsIn, QUIET } from './clones.ts';

/** What git prints; the test fails when git does. */
export function sh(folder: string, args: readonly string[], options: ExecFileSyncOptions = {}): string {
  const env = { PATH: process.env['PATH'], HOME: folder, ...QUIET, ...options.env };
  const told = execFileSync('git', [...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], ...options, env });
  return String(told).replace(/\n$/, '');
}

export type Ground = { readonly folder: string; path(...names: string[]): string; remove(): void };

export function openGround(): Ground {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-sync-test-'));
  return {
    folder,
    path: (...names) => join(folder, ...names),
    // A server may still be writing what was cut off.
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }),
  };
}

/** A bare repository with one commit of code. Its hook refuses whatever is no fast-forward, and keeps a line per update. */
export function makeRemote(ground: Ground, name = 'shop.git'): string {
  const path = ground.path(name);
  cpSync(template().remote, path, { recursive: true });
  return path;
}

let templates: { readonly remote: string; readonly clone: string } | undefined;

/** Made once for each file of tests and copied, because starting git a dozen times takes longer than most tests. */
function template(): { readonly remote: string; readonly clone: string } {
  if (templates !== undefined) return templates;
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-sync-template-'));
  atEndOfFile(() => {
    templates = undefined;
    rmSync(folder, { recursive: true });
  });
  const [remote, seed, copy] = ['remote', 'seed', 'clone'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  sh(folder, ['init', '--quiet', '--bare', '--initial-branch=main', '--template=', remote]);
  sh(remote, ['config', 'http.receivepack', 'true']);
  sh(remote, ['config', 'uploadpack.allowFilter', 'true']);
  mkdirSync(join(remote, 'hooks'));
  writeFileSync(join(remote, 'hooks', 'pre-receive'), HOOK, { mode: 0o755 });
  sh(folder, ['init', '--quiet', '--initial-branch=main', '--template=', seed]);
  writeFileSync(join(seed, 'shop.ts'), 'export const price = 1;\n');
  sh(seed, ['add', '.']);
  sh(seed, ['commit', '--quiet', '-m', 'Open the shop']);
  sh(seed, ['push', '--quiet', remote, 'main']);
  sh(folder, ['clone', '--quiet', '--template=', remote, copy]);
  rmSync(join(remote, 'pushes.log'));
  return (templates = { remote, clone: copy });
}

const HOOK = `#!/bin/sh
status=0
while read old new ref; do
  case "$old" in
    *[!0]*) case "$new" in *[!0]*) ;; *) status=1; echo "$ref deleted" >> forced.log; continue ;; esac
      git merge-base --is-ancestor "$old" "$new" || { echo "$ref $old $new" >> forced.log; status=1; } ;;
  esac
  echo "$ref $old $new" >> pushes.log
done
exit $status
`;

/** A clone of a remote made here, or one that has none; with options, by git itself. */
export function clone(ground: Ground, url: string, name: string, ...options: string[]): string {
  const path = ground.path(name, 'shop');
  mkdirSync(ground.path(name), { recursive: true });
  if (options.length > 0) {
    sh(ground.folder, ['clone', '--quiet', ...options, url, path]);
    return path;
  }
  cpSync(template().clone, path, { recursive: true });
  const config = join(path, '.git', 'config');
  const text = readFileSync(config, 'utf8');
  writeFileSync(config, url === '' ? text.replace(/\[remote[\s\S]*/, '') : text.replace(/url = .*/, `url = ${url}`));
  return path;
}

/** Every id on a branch, sorted; an id that is there twice is twice in it. */
export function published(folder: string, ref = `refs/heads/${BRANCH}`): string[] {
  const shards = sh(folder, ['ls-tree', '-r', '--name-only', ref])
    .split('\n')
    .filter((path) => path.endsWith('.jsonl'));
  return shards.flatMap((path) => idsIn(sh(folder, ['cat-file', 'blob', `${ref}:${path}`]))).toSorted();
}
