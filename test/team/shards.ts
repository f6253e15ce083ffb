/** Shards of made-up writers, and branches that hold them without a repository around. */

import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { places, type Places } from '../../src/config/home.ts';
import type { Event, Kind } from '../../src/event/schema.ts';
import { COLUMNS } from '../../src/share/levels.ts';
import type { Cell, Fact } from '../../src/share/facts.ts';
import { encodeHeader, encodeFacts, parseShardPath, shardPath, toBytes, type Header } from '../../src/share/shard.ts';
import { readEvents } from '../../src/store/read.ts';
import type { TeamBranch } from '../../src/team/branch.ts';
import { readTeam, type Team } from '../../src/team/read.ts';

export const [ADA, BOB, CYD] = ['adaadaadaa', 'bobbobbobb', 'cydcydcydc'] as const;
export const NOW = new Date('2026-11-20T12:00:00.000Z');
export const REPO = 'github.com/acme/shop';

/** `n` in nine letters. */
export function idOf(n: number, kind = 'x'): string {
  return `${kind.slice(0, 1)}${String(n).padStart(8, '0')}`;
}

export function fact(kind: Kind, n: number, cells: Readonly<Record<string, Cell>> = {}): Fact {
  const told: Record<string, Cell> = {
    at: Date.UTC(2026, 10, 17, 9) / 1000 + n * 60,
    observers: 'transcript',
    agent: 'claude-code',
    session_id: idOf(1, 'session'),
    seq: n,
    ...(kind === 'call' ? { tool: 'Read', outcome: 'ok' } : {}),
    ...cells,
  };
  return {
    kind,
    id: idOf(n, kind),
    isStandIn: false,
    cells: (COLUMNS.get(kind) ?? []).map(({ name }) => told[name] ?? null),
  };
}

export function calls(from: number, to: number, cells: Readonly<Record<string, Cell>> = {}): readonly Fact[] {
  return Array.from({ length: to - from }, (_, index) => fact('call', from + index, cells));
}

/** One call on each of six days: more lines than are left as they are, so that the log is folded into Parquet files. */
export function callsOfSixDays(): readonly Fact[] {
  return Array.from({ length: 6 }, (_, day) =>
    fact('call', 100 + day, { at: Date.UTC(2026, 10, 12 + day, 9, 2) / 1000 }),
  );
}

export const shardPathOf = (writer: string, month = '2026-11'): string => shardPath(writer, month);

export function header(writer: string, more: Partial<Header> = {}): string {
  return encodeHeader({
    writer,
    developer: `dev-${writer.slice(0, 3)}`,
    repo: REPO,
    month: '2026-11',
    share: 'metrics',
    ...more,
  });
}

/** A shard of these lines, of which the first is its header. */
export function shard(writer: string, ...lines: readonly (string | readonly Fact[])[]): Uint8Array {
  const text = lines.flatMap((line) => (typeof line === 'string' ? [line] : encodeFacts(line)));
  return toBytes([header(writer), ...text]);
}

export type Files = Readonly<Record<string, Uint8Array>>;
export type Reading = { readonly branch: TeamBranch; /** Contents that were asked for. */ readonly read: string[] };

export function branchOf(files: Files, repo = REPO): Reading {
  const blobs = new Map<string, Uint8Array>();
  const writers = new Map<string, Map<string, string>>();
  for (const [path, bytes] of Object.entries(files)) {
    const oid = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
    const writer = parseShardPath(path)?.writer ?? '';
    writers.set(writer, (writers.get(writer) ?? new Map<string, string>()).set(path, oid));
    blobs.set(oid, bytes);
  }
  const read: string[] = [];
  const branch: TeamBranch = {
    key: createHash('sha256').update(repo).digest('hex').slice(0, 16),
    repo,
    place: { root: '/nowhere', common: '/nowhere/.git', main: '/nowhere' },
    fetchedAt: undefined,
    at: 0,
    writers,
    read: (oid) => {
      read.push(oid);
      return Promise.resolve(blobs.get(oid) ?? Buffer.alloc(0));
    },
  };
  return { branch, read };
}

export type Reader = { readonly home: Places; read(...all: Reading[]): Promise<Team> };

export function openReader(now = NOW): Reader {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-team-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const home = places(folder);
  return {
    home,
    read: (...all) =>
      readTeam({ places: home, branches: all.map(({ branch }) => branch), redaction: {}, now: () => now }),
  };
}

export async function eventsOf({ places: there }: Team): Promise<readonly Event[]> {
  const events: Event[] = [];
  for await (const event of readEvents(there)) events.push(event);
  return events;
}

/** `adaadaadaa.c00000001`, sorted. */
export async function idsOf(team: Team): Promise<readonly string[]> {
  return (await eventsOf(team)).map(({ id }) => id).toSorted();
}
