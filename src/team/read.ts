/**
 * Brings the log of a team up to date with what is on its branches: an ordinary log in the cache, so that every question can be asked of it.
 * Only objects that are new are read, and of a shard that has grown only its new lines.
 */

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { makeSharedAccept } from '../accept.ts';
import { places as placesBelow, type Places } from '../config/home.ts';
import type { RedactorOptions } from '../redaction/redact.ts';
import type { Level } from '../share/levels.ts';
import { openLog, toLine, type Line } from '../store/append.ts';
import { compactLocked, isWorthCompacting } from '../store/compact.ts';
import { eraseLocked } from '../store/erase.ts';
import { withLock } from '../store/lock.ts';
import type { TeamBranch } from './branch.ts';
import { doomedOf, type Gone } from './gone.ts';
import { dropLog, loadReadSoFar, markReading, saveReadSoFar, type ReadSoFar, type ShardRead } from './read-so-far.ts';
import { changeOf, type Loaded, type WriterChange } from './writer.ts';

export type ReadingTeam = {
  readonly places: Places;
  readonly branches: readonly TeamBranch[];
  readonly redaction: RedactorOptions;
  readonly now: () => Date;
  readonly progress?: (text: string) => void;
};

export type Team = {
  /** Its log. */
  readonly places: Places;
  /** Pseudonyms of those who have shared something. */
  readonly developers: readonly string[];
  readonly levels: readonly Level[];
  /** Shards of which nothing counts, because a newer Hindcast has written them. */
  readonly newer: readonly string[];
  /** Shards that are not in the folder of their writer, or nobody's. */
  readonly nobodys: readonly string[];
  /** Shards with lines that were not understood, and how many. */
  readonly unknown: readonly { readonly path: string; readonly lines: number }[];
};

export async function readTeam({ branches, ...options }: ReadingTeam): Promise<Team> {
  const team = placesOf(options.places, branches);
  const isNew = (read: ReadSoFar) => branches.some((branch) => isMoved(branch, read));
  let read = loadReadSoFar(team);
  if (read.size === 0 || isNew(read))
    read = await withLock(team, 'reading what a team shares', () => update(team, { ...options, branches }), PATIENT);
  return described(team, read);
}

/** Reading years of a large team for the first time takes a while. */
const PATIENT = { waitMs: 180_000 };

/** A log for every choice of branches. */
function placesOf({ cache }: Places, branches: readonly TeamBranch[]): Places {
  const keys = branches.map(({ key }) => key).toSorted();
  const [only = 'none'] = keys;
  const name = keys.length < 2 ? only : createHash('sha256').update(keys.join()).digest('hex').slice(0, 16);
  return placesBelow(join(cache, 'team', name));
}

function isMoved({ key, writers }: TeamBranch, read: ReadSoFar): boolean {
  const now = new Map(
    [...writers.values()].flatMap((paths) => [...paths]).map(([path, oid]) => [`${key} ${path}`, oid]),
  );
  const known = [...read.keys()].filter((name) => name.startsWith(`${key} `));
  return known.length !== now.size || [...now].some(([name, oid]) => read.get(name)?.oid !== oid);
}

type Change = WriterChange & { readonly branch: TeamBranch };

async function update(team: Places, options: ReadingTeam): Promise<ReadSoFar> {
  const read = new Map(loadReadSoFar(team));
  if (read.size === 0) dropLog(team);
  markReading(team);
  const changes = await changesOf(options.branches, read);
  const gone = changes.flatMap(goneBy);
  if (gone.length > 0) await eraseLocked(team, doomedOf(gone));
  const log = openLog(team, 'team', { once: false });
  const keep = makeKeep(log, options.redaction);
  for (const [index, { branch, load }] of changes.entries()) {
    options.progress?.(`Reading what the team has shared (${index + 1} of ${changes.length})`);
    const { shards, events } = await load();
    keep(events);
    for (const name of namesOf(read, branch.key, changes[index]?.writer)) read.delete(name);
    for (const [path, shard] of shards) read.set(`${branch.key} ${path}`, shard);
  }
  log.close();
  saveReadSoFar(team, read);
  const folding = { before: options.now().toISOString().slice(0, 10), now: options.now };
  if (isWorthCompacting(team, folding)) {
    options.progress?.('Compacting what the team has shared');
    await compactLocked(team, folding);
  }
  options.progress?.('');
  return read;
}

async function changesOf(branches: readonly TeamBranch[], read: ReadSoFar): Promise<readonly Change[]> {
  const changes: Change[] = [];
  for (const branch of branches) {
    const before = [...read.keys()].filter((name) => name.startsWith(`${branch.key} `)).map(writerIn);
    for (const writer of new Set([...branch.writers.keys(), ...before])) {
      const known = new Map<string, ShardRead>();
      for (const name of namesOf(read, branch.key, writer)) {
        const shard = read.get(name);
        if (shard !== undefined) known.set(name.slice(branch.key.length + 1), shard);
      }
      const change = await changeOf(branch, writer, known);
      if (change !== undefined) changes.push({ ...change, branch });
    }
  }
  return changes;
}

function namesOf(read: ReadSoFar, key: string, writer: string | undefined): readonly string[] {
  return [...read.keys()].filter((name) => name.startsWith(`${key} `) && writerIn(name) === writer);
}

/** Of `<key> hindcast/v1/<writer>/<month>.jsonl`. */
function writerIn(name: string): string {
  return name.split('/')[2] ?? '';
}

function goneBy({ gone, writer, branch: { repo } }: Change): readonly Gone[] {
  return gone === 'nothing' ? [] : [{ writer, repo, what: gone }];
}

function makeKeep(log: ReturnType<typeof openLog>, redaction: RedactorOptions): (events: Loaded['events']) => void {
  // Own pseudonyms for names that are pseudonyms already would only hide which repository is meant.
  const { pseudonyms: _, ...options } = redaction;
  const accept = makeSharedAccept(options);
  return (events) => {
    const days = new Map<string, Line[]>();
    for (const event of events) {
      const accepted = accept(event);
      if (typeof accepted === 'string') continue;
      const lines = days.get(accepted.day);
      if (lines === undefined) days.set(accepted.day, [toLine(accepted.event)]);
      else lines.push(toLine(accepted.event));
    }
    for (const [day, lines] of days) log.append(day, lines);
  };
}

function described(team: Places, read: ReadSoFar): Team {
  const shards = Array.from(read, ([name, shard]) => ({ path: name.slice(name.indexOf(' ') + 1), ...shard }));
  const counting = shards.filter(({ events, problem }) => events > 0 && problem === undefined);
  const pathsWith = (problem: ShardRead['problem']) =>
    shards.filter((shard) => shard.problem === problem).map(({ path }) => path);
  return {
    places: team,
    developers: [...new Set(counting.map(({ developer }) => developer))].toSorted(),
    levels: [...new Set(counting.map(({ level }) => level))].toSorted(),
    newer: pathsWith('newer').toSorted(),
    nobodys: pathsWith('nobody').toSorted(),
    unknown: shards.filter(({ unknown }) => unknown > 0).map(({ path, unknown }) => ({ path, lines: unknown })),
  };
}
