/**
 * A working directory → the identity of its repository. Reads the files of git itself and starts no program; looks only at local folders,
 * and at each of them once.
 */

import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';

import { normalizeRemote } from '../event/repo.ts';

export type RepoFinder = (cwd: string) => string | undefined;

/** `host/owner/name`, or `local/<folder>` for a repository without a remote, a folder outside of any, and one that is gone. */
export function makeRepoFinder(homeDir: string): RepoFinder {
  const known = new Map<string, string | undefined>();
  return (cwd) => {
    if (known.has(cwd)) return known.get(cwd);
    const found = repoOf(cwd, homeDir);
    known.set(cwd, found);
    return found;
  };
}

function repoOf(cwd: string, homeDir: string): string | undefined {
  const git = findRepository(cwd, homeDir);
  return git === undefined
    ? localName(mainFolder(cwd) ?? cwd, homeDir)
    : (remoteOf(git.common) ?? localName(git.folder, homeDir));
}

/** The repository of a folder, which may be gone; nothing for one on another machine. */
export function findRepository(cwd: string, homeDir: string): Git | undefined {
  if (!isLocal(cwd)) return undefined;
  for (const folder of [cwd, mainFolder(cwd)]) {
    const git = folder === undefined ? undefined : findGit(folder, homeDir);
    if (git !== undefined) return git;
  }
  return undefined;
}

/** Neither relative nor on another machine: asking about `//server/share` would open a connection. */
function isLocal(cwd: string): boolean {
  return isAbsolute(cwd) && !/^[\\/]{2}/.test(cwd);
}

/** The repository of `<main>/.claude/worktrees/<name>`, `<main>/.worktrees/<name>` or `<main>-worktrees/<name>`, from the path alone. */
function mainFolder(cwd: string): string | undefined {
  return WORKTREE.exec(cwd)?.groups?.['main'];
}

const WORKTREE =
  /^(?<main>.*[^\\/])(?:[\\/]\.(?:claude|codex|cursor)[\\/]worktrees|[\\/]\.worktrees|[-.]worktrees)[\\/][^\\/]+/;

/** The worktree that a path lies in, where its name tells. */
export function worktreeOf(path: string): string | undefined {
  return WORKTREE.exec(path)?.[0];
}

export type Git = {
  /** The folder whose name the repository has. */ readonly folder: string;
  /** The git folder that holds its configuration. */ readonly common: string;
  /** The folder of the work tree in which it was found. */ readonly root: string;
};

function findGit(cwd: string, homeDir: string): Git | undefined {
  const isThere = kindOf(cwd) === 'folder';
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    // A home folder under version control is not the repository of every project in it that was deleted.
    if (!isThere && folder === homeDir) return undefined;
    const git = join(folder, '.git');
    const kind = kindOf(git);
    if (kind === 'folder' && kindOf(join(git, 'HEAD')) === 'file') return { folder, common: git, root: folder };
    const linked = kind === 'file' ? followLink(folder, git) : undefined;
    if (linked !== undefined) return linked;
    if (folder === dirname(folder)) return undefined;
  }
}

/** `.git` is a file in a worktree, whose git folder names a common one, and in a submodule, whose git folder stands alone. */
function followLink(folder: string, file: string): Git | undefined {
  const target = /^gitdir:\s*(.+?)\s*$/m.exec(readText(file) ?? '')?.[1];
  if (target === undefined) return undefined;
  const own = resolve(folder, target);
  const common = readText(join(own, 'commondir'))?.trim();
  if (common !== undefined && common !== '') {
    const shared = resolve(own, common);
    return {
      folder: basename(shared) === '.git' ? dirname(shared) : shared.replace(/\.git$/, ''),
      common: shared,
      root: folder,
    };
  }
  if (kindOf(own) === 'folder') return { folder, common: own, root: folder };
  // The repository was moved or deleted, but the link still says where the worktree belonged.
  const main = /^(.*[^\\/])[\\/]\.git[\\/]worktrees[\\/]/.exec(own)?.[1];
  return { folder: main ?? folder, common: main === undefined ? own : join(main, '.git'), root: folder };
}

/** The remote `origin`, or the only one. */
function remoteOf(git: string): string | undefined {
  const remotes = readRemotes(readText(join(git, 'config')) ?? '');
  const only = remotes.size === 1 ? [...remotes.values()][0] : undefined;
  const url = remotes.get('origin') ?? only;
  return url === undefined ? undefined : normalizeRemote(url);
}

function readRemotes(config: string): Map<string, string> {
  const remotes = new Map<string, string>();
  let remote: string | undefined;
  for (const line of config.split(/\r?\n/)) {
    const section = /^\s*\[(?<head>[^\]"]*)(?:"(?<name>(?:[^"\\]|\\.)*)")?\s*\]/.exec(line)?.groups;
    if (section !== undefined)
      remote = section['head']?.trim().toLowerCase() === 'remote' ? section['name'] : undefined;
    const url = /^\s*url\s*=\s*(.*?)\s*$/i.exec(line)?.[1];
    if (remote === undefined || url === undefined || remotes.has(remote)) continue;
    remotes.set(remote, url.startsWith('"') ? url.replace(/^"([^"]*)".*$/, '$1') : url.replace(/\s+[#;].*$/, ''));
  }
  return remotes;
}

function localName(folder: string, homeDir: string): string | undefined {
  if (folder === homeDir) return 'local/~';
  const name = folder.split(/[\\/]+/).findLast((part) => part !== '' && !/^[A-Za-z]:$/.test(part));
  return name === undefined ? undefined : `local/${name}`;
}

function kindOf(path: string): 'folder' | 'file' | undefined {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat?.isDirectory() === true ? 'folder' : stat?.isFile() === true ? 'file' : undefined;
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

/** An answer of the file system, also to a path that cannot be one (a NUL in it). */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'code' in error;
}
