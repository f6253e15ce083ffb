/**
 * The sync itself: fetch, unite what the remote and this clone have, add what is missing, commit, push; when somebody else was faster, again.
 * A branch only ever moves forward, and what could not be pushed stays committed and goes with the next sync.
 */

import { AppError } from '../errors.ts';
import type { Kind } from '../event/schema.ts';
import type { Publication, Publish, Union } from '../share/define.ts';
import {
  drafting,
  isAncestor,
  mergeBase,
  moveRef,
  localRef,
  openReader,
  readHeads,
  readTree,
  trackingRef,
} from './branch.ts';
import type { Drafting, Entry, Head, Heads, Reader, Refs, Tree } from './branch.ts';
import { clearAbandonedLocks, fetchBranch, pushBranch, type Connected } from './exchange.ts';
import { ask, AUTHOR, type Git } from './git.ts';
import { messageOf } from './message.ts';
import { busy } from './messages.ts';
import type { Place } from './place.ts';
import { README, README_PATH } from './readme.ts';
import { joinTrees } from './union.ts';

export type Syncing = {
  readonly git: Git;
  readonly place: Place;
  readonly refs: Refs;
  readonly publish: Publish;
  readonly union: Union;
  /** Default: one that says what was added. */ readonly message?: string;
  readonly now: () => Date;
  /** Where the remote stood at the last sync, when it was ever seen to have the branch. */ readonly seen:
    | string
    | undefined;
  /** What is to be told while it goes on. */ readonly progress?: (doing: string) => void;
};

export type Synced = {
  readonly events: Readonly<Partial<Record<Kind, number>>>;
  readonly files: number;
  readonly added_bytes: number;
  readonly notes: readonly string[];
  /** Where the branch stood here before and after. */ readonly from: string | undefined;
  readonly to: string | undefined;
  readonly pushed: boolean;
  /** Where the branch of the remote stands now, as far as is known. */ readonly remote: string | undefined;
  /** Why it could not be exchanged with the remote. What was to be sent is committed. */ readonly failure?: AppError;
};

const MOST_TRIES = 20;
const [SHORTEST_MS, LONGEST_MS] = [20, 2_000];

export async function runSync(syncing: Syncing): Promise<Synced> {
  const { git, place, refs, now } = syncing;
  const before = (await readHeads(git, refs)).local?.oid;
  let state: Publication | undefined;
  let notes: readonly string[] = [];
  let seen = syncing.seen;
  const synced = (heads: Heads, pushed: boolean, failure?: AppError): Synced => ({
    events: state?.events ?? {},
    files: state?.writes.size ?? 0,
    added_bytes: state?.added_bytes ?? 0,
    notes: [...notes, ...(state?.notes ?? [])],
    from: before,
    to: heads.local?.oid,
    pushed,
    remote: heads.remote?.oid,
    ...(failure === undefined ? {} : { failure }),
  });
  for (let tries = 1; tries <= MOST_TRIES; tries++) {
    clearAbandonedLocks(place, refs);
    const arrival = await arrive({ ...syncing, seen });
    if (arrival !== 'moved') {
      const failure = arrival instanceof AppError ? arrival : undefined;
      const base: Base = await baseOf({ ...syncing, seen }, await readHeads(git, refs));
      if (base.notes.length > 0) [state, notes] = [undefined, base.notes];
      seen = failure === undefined ? (base.heads.remote?.oid ?? seen) : seen;
      const added: Added | undefined = await add(syncing, base, { publication: state, at: seconds(now()) });
      if (added !== undefined) {
        state = added.publication;
        const heads = { local: added.head, remote: base.heads.remote };
        if (failure !== undefined) return synced(heads, false, failure);
        const sent = await send(syncing, heads);
        if (sent instanceof AppError) return synced(heads, false, sent);
        if (sent !== 'moved') return synced({ ...heads, remote: sent ? heads.local : heads.remote }, sent);
      }
    }
    const longest = Math.min(LONGEST_MS, SHORTEST_MS * 2 ** tries);
    await new Promise((resolve) => setTimeout(resolve, SHORTEST_MS + Math.random() * (longest - SHORTEST_MS)));
  }
  return synced(await readHeads(git, refs), false, busy(refs));
}

