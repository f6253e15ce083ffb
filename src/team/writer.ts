/**
 * What is new of one writer since it was last read: what its shards have grown by, or, when one of them is no longer what was read, all of
 * them from the beginning. Whoever may push can have written them, so a shard counts only for the writer in whose folder it lies.
 */

import { createHash } from 'node:crypto';
import { AppError } from '../errors.ts';
import type { Event } from '../event/schema.ts';
import { expand, standing, type Aggregate } from '../share/aggregate.ts';
import { readLines, toEvents, type Lines } from '../share/decode.ts';
import { forgottenBy, type Forget } from '../share/forget.ts';
import { gather } from '../share/gathered.ts';
import { parseShardPath, type Header } from '../share/shard.ts';
import type { TeamBranch } from './branch.ts';
import type { ShardRead } from './read-so-far.ts';

export type WriterChange = {
  readonly writer: string;
  /** What goes of that which was read before. */
  readonly gone: 'nothing' | 'everything' | readonly Forget[];
  load(): Promise<Loaded>;
};

export type Loaded = {
  /** All shards of the writer as they have now been read, by path. */
  readonly shards: ReadonlyMap<string, ShardRead>;
  readonly events: readonly Event[];
};

type Known = ReadonlyMap<string, ShardRead>;

/** Undefined when nothing has changed. `known` are its shards by path. */
export async function changeOf(branch: TeamBranch, writer: string, known: Known): Promise<WriterChange | undefined> {
  const now = branch.writers.get(writer) ?? new Map<string, string>();
  const moved = [...now].filter(([path, oid]) => known.get(path)?.oid !== oid);
  const isGone = [...known.keys()].some((path) => !now.has(path));
  if (moved.length === 0 && !isGone) return undefined;
  const grown = known.size === 0 || isGone ? undefined : await readGrown(branch, moved, known);
  if (grown !== undefined) {
    const forgets = grown.flatMap(({ lines }) => lines.forgets);
    return {
      writer,
      gone: forgets.length === 0 ? 'nothing' : forgets,
      load: () => Promise.resolve(loaded(branch, grown, known)),
    };
  }
  return {
    writer,
    gone: known.size === 0 ? 'nothing' : 'everything',
    load: async () => loaded(branch, await readAll(branch, [...now]), new Map()),
  };
}

/** Lines of a shard that have not been counted yet. */
type Piece = {
  readonly path: string;
  readonly oid: string;
  /** Size of the whole shard. */
  readonly bytes: number;
  readonly lines: Lines;
  readonly problem?: 'newer' | 'nobody';
};

type Named = readonly (readonly [path: string, oid: string])[];

async function readAll({ read }: TeamBranch, shards: Named): Promise<readonly Piece[]> {
  return Promise.all(
    shards.map(async ([path, oid]) => {
      const bytes = await read(oid);
      const lines = readable(bytes);
      const piece = { path, oid, bytes: bytes.length };
      if (lines === undefined) return { ...piece, lines: NOTHING, problem: 'newer' as const };
      const isOwn = lines.header !== undefined && lines.header.writer === parseShardPath(path)?.writer;
      return isOwn ? { ...piece, lines } : { ...piece, lines: NOTHING, problem: 'nobody' as const };
    }),
  );
}

const NOTHING: Lines = { header: undefined, facts: [], forgets: [], aggregates: [], unknown: 0 };

/** Undefined when something is not just longer than it was, or replaces what was counted. */
async function readGrown(branch: TeamBranch, moved: Named, known: Known): Promise<readonly Piece[] | undefined> {
  const fresh = moved.filter(([path]) => !known.has(path));
  const older = moved.flatMap(([path, oid]) => {
    const before = known.get(path);
    return before === undefined ? [] : [{ path, oid, before }];
  });
  if (older.some(({ before }) => before.problem !== undefined)) return undefined;
  const [pieces, tails] = await Promise.all([
    readAll(branch, fresh),
    Promise.all(
      older.map(async ({ path, oid, before }) => tailOf(path, { oid, before, bytes: await branch.read(oid) })),
    ),
  ]);
  const all = [...pieces, ...tails];
  const whole = all.filter((piece) => piece !== undefined);
  const days = new Set([...known.values()].flatMap((shard) => shard.days));
  const isReplacing = whole.some(({ lines }) => lines.aggregates.some((one) => days.has(dayKey(one))));
  return whole.length < all.length || isReplacing ? undefined : whole;
}

type Grown = { readonly oid: string; readonly before: ShardRead; readonly bytes: Uint8Array };

function tailOf(path: string, { oid, before, bytes }: Grown): Piece | undefined {
  const [head, tail] = [bytes.subarray(0, before.bytes), bytes.subarray(before.bytes)];
  if (bytes.length < before.bytes || head.at(-1) !== NEWLINE || blobId(head, oid) !== before.oid) return undefined;
  const lines = readable(tail);
  return lines === undefined ? undefined : { path, oid, bytes: bytes.length, lines };
}

const NEWLINE = 0x0a;

/** As git names these contents, in a repository that names others like `like`. */
function blobId(bytes: Uint8Array, like: string): string {
  const hash = createHash(like.length === 64 ? 'sha256' : 'sha1');
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** Undefined for what a later Hindcast has written. */
function readable(bytes: Uint8Array): Lines | undefined {
  try {
    return readLines(bytes);
  } catch (error) {
    if (error instanceof AppError && error.code === 'share/newer-version') return undefined;
    throw error;
  }
}

function loaded(branch: TeamBranch, pieces: readonly Piece[], known: Known): Loaded {
  const shards = new Map(known);
  for (const piece of pieces) shards.set(piece.path, shardRead(piece, known.get(piece.path)));
  const forgotten = forgottenBy([...shards.values()].flatMap(({ forgets }) => forgets));
  const standingNow = new Set(standing(pieces.flatMap(({ lines }) => lines.aggregates)).values());
  const events: Event[] = [];
  for (const { path, lines } of pieces) {
    const shard = shards.get(path);
    const writer = parseShardPath(path)?.writer;
    if (shard === undefined || writer === undefined || shard.problem !== undefined) continue;
    const facts = [...gather([lines]).facts.values()].filter((fact) => !forgotten.has(fact));
    // Whatever a shard says: what lies on the branch of this repository is of this repository.
    const header: Header = { writer, developer: shard.developer, repo: branch.repo, month: '', share: shard.level };
    for (const event of toEvents(facts, header)) events.push(event);
    for (const one of lines.aggregates)
      if (standingNow.has(one) && !forgotten.hasDay(one.day))
        for (const event of expand(one, writer))
          events.push({ ...event, machine: writer, developer: shard.developer, repo: branch.repo });
  }
  return { shards, events };
}

function shardRead({ oid, bytes, lines, problem }: Piece, before: ShardRead | undefined): ShardRead {
  const counted = lines.aggregates.reduce((sum, { rows }) => sum + rows.reduce((all, { count }) => all + count, 0), 0);
  return {
    oid,
    bytes,
    developer: before?.developer ?? lines.header?.developer ?? 'unknown',
    level: before?.level ?? lines.header?.share ?? 'metrics',
    events: (before?.events ?? 0) + lines.facts.length + counted,
    unknown: (before?.unknown ?? 0) + lines.unknown,
    forgets: [...(before?.forgets ?? []), ...lines.forgets],
    days: [...new Set([...(before?.days ?? []), ...lines.aggregates.map(dayKey)])],
    ...(problem === undefined ? {} : { problem }),
  };
}

function dayKey({ day, kind }: Aggregate): string {
  return `${day} ${kind}`;
}
