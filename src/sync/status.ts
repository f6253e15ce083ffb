/** How sharing stands in a clone. Asks neither the network nor the database. */

import { localRef, readHeads, type Heads } from './branch.ts';
import { tryAsk, type Git } from './git.ts';
import type { Place } from './place.ts';
import { pendingEvents, pendingFiles, type PendingEvents, type Shareable } from './pending.ts';
import { readLast, readSetup, type Last, type Setup } from './remembered.ts';
import type { Places } from '../config/home.ts';
import { isShown } from './worktree.ts';

export type Status = {
  readonly setup: Setup;
  readonly last: Last;
  readonly pending: PendingEvents & { readonly files: readonly string[] };
  /** Commits that only this clone has, and that only the remote has, as it was last fetched. Nothing without a remote. */
  readonly ahead: number | undefined;
  readonly behind: number | undefined;
  readonly isShown: boolean;
};

export type Asked = {
  readonly git: Git;
  readonly place: Place;
  readonly places: Places;
  readonly repo: string;
  readonly source: Shareable;
};

/** Nothing when it is not set up. */
export async function statusOf({ git, place, places, repo, source }: Asked): Promise<Status | undefined> {
  const setup = readSetup(place);
  if (setup === undefined) return undefined;
  const last = readLast(place);
  const [apart, tree] = await Promise.all([
    readHeads(git, setup).then((heads) => countApart(git, heads)),
    tryAsk(git, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', localRef(setup)]),
  ]);
  return {
    setup,
    last,
    pending: {
      ...pendingEvents(places, repo, last),
      files: pendingFiles(source, new Set((tree ?? '').split('\0')), last),
    },
    ahead: setup.remote === undefined ? undefined : apart.ahead,
    behind: setup.remote === undefined ? undefined : apart.behind,
    isShown: isShown(place, { path: setup.worktree, branch: setup.branch }),
  };
}

async function countApart(git: Git, { local, remote }: Heads): Promise<{ ahead: number; behind: number }> {
  const count = async (...args: readonly string[]): Promise<number> =>
    Number((await tryAsk(git, ['rev-list', '--count', ...args])) ?? 0);
  if (local?.oid === remote?.oid) return { ahead: 0, behind: 0 };
  if (local === undefined) return { ahead: 0, behind: remote === undefined ? 0 : await count(remote.oid) };
  if (remote === undefined) return { ahead: await count(local.oid), behind: 0 };
  const [ahead, behind] = await Promise.all([count(local.oid, `^${remote.oid}`), count(remote.oid, `^${local.oid}`)]);
  return { ahead, behind };
}
