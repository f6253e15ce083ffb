/**
 * Setting up: chooses the remote, joins the branch that is there or begins one, makes the view, and remembers what was decided. Running it
 * again repairs.
 */

import { dirname } from 'node:path';

import { makeFolder } from '../config/make-folder.ts';
import { AppError } from '../errors.ts';
import { drafting, localRef, moveRef, readHeads, trackingRef, type Refs } from './branch.ts';
import { clearAbandonedLocks, fetchBranch } from './exchange.ts';
import { tryAsk, type Git } from './git.ts';
import { busy } from './messages.ts';
import { viewOf, type Place } from './place.ts';
import { README, README_PATH, ROOT_AT, ROOT_MESSAGE } from './readme.ts';
import { readLast, readSetup, writeLast, writeSetup, type Setup } from './remembered.ts';
import { chooseRemote, identityOf, refusePublic, withoutCredentials, type Remote } from './remote.ts';
import { refuseCheckedOut, refuseTaken, showBranch } from './worktree.ts';

/** What settings and flags say. */
export type Wishes = {
  readonly branch: string;
  readonly worktreeDir: string | null;
  readonly remote: string | null;
  /** The remote was named by a person, not by a file of the repository. */ readonly isDeliberate: boolean;
};

export type Settled = {
  readonly setup: Setup;
  /** `began`: there was no such branch. `restored`: there was one on the remote, and it was deleted. */
  readonly how: 'began' | 'joined' | 'kept' | 'restored';
  readonly notes: readonly string[];
};

export async function setUp(
  git: Git,
  place: Place,
  wishes: Wishes & { readonly allowPublic: boolean; readonly now: Date },
): Promise<Settled> {
  await refuseBranchName(git, wishes.branch);
  const remote = await chooseRemote(git, { named: wishes.remote, isDeliberate: wishes.isDeliberate });
  const refs: Refs = { branch: wishes.branch, remote: remote?.name };
  const view = { path: await viewOf(git, place, wishes.worktreeDir), branch: wishes.branch };
  refuseTaken(place, view);
  await refuseCheckedOut(git, view);
  // What was allowed for one address is not allowed for the next.
  const former = readSetup(place);
  const isSame = former?.url !== undefined && remote !== undefined && identityOf(former.url) === identityOf(remote.url);
  const allowPublic = wishes.allowPublic || (isSame && former.allowPublic);
  if (remote !== undefined && !allowPublic) await refusePublic(git, remote);
  const how = await joinOrBegin(git, place, refs);
  const at = wishes.now.toISOString();
  const setup: Setup = {
    remote: remote?.name,
    url: remote === undefined ? undefined : withoutCredentials(remote.url),
    branch: wishes.branch,
    worktree: view.path,
    allowPublic,
    at,
  };
  writeSetup(place, setup);
  const heads = await readHeads(git, refs);
  writeLast(place, { remote: heads.remote?.oid, askedAt: at });
  makeFolder(dirname(view.path));
  return { setup, how, notes: await showBranch(git, place, view) };
}

async function refuseBranchName(git: Git, branch: string): Promise<void> {
  if ((await tryAsk(git, ['check-ref-format', '--branch', branch])) === branch) return;
  throw new AppError('config/bad-value', `sync.branch: ${JSON.stringify(branch)} is no name of a branch.`, {
    hint: 'The default is devtools-telemetry.',
  });
}

async function joinOrBegin(git: Git, place: Place, refs: Refs): Promise<Settled['how']> {
  clearAbandonedLocks(place, refs);
  const isOnRemote = await fetchIfThere(git, refs);
  const { local, remote } = await readHeads(git, refs);
  const wasSeen = readLast(place).remote !== undefined;
  const tracking = trackingRef(refs);
  for (const head of [local, remote]) if (head !== undefined) await refuseCode(git, refs, head.oid);
  if (!isOnRemote && tracking !== undefined && remote !== undefined) await git(['update-ref', '-d', tracking]);
  if (local !== undefined) return !isOnRemote && wasSeen ? 'restored' : 'kept';
  const [how, to]: [Settled['how'], string] =
    remote === undefined ? ['began', await rootCommit(git)] : [isOnRemote ? 'joined' : 'restored', remote.oid];
  // Another setup of this clone may have been faster; then the branch is there.
  await moveRef(git, localRef(refs), { from: undefined, to });
  return how;
}

