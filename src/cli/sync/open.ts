/** What every form of `hindcast sync` begins with: git, the repository that the command was started in, and what settings and flags say. */

import { realpathSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';

import { findProjectFile, readSyncFile } from '../../config/files.ts';
import { makeRepoFinder } from '../../doors/repo.ts';
import { AppError } from '../../errors.ts';
import { codeOf } from '../../store/refusal.ts';
import { openGit, type Git } from '../../sync/git.ts';
import { findPlace, nameOf, type Place } from '../../sync/place.ts';
import type { Wishes } from '../../sync/setup.ts';
import type { Context } from '../define.ts';

export type Opened = {
  readonly git: Git;
  readonly place: Place;
  /** Identity of the repository, as events name it. */ readonly repo: string;
  readonly wishes: Wishes;
  /** Folder in which other tools leave what is to be shared. */ readonly source: string;
};

export async function openSync(context: Context): Promise<Opened> {
  const { environment, settings } = context;
  const git = openGit({ environment, folder: environment.cwd, interactive: context.interactive() });
  const place = await findPlace(git, environment.cwd);
  // From here on git is asked at the top: the folder that the command was started in may go.
  const top = openGit({ environment, folder: place.root, interactive: context.interactive() });
  return {
    git: top,
    place,
    repo: makeRepoFinder(environment.homeDir)(place.root) ?? `local/${nameOf(place.main)}`,
    wishes: {
      branch: settings.value('sync.branch'),
      worktreeDir: settings.value('sync.worktreeDir'),
      remote: settings.value('sync.remote'),
      isDeliberate: settings.value('sync.remote') === null || !isFromRepository('sync.remote', context),
    },
    source: sourceIn(place, settings.value('sync.sourceDir')),
  };
}

/** A file of the repository comes with every clone of it, also with a fork. */
function isFromRepository(key: 'sync.remote', { settings, environment }: Context): boolean {
  const from = settings.all().find((found) => found.key === key)?.from;
  return from !== undefined && [findProjectFile(environment), readSyncFile(environment)?.path].includes(from);
}

/** Throws when the folder lies outside of the project: a file of a cloned repository must not publish what is the user's own. */
function sourceIn({ root }: Place, sourceDir: string): string {
  const folder = resolve(root, sourceDir);
  for (const [from, to] of [
    [root, folder],
    [real(root), real(folder)],
  ] as const) {
    const way = relative(from, to);
    if (way !== '' && !way.startsWith('..') && !isAbsolute(way) && !/^\.git(?:[\\/]|$)/.test(way)) continue;
    throw new AppError('config/bad-value', `sync.sourceDir: ${sourceDir} is no folder inside of ${root}.`, {
      hint: 'The default is devtools-telemetry.',
    });
  }
  return folder;
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return path;
  }
}