/** What would be new to the remote, file by file, whole contents. Nothing moves but the tracking reference. */
export async function previewSync(
  syncing: Syncing,
): Promise<{ readonly publication: Publication; readonly files: ReadonlyMap<string, Uint8Array> }> {
  const { git, refs, publish } = syncing;
  await arrive(syncing);
  const heads = await readHeads(git, refs);
  const base = await baseOf(syncing, heads);
  const read = openReader(git);
  const publication = await publish(tipOf(base.tree, read));
  const there = heads.remote === undefined ? new Map<string, Entry>() : await readTree(git, heads.remote.oid);
  const files = new Map<string, Uint8Array>();
  for (const [path, { oid }] of base.tree) if (there.get(path)?.oid !== oid) files.set(path, await read(oid));
  if (!base.tree.has(README_PATH)) files.set(README_PATH, README);
  for (const [path, bytes] of publication.writes) files.set(path, bytes);
  return { publication, files };
}

/** Fetches. Throws when somebody deleted the branch of the remote; answers why the remote cannot be asked. */
async function arrive({ git, refs, seen, progress }: Syncing): Promise<'ready' | 'moved' | AppError> {
  if (!isConnected(refs)) return 'ready';
  progress?.(`Fetching ${refs.branch} from ${refs.remote}`);
  const outcome = await fetchBranch(git, refs);
  if (outcome === 'fetched') return 'ready';
  if (outcome !== 'no-branch') return outcome;
  if (seen === undefined) {
    // What an earlier fetch remembers of it is no longer so.
    await git(['update-ref', '-d', trackingRef(refs) ?? '']);
    return 'ready';
  }
  throw new AppError(
    'sync/branch-gone',
    `Somebody deleted the branch ${refs.branch} of ${refs.remote}. Nothing was sent.`,
    {
      hint: 'Ask your team. hindcast sync setup puts it back, with what this clone has of it.',
    },
  );
}

function isConnected(refs: Refs): refs is Connected {
  return refs.remote !== undefined;
}

type Base = {
  readonly heads: Heads;
  readonly parents: readonly Head[];
  readonly tree: Tree;
  /** What differs from the first parent. */ readonly changed: ReadonlyMap<string, Entry | undefined>;
  /** Of a commit that is made anew. */ readonly message?: string | undefined;
  /** Something to say: then what this clone had committed is left behind, and is looked for again. */ readonly notes: readonly string[];
};

/** What a commit is to stand on. */
async function baseOf(syncing: Syncing, heads: Heads): Promise<Base> {
  const { git, union, seen } = syncing;
  const { local, remote } = heads;
  const on = async (head: Head | undefined, notes: readonly string[] = []): Promise<Base> => ({
    heads,
    parents: head === undefined ? [] : [head],
    tree: head === undefined ? new Map() : await readTree(git, head.oid),
    changed: new Map(),
    notes,
  });
  if (local === undefined || remote === undefined || local.oid === remote.oid) return on(local ?? remote);
  if (seen !== undefined && seen !== remote.oid && (await isAncestor(git, seen, remote.oid)) === false)
    return on(remote, [
      `Somebody rewrote the branch on the remote, and this clone follows it; it stood at ${local.oid} here.`,
    ]);
  const base = await mergeBase(git, local.oid, remote.oid);
  if (base === local.oid) return on(remote);
  if (base === remote.oid) return on(local);
  const joined = await drafting(git, ({ write }) =>
    joinTrees({ git, read: openReader(git), write, union }, { one: remote.oid, other: local.oid, base }),
  );
  const own = await ownMessage(git, { since: remote.oid, to: local.oid });
  // Nobody has seen what was not pushed: laid on top of the remote it leaves no trace of a lost race in the history.
  return { heads, parents: own === undefined ? [remote, local] : [remote], ...joined, message: own, notes: [] };
}

