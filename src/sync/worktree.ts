/**
 * The view: a worktree beside the project that shows the branch. It is brought along when the branch moved, and repaired when it is broken;
 * nothing depends on it, and files that a person put there are kept.
 */

import { existsSync, lstatSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

import { AppError } from '../errors.ts';
import { codeOf } from '../store/refusal.ts';
import { ask, tryAsk, type Git } from './git.ts';
import { removeAbandoned } from './exchange.ts';
import { excerpt } from './messages.ts';
import { real, type Place } from './place.ts';

export type View = { readonly path: string; readonly branch: string };

type Worktree = { readonly path: string; readonly branch: string | undefined };

/** Every worktree of the clone, the user's own first. */
async function listWorktrees(git: Git): Promise<readonly Worktree[]> {
  const told = await ask(git, ['worktree', 'list', '--porcelain']);
  return told.split('\n\n').flatMap((block) => {
    const path = /^worktree (.+)$/m.exec(block)?.[1];
    return path === undefined ? [] : [{ path, branch: /^branch refs\/heads\/(.+)$/m.exec(block)?.[1] }];
  });
}

/** Throws when somebody works on the branch elsewhere: it would move under their feet. */
export async function refuseCheckedOut(git: Git, { path, branch }: View): Promise<void> {
  const elsewhere = (await listWorktrees(git)).find(
    (worktree) => worktree.branch === branch && real(worktree.path) !== real(path) && existsSync(worktree.path),
  );
  if (elsewhere === undefined) return;
  throw new AppError(
    'sync/branch-taken',
    `The branch ${branch} is checked out in ${elsewhere.path}, where a sync would change it.`,
    {
      hint: `Switch to another branch there (git -C ${elsewhere.path} switch -), or set sync.worktreeDir to that folder.`,
    },
  );
}

/** Throws `sync/worktree-taken` when something else lies where the view is to be. */
export function refuseTaken(place: Place, { path }: View): void {
  if (isFree(path) || isOurs(place, path)) return;
  throw new AppError(
    'sync/worktree-taken',
    `${path} exists and is no worktree of this repository; it was left as it is.`,
    {
      hint: 'Move it away, or choose another folder: HINDCAST_SYNC_WORKTREE_DIR, or sync.worktreeDir in hindcast.config.json.',
    },
  );
}

function isFree(path: string): boolean {
  try {
    return readdirSync(path).length === 0;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return true;
    if (code === 'ENOTDIR') return false;
    throw error;
  }
}

/** True for a worktree of this clone, also for one that git has lost or that lost its way to git. */
function isOurs({ common }: Place, path: string): boolean {
  if (registered(common, path) !== undefined || moved(common, path) !== undefined) return true;
  const target = adminOf(path);
  return target !== undefined && real(dirname(target)) === real(join(common, 'worktrees'));
}

/** Where the `.git` file of a worktree points. */
function adminOf(path: string): string | undefined {
  const file = join(path, '.git');
  if (lstatSync(file, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
  const target = /^gitdir:\s*(.+?)\s*$/m.exec(readFileSync(file, 'utf8'))?.[1];
  return target === undefined ? undefined : resolve(path, target);
}

/** The folder below `worktrees` that belongs to a path. */
function registered(common: string, path: string): string | undefined {
  const folder = join(common, 'worktrees');
  if (!existsSync(folder)) return undefined;
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .find((admin) => {
      const file = join(admin, 'gitdir');
      return existsSync(file) && real(dirname(readFileSync(file, 'utf8').trim())) === real(path);
    });
}

/** The same for one that was moved together with its project: it is known under a path that is gone. */
function moved(common: string, path: string): string | undefined {
  const name = basename(adminOf(path) ?? '');
  const file = join(common, 'worktrees', name, 'gitdir');
  if (name === '' || !existsSync(file)) return undefined;
  return existsSync(dirname(readFileSync(file, 'utf8').trim())) ? undefined : dirname(file);
}

/**
 * Makes, repairs and brings along the view; answers what is to be said about it. Throws what `refuseTaken` does, and nothing else that a
 * branch could do without.
 */
export async function showBranch(git: Git, place: Place, view: View): Promise<readonly string[]> {
  refuseTaken(place, view);
  const notes: string[] = [];
  if (!isFree(view.path) && !(await repair(git, place, view))) {
    const aside = `${view.path}.broken-${new Date().toISOString().replaceAll(/[-:]|\..*/g, '')}`;
    renameSync(view.path, aside);
    notes.push(`The worktree ${view.path} was broken and was made anew; what lay there is in ${aside}.`);
  }
  if (isFree(view.path) && !existsSync(dirname(view.path)))
    return [
      `The project was moved away from ${dirname(view.path)}; hindcast sync setup shows the branch beside it again.`,
    ];
  if (isFree(view.path)) {
    // Forced: git may still know a worktree there that was deleted, and "prune" would touch others as well.
    const { status, err } = await git([
      'worktree',
      'add',
      '--quiet',
      '--force',
      '--no-checkout',
      view.path,
      view.branch,
    ]);
    if (status !== 0) return [...notes, `The branch cannot be shown in ${view.path}: ${excerpt(err)}`];
  }
  return [...notes, ...(await bringAlong(git, view))];
}

/** The small damages; false when it is beyond them. */
async function repair(git: Git, { common }: Place, { path, branch }: View): Promise<boolean> {
  const elsewhere = moved(common, path);
  if (elsewhere !== undefined) writeFileSync(join(elsewhere, 'gitdir'), `${join(path, '.git')}\n`);
  const admin = elsewhere ?? registered(common, path) ?? adminOf(path);
  if (admin === undefined || !existsSync(admin)) return false;
  if (adminOf(path) !== admin) {
    if (lstatSync(join(path, '.git'), { throwIfNoEntry: false })?.isDirectory() === true) return false;
    writeFileSync(join(path, '.git'), `gitdir: ${admin}\n`);
  }
  removeAbandoned(join(admin, 'index.lock'));
  const head = join(admin, 'HEAD');
  if (!existsSync(head) || readFileSync(head, 'utf8').trim() === '') writeFileSync(head, `ref: refs/heads/${branch}\n`);
  if ((await tryAsk(git, ['rev-parse', '--git-dir'], { folder: path })) === undefined) return false;
  const index = join(admin, 'index');
  // An index that cannot be read says nothing about the files; what the branch has is written again.
  if (existsSync(index) && (await git(['ls-files', '--stage'], { folder: path })).status !== 0) {
    rmSync(index);
    rmSync(join(admin, SHOWN), { force: true });
  }
  return true;
}

/** Beside the index of the view: the commit that its files were last taken from. */
const SHOWN = 'hindcast-shown';

async function bringAlong(git: Git, { path, branch }: View): Promise<readonly string[]> {
  const [admin, head] = [
    await tryAsk(git, ['rev-parse', '--absolute-git-dir'], { folder: path }),
    await tryAsk(git, ['symbolic-ref', '-q', 'HEAD'], { folder: path }),
  ];
  if (admin === undefined) return [`The worktree ${path} cannot be opened; hindcast sync setup makes it anew.`];
  if (head !== `refs/heads/${branch}`) return [`The worktree ${path} is on another branch and was left as it is.`];
  const to = await ask(git, ['rev-parse', `refs/heads/${branch}`]);
  const shown = join(admin, SHOWN);
  const from = existsSync(join(admin, 'index')) ? await shownIn(git, path, { shown, branch }) : undefined;
  if (from === to) return [];
  if (from === 'unknown') return [keptAsItIs(path)];
  const args = from === undefined ? ['--reset', '-u', to] : ['-m', '-u', from, to];
  const { status } = await git(['read-tree', ...args], { folder: path });
  if (status !== 0) return [keptAsItIs(path)];
  writeFileSync(shown, `${to}\n`);
  return [];
}

function keptAsItIs(path: string): string {
  return `The worktree ${path} has changes of its own and was left as it is; git -C ${path} status shows them.`;
}

/** The commit whose files lie there; `unknown` when they are of no commit. After a kill between two steps the index tells. */
async function shownIn(
  git: Git,
  folder: string,
  { shown, branch }: { readonly shown: string; readonly branch: string },
): Promise<string | undefined> {
  const tree = await tryAsk(git, ['write-tree'], { folder });
  const known = existsSync(shown) ? readFileSync(shown, 'utf8').trim() : undefined;
  if (known !== undefined && (await tryAsk(git, ['rev-parse', `${known}^{tree}`], { folder })) === tree) return known;
  const commits = await tryAsk(git, ['log', '-200', '--format=%T %H', `refs/heads/${branch}`, '--'], { folder });
  const same = commits?.split('\n').find((line) => line.startsWith(`${tree ?? '-'} `));
  // What somebody staged there is no commit's tree; with the last commit known, git keeps it while it moves on.
  return same?.split(' ')[1] ?? known ?? 'unknown';
}

/** Whether the folder shows the branch, as far as the file system tells. */
export function isShown(place: Place, { path }: View): boolean {
  return registered(place.common, path) !== undefined && adminOf(path) !== undefined && basename(path) !== '';
}
