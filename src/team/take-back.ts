/**
 * Takes back on a branch what this machine has shared there: by tombstones that every reader honours, and on request by writing the own
 * shards again without what is gone. Commits in this clone, on top of what is there; the next sync carries it to the remote.
 */

import type { Publication, Publish } from '../share/define.ts';
import { encodeAggregate } from '../share/aggregate.ts';
import { THREAD, floored, makePseudonym } from '../share/facts.ts';
import { encodeForget, forgottenBy, type Forget, type Forgotten } from '../share/forget.ts';
import { gather } from '../share/gathered.ts';
import { readLines, type Lines } from '../share/decode.ts';
import { shareKey, writerOf } from '../share/key.ts';
import type { Grain } from '../share/policy.ts';
import { encodeFacts, encodeHeader, parseShardPath, toBytes } from '../share/shard.ts';
import { union } from '../share/union.ts';
import type { Forgetting } from '../store/forgotten.ts';
import { isAncestor, isFile, localRef, moveRef, openReader, readHeads, readTree, type Entry } from '../sync/branch.ts';
import type { Git } from '../sync/git.ts';
import { runSync } from '../sync/loop.ts';
import { readSetup, type Setup } from '../sync/remembered.ts';
import type { Places } from '../config/home.ts';
import type { CloneOf } from './branch.ts';

export type TakingBack = {
  readonly clone: CloneOf;
  readonly places: Places;
  readonly forgetting: Forgetting;
  /** How exactly instants were shared. */
  readonly grain: Grain;
  /** Writes the own shards again without what was taken back. */
  readonly rewrite: boolean;
  readonly now: () => Date;
};

export type TakenBack = {
  readonly repo: string;
  readonly branch: string;
  readonly worktree: string;
  /** Facts, and days that were shared as numbers, that readers will no longer count. */
  readonly facts: number;
  /** Files that were written, and the objects that the history of the branch still holds in their place. */
  readonly files: readonly { readonly path: string; readonly was: string }[];
};

/** Undefined where sharing was not set up. */
export async function takeBack(taking: TakingBack): Promise<TakenBack | undefined> {
  const { clone, now } = taking;
  const setup = readSetup(clone.place);
  if (setup === undefined) return undefined;
  await followRemote(clone.git, setup);
  let found = NOTHING;
  const publish: Publish = async (tip) => {
    const { writes, ...more } = await withoutTakenBack(tip, taking);
    found = more;
    return publicationOf(writes);
  };
  // Not the remote: that is what sync is for.
  const refs = { branch: setup.branch, remote: undefined };
  const message = 'telemetry: taken back';
  await runSync({ git: clone.git, place: clone.place, refs, publish, union, message, now, seen: undefined });
  return { repo: clone.repo, branch: setup.branch, worktree: setup.worktree, ...found };
}

/** The same without writing anything. */
export async function previewTakeBack(taking: TakingBack): Promise<TakenBack | undefined> {
  const { git, place, repo } = taking.clone;
  const setup = readSetup(place);
  if (setup === undefined) return undefined;
  const { local, remote } = await readHeads(git, setup);
  const head = local ?? remote;
  const tree = head === undefined ? new Map<string, Entry>() : await readTree(git, head.oid);
  const files = new Map([...tree].filter(([, entry]) => isFile(entry)));
  const read = openReader(git);
  const { writes: _, ...found } = await withoutTakenBack(
    { files, read: (path) => read(files.get(path)?.oid ?? '') },
    taking,
  );
  return { repo, branch: setup.branch, worktree: setup.worktree, ...found };
}

/** The branch of this clone stands where the remote was last seen, unless it is ahead. */
async function followRemote(git: Git, setup: Setup): Promise<void> {
  const { local, remote } = await readHeads(git, setup);
  if (remote === undefined || local?.oid === remote.oid) return;
  if (local === undefined || (await isAncestor(git, local.oid, remote.oid)) === true)
    await moveRef(git, localRef(setup), { from: local?.oid, to: remote.oid });
}

const NOTHING: Pick<TakenBack, 'facts' | 'files'> = { facts: 0, files: [] };

