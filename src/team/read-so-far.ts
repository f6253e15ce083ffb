/**
 * What has been read of every shard, kept beside the log of the team. It is a cache like that log: without it, or after an update of
 * Hindcast, everything is read again.
 */

import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Places } from '../config/home.ts';
import { SCHEMA_VERSION } from '../event/schema.ts';
import { decodeForget, encodeForget, type Forget } from '../share/forget.ts';
import { LEVELS, type Level } from '../share/levels.ts';
import { SHARD_VERSION } from '../share/shard.ts';
import { integer, list, object, parsed, text } from '../sources/read.ts';
import { replaceFile } from '../store/durable.ts';
import { readText } from '../store/small-file.ts';

export type ShardRead = {
  readonly oid: string;
  readonly bytes: number;
  readonly developer: string;
  readonly level: Level;
  /** Facts that were taken in, before any was taken back. */
  readonly events: number;
  /** Lines that were not understood. */
  readonly unknown: number;
  readonly forgets: readonly Forget[];
  /** Days that it tells as numbers, each with its kind. */
  readonly days: readonly string[];
  /** Why none of it counts: a newer version, or no header of its writer. */
  readonly problem?: 'newer' | 'nobody';
};

/** By the key of the branch and the path, with a space between. */
export type ReadSoFar = ReadonlyMap<string, ShardRead>;

function pathOf(team: Places): string {
  return join(team.home, 'read.json');
}

/** Raised when a reader of today reads differently. */
const VERSION = `${SHARD_VERSION}.${SCHEMA_VERSION}.1`;

export function loadReadSoFar(team: Places): ReadSoFar {
  if (existsSync(markPath(team)) || !existsSync(team.log)) return new Map();
  const json = object(parsed(readText(pathOf(team)) ?? ''));
  const shards = json?.['version'] === VERSION ? object(json['shards']) : undefined;
  const read = Object.entries(shards ?? {}).map(([name, entry]) => [name, readShard(entry)] as const);
  const known = read.flatMap(([name, shard]) => (shard === undefined ? [] : [[name, shard] as const]));
  // What was not understood cannot be taken out of the log again.
  return new Map(known.length === read.length ? known : []);
}

/** There while the log is ahead of the list: after a kill nobody could tell what it holds. */
function markPath(team: Places): string {
  return join(team.home, 'reading');
}

export function markReading(team: Places): void {
  replaceFile(markPath(team), '');
}

function readShard(entry: unknown): ShardRead | undefined {
  const given = object(entry);
  const [oid, developer, bytes] = [text(given?.['oid']), text(given?.['developer']), integer(given?.['bytes'])];
  const level = LEVELS.find((name) => name === given?.['level']);
  if (oid === undefined || developer === undefined || bytes === undefined || level === undefined) return undefined;
  const problem = given?.['problem'];
  return {
    oid,
    bytes,
    developer,
    level,
    events: integer(given?.['events']) ?? 0,
    unknown: integer(given?.['unknown']) ?? 0,
    forgets: list(given?.['forgets']).flatMap((line) => decodeForget(object(parsed(String(line)))?.['forget']) ?? []),
    days: list(given?.['days']).map(String),
    ...(problem === 'newer' || problem === 'nobody' ? { problem } : {}),
  };
}

export function saveReadSoFar(team: Places, read: ReadSoFar): void {
  const shards = Object.fromEntries(
    Array.from(read, ([name, shard]) => [name, { ...shard, forgets: shard.forgets.map(encodeForget) }]),
  );
  replaceFile(pathOf(team), `${JSON.stringify({ version: VERSION, shards })}\n`);
  rmSync(markPath(team), { force: true });
}

/** Everything is to be read anew. The list goes first: a log without one is taken for none. */
export function dropLog(team: Places): void {
  rmSync(pathOf(team), { force: true });
  rmSync(team.log, { recursive: true, force: true });
}
