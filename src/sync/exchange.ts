/** Fetching and pushing one branch: one remote, one reference each way, no tags, nothing forced. */

import { statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';

import { codeOf } from '../store/refusal.ts';
import { localRef, trackingRef, type Refs } from './branch.ts';
import type { Git } from './git.ts';
import { fetchOutcome, pushOutcome, type Outcome } from './messages.ts';
import type { Place } from './place.ts';

export type Connected = Refs & { readonly remote: string };

/** Only the tracking reference of this branch moves; it may move anywhere, for it only says where the remote stands. */
export async function fetchBranch(git: Git, refs: Connected): Promise<'fetched' | Outcome> {
  const { status, err } = await git([
    'fetch',
    '--quiet',
    '--no-tags',
    '--no-write-fetch-head',
    '--no-recurse-submodules',
    // A partial clone would leave out the very files that are to be read.
    '--no-filter',
    refs.remote,
    `+${localRef(refs)}:${trackingRef(refs) ?? ''}`,
  ]);
  return status === 0 ? 'fetched' : fetchOutcome(err, refs);
}

export async function pushBranch(git: Git, refs: Connected): Promise<'pushed' | Outcome> {
  const { status, out, err } = await git([
    '-c',
    `remote.${refs.remote}.mirror=false`,
    'push',
    '--porcelain',
    '--no-verify',
    '--no-follow-tags',
    '--no-signed',
    '--recurse-submodules=no',
    refs.remote,
    `${localRef(refs)}:${localRef(refs)}`,
  ]);
  return status === 0 ? 'pushed' : pushOutcome(out.toString('utf8'), err, refs);
}

/** A lock on a reference is held for milliseconds; one of this age was left by a git that was killed. */
const ABANDONED_MS = 30_000;

/** Removes locks that a killed git has left on the two references that are ours. */
export function clearAbandonedLocks({ common }: Pick<Place, 'common'>, refs: Refs): void {
  for (const ref of [localRef(refs), trackingRef(refs)])
    if (ref !== undefined) removeAbandoned(join(common, `${ref}.lock`));
}

export function removeAbandoned(lock: string): void {
  const stat = statSync(lock, { throwIfNoEntry: false });
  if (stat === undefined || Date.now() - stat.mtimeMs < ABANDONED_MS) return;
  try {
    unlinkSync(lock);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}
