/**
 * The branch as git keeps it: where it stands, what is on it, and how a commit is added, by plumbing alone. The user's index, work tree and
 * HEAD are never looked at; a branch moves only from where it was seen to stand.
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { refusal } from '../store/refusal.ts';
import { ask, type Git } from './git.ts';
import { gitFailed } from './messages.ts';

export type Head = { readonly oid: string; /** Of its commit, in seconds since 1970. */ readonly at: number };

export type Heads = {
  readonly local: Head | undefined;
  /** As it was last fetched. */ readonly remote: Head | undefined;
};

export type Refs = { readonly branch: string; readonly remote: string | undefined };

export function localRef({ branch }: Refs): string {
  return `refs/heads/${branch}`;
}

export function trackingRef({ branch, remote }: Refs): string | undefined {
  return remote === undefined ? undefined : `refs/remotes/${remote}/${branch}`;
}

export async function readHeads(git: Git, refs: Refs): Promise<Heads> {
  const tracking = trackingRef(refs);
  const names = [localRef(refs), ...(tracking === undefined ? [] : [tracking])];
  const told = await ask(git, ['for-each-ref', '--format=%(objectname) %(committerdate:unix) %(refname)', ...names]);
  const heads = new Map<string, Head>();
  for (const line of told.split('\n')) {
    const [, oid, at, name] = /^([0-9a-f]+) (\d*) (.+)$/.exec(line) ?? [];
    if (oid !== undefined && name !== undefined) heads.set(name, { oid, at: Number(at) });
  }
  return { local: heads.get(localRef(refs)), remote: tracking === undefined ? undefined : heads.get(tracking) };
}

/** A file, a symbolic link or a submodule on the branch. */
export type Entry = { readonly mode: string; readonly oid: string; readonly bytes: number };
export type Tree = ReadonlyMap<string, Entry>;

export function isFile({ mode }: Entry): boolean {
  return mode.startsWith('100');
}

export async function readTree(git: Git, commit: string): Promise<Tree> {
  const told = await ask(git, ['ls-tree', '-r', '-l', '-z', '--full-tree', commit]);
  const tree = new Map<string, Entry>();
  for (const record of told.split('\0')) {
    const [, mode, oid, bytes, path] = /^(\d+) \w+ ([0-9a-f]+) +(\d+|-)\t([\s\S]+)$/.exec(record) ?? [];
    if (mode !== undefined && oid !== undefined && path !== undefined)
      tree.set(path, { mode, oid, bytes: Number(bytes) || 0 });
  }
  return tree;
}

export type Reader = (oid: string) => Promise<Uint8Array>;

/** Reads blobs; those that are asked for at the same time with one process. */
export function openReader(git: Git): Reader {
  let waiting = new Map<string, { resolve(bytes: Uint8Array): void; reject(cause: unknown): void }[]>();
  const flush = async (): Promise<void> => {
    const asked = waiting;
    waiting = new Map();
    try {
      const blobs = await readBlobs(git, [...asked.keys()]);
      for (const [oid, takers] of asked)
        for (const { resolve, reject } of takers) {
          const bytes = blobs.get(oid);
          if (bytes === undefined) reject(gitFailed(['cat-file'], `error: object ${oid} is missing`));
          else resolve(bytes);
        }
    } catch (cause) {
      for (const takers of asked.values()) for (const { reject } of takers) reject(cause);
    }
  };
  return (oid) =>
    new Promise((resolve, reject) => {
      if (waiting.size === 0) setImmediate(() => void flush());
      waiting.set(oid, [...(waiting.get(oid) ?? []), { resolve, reject }]);
    });
}

async function readBlobs(git: Git, oids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
  const { status, out, err } = await git(['cat-file', '--batch'], { input: `${oids.join('\n')}\n` });
  if (status !== 0) throw gitFailed(['cat-file'], err);
  const blobs = new Map<string, Uint8Array>();
  for (let at = 0; at < out.length;) {
    const end = out.indexOf(10, at);
    const [oid = '', , size] = out.toString('utf8', at, end < 0 ? undefined : end).split(' ');
    if (end < 0 || size === undefined) break;
    const from = end + 1;
    blobs.set(oid, out.subarray(from, from + Number(size)));
    at = from + Number(size) + 1;
  }
  return blobs;
}

