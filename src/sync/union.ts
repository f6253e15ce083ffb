/**
 * Where two commits of the branch went different ways, the files of both: what only one side changed is as that side left it, what both
 * changed is the union of both. A shard has one writer, so that this is all there is to merging.
 */

import type { Union } from '../share/define.ts';
import { isFile, readTree, type Drafting, type Entry, type Reader, type Tree } from './branch.ts';
import type { Git } from './git.ts';

export type Joined = {
  readonly tree: Tree;
  /** What differs from the first of the two. */ readonly changed: ReadonlyMap<string, Entry | undefined>;
};

export type Joining = {
  readonly git: Git;
  readonly read: Reader;
  readonly write: Drafting['write'];
  readonly union: Union;
};

/** Commits; `base` is the last that both have in their past, if any. */
export type Apart = { readonly one: string; readonly other: string; readonly base: string | undefined };

/** The tree of `one` with what `other` has beyond it. */
export async function joinTrees(joining: Joining, { one, other, base }: Apart): Promise<Joined> {
  const { git } = joining;
  const [mine, theirs, before] = await Promise.all([
    readTree(git, one),
    readTree(git, other),
    base === undefined ? new Map<string, Entry>() : readTree(git, base),
  ]);
  const changed = new Map<string, Entry | undefined>();
  const both: { path: string; one: Entry; other: Entry }[] = [];
  for (const path of new Set([...theirs.keys(), ...before.keys()])) {
    const [own, given, old] = [mine.get(path), theirs.get(path), before.get(path)];
    if (isSame(own, given) || isSame(given, old)) continue;
    // A file that one side deleted and the other changed stays: deleting again is easier than finding again.
    if (isSame(own, old) || own === undefined) changed.set(path, given);
    else if (given !== undefined && isFile(own) && isFile(given)) both.push({ path, one: own, other: given });
  }
  for (const [path, entry] of await uniteFiles(joining, both)) changed.set(path, entry);
  const tree = new Map(mine);
  for (const [path, entry] of changed) if (entry === undefined) tree.delete(path);
  for (const [path, entry] of changed) if (entry !== undefined) tree.set(path, entry);
  return { tree, changed };
}

function isSame(one: Entry | undefined, other: Entry | undefined): boolean {
  return one?.oid === other?.oid && one?.mode === other?.mode;
}

async function uniteFiles(
  { read, write, union }: Joining,
  both: readonly { path: string; one: Entry; other: Entry }[],
): Promise<Map<string, Entry>> {
  const contents = await Promise.all(
    both.map(async ({ path, one, other }) => {
      const [mine, theirs] = await Promise.all([read(one.oid), read(other.oid)]);
      return union(path, mine, theirs);
    }),
  );
  const oids = await write(contents);
  return new Map(
    both.map(({ path, one }, index) => [
      path,
      { mode: one.mode, oid: oids[index] ?? one.oid, bytes: contents[index]?.byteLength ?? 0 },
    ]),
  );
}