/** Message of the last of the commits that the remote lacks, when all of them were made by a sync. */
async function ownMessage(
  git: Git,
  { since, to }: { readonly since: string; readonly to: string },
): Promise<string | undefined> {
  const told = await ask(git, ['log', '--format=%ae %s', `${since}..${to}`, '--']);
  const commits = told.split('\n').map((line) => /^(\S+) (.*)$/.exec(line));
  return commits.every((commit) => commit?.[1] === AUTHOR.EMAIL) ? commits[0]?.[2] : undefined;
}

type Added = { readonly head: Head | undefined; readonly publication: Publication };

/** Commits what is missing, and moves the branch of this clone there. Nothing when somebody else moved it meanwhile. */
async function add(
  syncing: Syncing,
  base: Base,
  { publication: former, at }: { readonly publication: Publication | undefined; readonly at: number },
): Promise<Added | undefined> {
  const { git, refs, publish, progress } = syncing;
  progress?.('Looking for what is new');
  // What was committed once need not be looked for again: a lost race is about the others' files.
  const publication = former ?? (await publish(tipOf(base.tree, openReader(git))));
  const writes = former === undefined ? publication.writes : new Map<string, Uint8Array>();
  const told = publication.writes.size > 0 || base.message === undefined ? messageOf(publication) : base.message;
  const head = await drafting(git, (draft) => commit(draft, base, { writes, at, message: syncing.message ?? told }));
  if (head === undefined || head.oid === base.heads.local?.oid) return { head, publication };
  const moved = await moveRef(git, localRef(refs), { from: base.heads.local?.oid, to: head.oid });
  return moved ? { head, publication } : undefined;
}

async function commit(
  draft: Drafting,
  { parents, tree, changed }: Base,
  {
    writes,
    at,
    message,
  }: { readonly writes: ReadonlyMap<string, Uint8Array>; readonly at: number; readonly message: string },
): Promise<Head | undefined> {
  const all = new Map(writes);
  if (!tree.has(README_PATH)) all.set(README_PATH, README);
  const oids = await draft.write([...all.values()]);
  const changes = new Map<string, { mode: string; oid: string } | undefined>(changed);
  for (const [index, path] of [...all.keys()].entries()) {
    const oid = oids[index];
    if (oid !== undefined && tree.get(path)?.oid !== oid)
      changes.set(path, { mode: tree.get(path)?.mode ?? '100644', oid });
  }
  if (changes.size === 0 && parents.length === 1) return parents[0];
  const oid = await draft.commit({ parents, changes, message, at });
  return { oid, at };
}

/** True when something was pushed. */
async function send({ git, refs, progress }: Syncing, { local, remote }: Heads): Promise<boolean | 'moved' | AppError> {
  if (!isConnected(refs) || local === undefined || local.oid === remote?.oid) return false;
  progress?.(`Pushing ${refs.branch} to ${refs.remote}`);
  const outcome = await pushBranch(git, refs);
  if (outcome !== 'pushed') return outcome === 'no-branch' ? 'moved' : outcome;
  // A clone of a single branch does not track others by itself. When somebody fetched meanwhile, it stands further on.
  const tracking = trackingRef(refs);
  if (tracking !== undefined) await moveRef(git, tracking, { from: remote?.oid, to: local.oid });
  return true;
}

function tipOf(tree: Tree, read: Reader): Parameters<Publish>[0] {
  const files = new Map([...tree].filter(([, entry]) => entry.mode.startsWith('100')));
  return {
    files,
    read: (path) => {
      const entry = files.get(path);
      return entry === undefined
        ? Promise.reject(new RangeError(`There is no ${path} on the branch.`))
        : read(entry.oid);
    },
  };
}

function seconds(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}