/** Throws what keeps the remote from answering; false when it has no such branch, or there is no remote. */
async function fetchIfThere(git: Git, { branch, remote }: Refs): Promise<boolean> {
  if (remote === undefined) return false;
  for (let tries = 0; tries < 5; tries++) {
    const outcome = await fetchBranch(git, { branch, remote });
    if (outcome === 'fetched') return true;
    if (outcome === 'no-branch') return false;
    if (outcome !== 'moved') throw outcome;
  }
  throw busy({ branch, remote });
}

/** Always the same commit, so that two people who begin at the same time begin alike. */
function rootCommit(git: Git): Promise<string> {
  return drafting(git, async ({ write, commit }) => {
    const [oid = ''] = await write([README]);
    const changes = new Map([[README_PATH, { mode: '100644', oid }]]);
    return commit({ parents: [], changes, message: ROOT_MESSAGE, at: ROOT_AT });
  });
}

/** Throws when the branch has a past in common with what is being worked on: then it holds code, and a sync would add to that. */
async function refuseCode(git: Git, refs: Refs, commit: string): Promise<void> {
  const head = await tryAsk(git, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']);
  if (head === undefined) return;
  const { status } = await git(['merge-base', commit, head]);
  if (status !== 0) return;
  throw new AppError('sync/branch-taken', `The branch ${refs.branch} holds code: it has a past in common with HEAD.`, {
    hint: 'Telemetry needs a branch of its own; name another with HINDCAST_SYNC_BRANCH, or sync.branch in hindcast.config.json.',
  });
}

/** Throws when nothing was set up, or what was set up is no longer what is there. */
export async function readSettled(
  git: Git,
  place: Place,
  wishes: Wishes,
): Promise<{ setup: Setup; remote: Remote | undefined }> {
  const setup = readSetup(place);
  if (setup === undefined) {
    throw new AppError('sync/not-set-up', "Not set up. Run 'hindcast sync setup' first.", {
      hint: 'It asks nobody and sends nothing: it joins or begins the branch, and makes a worktree beside the project.',
    });
  }
  if (setup.branch !== wishes.branch || (wishes.remote !== null && wishes.remote !== (setup.remote ?? null)))
    throw changed('The settings name another branch or remote than the one that was set up.');
  if (setup.remote === undefined) return { setup, remote: undefined };
  const remote = await chooseRemote(git, { named: setup.remote, isDeliberate: true });
  if (remote !== undefined && identityOf(remote.url) !== identityOf(setup.url ?? ''))
    throw changed(`${setup.remote} is no longer ${identityOf(setup.url ?? '')} but ${identityOf(remote.url)}.`);
  return { setup, remote };
}

function changed(message: string): AppError {
  return new AppError('sync/remote-changed', `${message} Nothing was sent.`, {
    hint: 'If that is meant: hindcast sync setup',
  });
}

/** Hours after which it is asked again whether strangers can read the remote. */
const ASKED_AGAIN_MS = 24 * 3_600_000;

/** Repositories become public; throws when this one did. */
export async function refuseBecamePublic(
  git: Git,
  place: Place,
  { setup, remote, now }: { readonly setup: Setup; readonly remote: Remote | undefined; readonly now: Date },
): Promise<void> {
  const { askedAt } = readLast(place);
  const isFresh = askedAt !== undefined && Math.abs(now.getTime() - Date.parse(askedAt)) < ASKED_AGAIN_MS;
  if (remote === undefined || setup.allowPublic || isFresh) return;
  await refusePublic(git, remote);
  writeLast(place, { askedAt: now.toISOString() });
}
