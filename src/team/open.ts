/** Finds the branches that a question is about: that of the repository one is in, or those of all clones of this machine that share. */

import { basename } from 'node:path';
import type { Environment } from '../config/environment.ts';
import type { Places } from '../config/home.ts';
import { makeRepoFinder } from '../doors/repo.ts';
import { AppError } from '../errors.ts';
import { findSharePolicy } from '../share/policy.ts';
import { openGit } from '../sync/git.ts';
import { findPlace } from '../sync/place.ts';
import { openBranch, type CloneOf, type TeamBranch } from './branch.ts';
import { knownClones, rememberClone } from './clones.ts';

export type Looking = {
  readonly places: Places;
  readonly environment: Environment;
  /** All clones of this machine that share, wherever the question was asked. */
  readonly everywhere: boolean;
};

/** Throws `sync/not-set-up` where nothing is shared. */
export async function findBranches({ places, environment, everywhere }: Looking): Promise<readonly TeamBranch[]> {
  const here = await cloneAt(environment.cwd, environment);
  const own = here === undefined ? undefined : await openBranch(here);
  if (own !== undefined) rememberClone(places, own.place.root);
  if (!everywhere && here !== undefined) {
    if (own !== undefined) return [own];
    throw notSetUp(`Nothing is shared by ${here.repo}: sharing was not set up here.`);
  }
  const branches = own === undefined ? [] : [own];
  for (const root of knownClones(places)) {
    const clone = await cloneAt(root, environment);
    const branch = clone === undefined ? undefined : await openBranch(clone);
    if (branch !== undefined) branches.push(branch);
  }
  if (branches.length > 0) return newestOfEach(branches);
  throw notSetUp('Nothing is shared by any repository that is known on this machine.');
}

function notSetUp(message: string): AppError {
  return new AppError('sync/not-set-up', message, {
    hint: 'Set it up with hindcast sync setup in a project of the team; hindcast sync then fetches what others have shared.',
  });
}

/** Undefined outside of a repository. */
export async function cloneAt(folder: string, environment: Environment): Promise<CloneOf | undefined> {
  const asked = openGit({ environment, folder, interactive: false });
  try {
    const place = await findPlace(asked, folder);
    const git = openGit({ environment, folder: place.root, interactive: false });
    return { git, place, repo: makeRepoFinder(environment.homeDir)(place.root) ?? `local/${basename(place.main)}` };
  } catch (error) {
    if (error instanceof AppError && error.code === 'sync/not-a-repository') return undefined;
    throw error;
  }
}

/** Several clones of one remote have one branch; the one that was fetched last knows most. */
function newestOfEach(branches: readonly TeamBranch[]): readonly TeamBranch[] {
  const newest = new Map<string, TeamBranch>();
  for (const branch of branches) {
    const other = newest.get(branch.key);
    if (other === undefined || branch.at > other.at) newest.set(branch.key, branch);
  }
  return [...newest.values()];
}

/** Below so many developers their policies let nobody be shown alone. A policy that cannot be read shows nobody. */
export function leastDevelopers(branches: readonly TeamBranch[]): number {
  return Math.max(1, ...branches.map(({ place }) => leastIn(place.root)));
}

function leastIn(root: string): number {
  try {
    return findSharePolicy(root).share.min_developers;
  } catch (error) {
    if (error instanceof AppError) return Number.MAX_SAFE_INTEGER;
    throw error;
  }
}
