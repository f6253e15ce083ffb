/**
 * The contract of sharing: what a sync adds to the branch is computed from what its tip holds, and from nothing that is remembered
 * elsewhere. Who knows git gives a `Tip` and takes a `Publication`; who knows what may leave needs no git.
 */

import type { Kind } from '../event/schema.ts';

/** The branch as it stands: what is on its tip. */
export type Tip = {
  /** Every file, by path. */
  readonly files: ReadonlyMap<string, { readonly oid: string; readonly bytes: number }>;
  read(path: string): Promise<Uint8Array>;
};

/** What a sync would add: whole new contents of files, and what they hold. */
export type Publication = {
  readonly writes: ReadonlyMap<string, Uint8Array>;
  readonly events: Readonly<Partial<Record<Kind, number>>>;
  /** Bytes that are new: the lines added, and new files. */
  readonly added_bytes: number;
  readonly notes: readonly string[];
};

export type Publish = (tip: Tip) => Promise<Publication>;

/**
 * Two versions of one file become one; commutative as to the set of lines, idempotent. Shards: lines of both, header first, common
 * beginning kept; other files: the longer one, of equally long ones the greater.
 */
export type Union = (path: string, one: Uint8Array, other: Uint8Array) => Uint8Array;