function publicationOf(writes: ReadonlyMap<string, Uint8Array>): Publication {
  return { writes, events: {}, added_bytes: 0, notes: [] };
}

type Tip = Parameters<Publish>[0];
type Own = { readonly path: string; readonly oid: string; readonly bytes: Uint8Array; readonly lines: Lines };

async function withoutTakenBack(tip: Tip, { clone, places, forgetting, grain, rewrite }: TakingBack) {
  const key = shareKey({ places, commonDir: clone.place.common });
  const shards = await ownShards(tip, writerOf(key, clone.repo));
  const tombstone = tombstoneOf(forgetting, { key, grain });
  const before = shards.flatMap(({ lines }) => lines.forgets);
  const { facts, forgotten, aggregates } = gather(shards.map(({ lines }) => lines));
  const now = forgottenBy([tombstone]);
  const hit =
    [...facts.values()].filter((fact) => now.has(fact) && !forgotten.has(fact)).length +
    [...aggregates.values()].filter(({ day, rows }) => rows.length > 0 && now.hasDay(day) && !forgotten.hasDay(day))
      .length;
  const all = hit === 0 ? before : [...before, tombstone];
  const last = shards.at(-1);
  const writes = new Map<string, Uint8Array>();
  const wanted = rewrite ? shards : last === undefined || hit === 0 ? [] : [last];
  for (const shard of wanted) {
    const own = shard === last && hit > 0 ? [...shard.lines.forgets, tombstone] : shard.lines.forgets;
    const text = rewrite ? rewritten(shard, own, forgottenBy(all)) : grown(shard.bytes, tombstone);
    if (text !== undefined) writes.set(shard.path, text);
  }
  const files = shards.filter(({ path }) => writes.has(path)).map(({ path, oid }) => ({ path, was: oid }));
  return { writes, facts: hit, files };
}

/** The latest month last. */
async function ownShards(tip: Tip, writer: string): Promise<readonly Own[]> {
  const paths = [...tip.files].filter(([path]) => parseShardPath(path)?.writer === writer);
  const read = await Promise.all(
    paths.map(async ([path, { oid }]) => {
      const bytes = await tip.read(path);
      return { path, oid, bytes, lines: readLines(bytes) };
    }),
  );
  return read.toSorted((one, other) => (one.path < other.path ? -1 : 1));
}

/** A period is widened to the grain in which instants were shared: rather too much than too little. */
function tombstoneOf(
  { session, since, until }: Forgetting,
  { key, grain }: { readonly key: Uint8Array; readonly grain: Grain },
): Forget {
  if (session !== undefined) return { sessions: [makePseudonym(key)(THREAD, session)] };
  const seconds = (instant: string) => Date.parse(instant) / 1000;
  return {
    after: since === undefined ? null : floored(seconds(since), grain),
    before: until === undefined ? null : Math.ceil(seconds(until)),
  };
}

function grown(bytes: Uint8Array, tombstone: Forget): Uint8Array {
  const end = bytes.at(-1) === NEWLINE ? '' : '\n';
  return Buffer.concat([bytes, Buffer.from(end), toBytes([encodeForget(tombstone)])]);
}

const NEWLINE = 0x0a;

/** Undefined when it holds nothing that was taken back. */
function rewritten({ lines, bytes }: Own, forgets: readonly Forget[], forgotten: Forgotten): Uint8Array | undefined {
  const { header, facts, aggregates } = lines;
  if (header === undefined) return undefined;
  const kept = facts.filter((fact) => !forgotten.has(fact));
  const days = aggregates.filter(({ day }) => !forgotten.hasDay(day));
  const isTouched = kept.length < facts.length || days.length < aggregates.length;
  if (!isTouched && forgets.length === lines.forgets.length) return undefined;
  const text = toBytes([
    encodeHeader(header),
    ...encodeFacts(kept),
    ...days.map(encodeAggregate),
    ...forgets.map(encodeForget),
  ]);
  return Buffer.compare(text, bytes) === 0 ? undefined : text;
}
