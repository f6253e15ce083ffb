/**
 * Where a sync works: the repository that a folder lies in, whichever way it was made (a clone, a linked worktree, a submodule, a bare
 * repository), and the folder beside the project in which the branch can be looked at.
 */

import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

import { AppError } from '../errors.ts';
import { codeOf } from '../store/refusal.ts';
import { tryAsk, type Git } from './git.ts';
import { gitFailed } from './messages.ts';

export type Place = {
  /** Where git is asked: the top of the work tree, or a bare repository itself. */ readonly root: string;
  /** The folder that holds the branches, the same for all worktrees of a clone. */ readonly common: string;
  /** The project itself, whichever of its worktrees was asked in. */ readonly main: string;
};

/** Throws `sync/not-a-repository`. `git` must be started in `cwd`. */
export async function findPlace(git: Git, cwd: string): Promise<Place> {
  // Without a work tree the last question is refused, and those before it are answered.
  const { out, err } = await git([
    'rev-parse',
    '--is-bare-repository',
    '--git-dir',
    '--git-common-dir',
    '--show-toplevel',
  ]);
  const [bare, own, shared, top] = out.toString('utf8').split('\n');
  if (own === undefined || own === '' || shared === undefined || shared === '') {
    if (/dubious ownership|unsafe repository/i.test(err)) throw gitFailed(['rev-parse'], err);
    throw new AppError('sync/not-a-repository', `${cwd} lies in no git repository that can be opened.`, {
      hint: 'Change into the project whose telemetry is to be shared; git status shows whether git knows it.',
    });
  }
  const common = real(resolve(cwd, shared));
  if (top === undefined || top === '') return withoutWorkTree(common, bare === 'true');
  const isMain = real(resolve(cwd, own)) === common;
  const main = isMain ? top : basename(common) === '.git' ? dirname(common) : bareFolder(common);
  return { root: top, common, main };
}

/** In a bare repository, or somewhere below `.git`. */
function withoutWorkTree(common: string, isBare: boolean): Place {
  if (isBare || basename(common) !== '.git') return { root: common, common, main: bareFolder(common) };
  return { root: dirname(common), common, main: dirname(common) };
}

/** `x/proj.git` stands for `x/proj`; `x/proj/.bare` for `x/proj`; in a submodule `.git/modules/x` is not a place beside which one would look. */
function bareFolder(common: string): string {
  if (basename(common).startsWith('.')) return dirname(common);
  return common.replace(/\.git$/, '');
}

/** Name of a project, by its folder. */
export function nameOf(folder: string): string {
  return basename(folder) || 'project';
}

/**
 * The folder of the view: beside the project, as the setting says or by its name. That of a submodule lies beside the outermost project,
 * so that none is dirtied.
 */
export async function viewOf(git: Git, { main }: Place, worktreeDir: string | null): Promise<string> {
  let [beside, name] = [main, nameOf(main)];
  // That of a bare repository is only a name.
  for (let depth = 0; depth < 10 && existsSync(beside); depth++) {
    const folder: string = beside;
    const outer = await tryAsk(git, ['rev-parse', '--show-superproject-working-tree'], { folder });
    if (outer === undefined || outer === '') break;
    name = `${nameOf(outer)}-${name}`;
    beside = outer;
  }
  return resolve(dirname(beside), worktreeDir ?? `${name}-telemetry`);
}

/** Where a clone keeps what a sync remembers. */
export function memoryOf({ common }: Pick<Place, 'common'>): string {
  return join(common, 'hindcast');
}

/** The path without symbolic links, as far as it exists. */
export function real(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return path;
  }
}
