/** The branch of one clone as it was last fetched: which shards are on it, and how to read them. Opens no connection. */

import { createHash } from 'node:crypto';
import { parseShardPath } from '../share/shard.ts';
import { isAncestor, isFile, openReader, readHeads, readTree, type Head, type Reader } from '../sync/branch.ts';
import type { Git } from '../sync/git.ts';
import type { Place } from '../sync/place.ts';
import { readLast, readSetup, type Setup } from '../sync/remembered.ts';
import { identityOf } from '../sync/remote.ts';

export type TeamBranch = {
  /** The same for every clone of the same remote. */
  readonly key: string;
  /** Identity of the repository, as this machine names it. */
  readonly repo: string;
  readonly place: Place;
  /** When it was last fetched. */
  readonly fetchedAt: string | undefined;
  /** When its newest commit was made, in seconds since 1970. */
  readonly at: number;
  /** Object ids of the shards, by writer and path. */
  readonly writers: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly read: Reader;
};

export type CloneOf = { readonly git: Git; readonly place: Place; readonly repo: string };

/** Undefined where sharing was not set up. */
export async function openBranch({ git, place, repo }: CloneOf): Promise<TeamBranch | undefined> {
  const setup = readSetup(place);
  if (setup === undefined) return undefined;
  // What a partial clone lacks would be fetched.
  const offline: Git = (args, asking = {}) =>
    git(args, { ...asking, variables: { ...asking.variables, GIT_NO_LAZY_FETCH: '1' } });
  const head = await headOf(offline, setup);
  const writers = new Map<string, Map<string, string>>();
  for (const [path, entry] of head === undefined ? [] : await readTree(offline, head.oid)) {
    const name = parseShardPath(path);
    if (name === undefined || !isFile(entry)) continue;
    const paths = writers.get(name.writer) ?? new Map<string, string>();
    writers.set(name.writer, paths.set(path, entry.oid));
  }
  return {
    key: keyOf(setup, place, repo),
    repo,
    place,
    fetchedAt: readLast(place).at,
    at: head?.at ?? 0,
    writers,
    read: openReader(offline),
  };
}

/** What the remote has; with what is committed here and not yet pushed, where nothing else is on the remote. */
async function headOf(git: Git, setup: Setup): Promise<Head | undefined> {
  const { local, remote } = await readHeads(git, setup);
  if (local === undefined || remote === undefined || local.oid === remote.oid) return remote ?? local;
  return (await isAncestor(git, remote.oid, local.oid)) === true ? local : remote;
}

function keyOf({ url, branch }: Setup, { common }: Place, repo: string): string {
  const where = url === undefined ? common : identityOf(url);
  return createHash('sha256').update(`${where}\0${branch}\0${repo}`).digest('hex').slice(0, 16);
}