/** New contents, or nothing for a file that goes. */
export type Changes = ReadonlyMap<string, { readonly mode: string; readonly oid: string } | undefined>;

export type Drafting = {
  /** Writes contents as objects and answers their ids, in order. */ write(
    contents: readonly Uint8Array[],
  ): Promise<readonly string[]>;
  /** Answers the commit: the tree of the first parent with the changes. */
  commit(draft: Draft): Promise<string>;
};

export type Draft = {
  readonly parents: readonly Head[];
  readonly changes: Changes;
  readonly message: string;
  /** Seconds since 1970; never before the parents, whatever the clock says. */ readonly at: number;
};

/** Runs `work` with a folder of its own for the private index and for contents on their way into git. */
export async function drafting<T>(git: Git, work: (drafting: Drafting) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-sync-'));
  try {
    return await work({
      write: (contents) => writeBlobs(git, folder, contents),
      commit: (draft) => writeCommit(git, folder, draft),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function writeBlobs(git: Git, folder: string, contents: readonly Uint8Array[]): Promise<readonly string[]> {
  if (contents.length === 0) return [];
  const paths = contents.map((bytes, index) => {
    const path = join(folder, `${index}`);
    try {
      writeFileSync(path, bytes, { mode: 0o600 });
    } catch (error) {
      throw refusal(error, path);
    }
    return path;
  });
  const told = await ask(git, ['hash-object', '-w', '--no-filters', '--stdin-paths'], {
    input: `${paths.join('\n')}\n`,
  });
  return told.split('\n');
}

async function writeCommit(git: Git, folder: string, { parents, changes, message, at }: Draft): Promise<string> {
  const variables = { GIT_INDEX_FILE: join(folder, 'index') };
  const [first] = parents;
  const nobody = '0'.repeat(first?.oid.length ?? 40);
  await ask(git, ['read-tree', ...(first === undefined ? ['--empty'] : [first.oid])], { variables });
  const lines = [...changes].map(([path, entry]) =>
    entry === undefined ? `0 ${nobody}\t${path}\0` : `${entry.mode} ${entry.oid}\t${path}\0`,
  );
  if (lines.length > 0)
    await ask(git, ['update-index', '-z', '--replace', '--index-info'], { variables, input: lines.join('') });
  const tree = await ask(git, ['write-tree'], { variables });
  const date = `@${Math.max(at, ...parents.map((parent) => parent.at))} +0000`;
  return ask(git, ['commit-tree', tree, ...parents.flatMap(({ oid }) => ['-p', oid]), '-F', '-'], {
    variables: { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
    input: `${message}\n`,
  });
}

/** False when it no longer stood at `from`: somebody else moved it. Throws what else keeps git from it. */
export async function moveRef(
  git: Git,
  ref: string,
  { from, to }: { readonly from: string | undefined; readonly to: string },
): Promise<boolean> {
  const { status, err } = await git(['update-ref', '-m', 'hindcast sync', ref, to, from ?? '0'.repeat(to.length)]);
  if (status === 0) return true;
  // A branch whose name continues this one leaves no room for it, however often one tries.
  if (/cannot create/i.test(err)) throw gitFailed(['update-ref'], err);
  if (/cannot lock ref|reference already exists|unable to resolve reference|File exists/i.test(err)) return false;
  throw gitFailed(['update-ref'], err);
}

/** Nothing when they have no common past. */
export async function mergeBase(git: Git, one: string, other: string): Promise<string | undefined> {
  const { status, out, err } = await git(['merge-base', one, other]);
  if (status > 1 || status < 0) throw gitFailed(['merge-base'], err);
  const base = out.toString('utf8').trim();
  return base === '' ? undefined : base;
}

/** Nothing when git no longer knows one of them. */
export async function isAncestor(git: Git, older: string, newer: string): Promise<boolean | undefined> {
  const { status } = await git(['merge-base', '--is-ancestor', older, newer]);
  return status === 0 ? true : status === 1 ? false : undefined;
}
