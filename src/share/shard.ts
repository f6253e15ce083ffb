/**
 * The text of a shard: a header, then lines that are only ever added. A block holds the facts of one kind that one sync added, column by
 * column, so that git compresses what is alike; the decision about sharing describes the format.
 */

import { SCHEMA_VERSION, type FieldName, type Kind } from '../event/schema.ts';
import {
  encodeBeside,
  encodeChained,
  encodeDeltas,
  encodeIds,
  encodePairs,
  encodePlain,
  encodeWords,
  type Chain,
} from './columns.ts';
import type { Cell, Fact } from './facts.ts';
import { COLUMNS, type Column, type Level } from './levels.ts';

/** Raised when a reader of today could misunderstand what is written. */
export const SHARD_VERSION = 1;

/** Where the shards lie on the branch. */
export const SHARDS = 'hindcast/v1';

export type Header = {
  readonly writer: string;
  readonly developer: string;
  readonly repo: string;
  /** `2026-11`. */
  readonly month: string;
  readonly share: Level;
};

export function shardPath(writer: string, month: string): string {
  return `${SHARDS}/${writer}/${month}.jsonl`;
}

/** Writer and month of the path of a shard; undefined for any other file. */
export function parseShardPath(path: string): { readonly writer: string; readonly month: string } | undefined {
  const [, writer, month] = SHARD_PATH.exec(path) ?? [];
  return writer === undefined || month === undefined ? undefined : { writer, month };
}

const SHARD_PATH = /^hindcast\/v1\/([a-z2-7]{10})\/(\d{4}-(?:0[1-9]|1[0-2]))\.jsonl$/;

export function encodeHeader(header: Header): string {
  const { writer, developer, repo, month, share } = header;
  return JSON.stringify({ hindcast: 'shard', v: SHARD_VERSION, writer, developer, repo, month, share });
}

/** Most facts on a line: a reader may hold one in memory. */
const MOST_ROWS = 20_000;

/** The lines of facts, by kind. */
export function encodeFacts(facts: readonly Fact[]): readonly string[] {
  const groups = new Map<string, Fact[]>();
  for (const fact of facts) {
    const key = `${fact.kind}${String(fact.isStandIn)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [fact]);
    else group.push(fact);
  }
  // The same facts give the same bytes, in whatever order they are given.
  const portioned = [...groups.keys()].toSorted().map((key) => groups.get(key) ?? []);
  return portioned.flatMap((group) => {
    const sorted = group.toSorted(orderOf(group[0]?.kind ?? 'call'));
    const portions: string[] = [];
    for (let from = 0; from < sorted.length; from += MOST_ROWS)
      portions.push(encodeBlock(sorted.slice(from, from + MOST_ROWS)));
    return portions;
  });
}

/** Facts of one kind, all stand-ins or none. */
function encodeBlock(facts: readonly Fact[]): string {
  const [first] = facts;
  if (first === undefined) return '{}';
  const block: Record<string, unknown> = { kind: first.kind, v: SCHEMA_VERSION, n: facts.length };
  if (first.isStandIn) block['stand_in'] = true;
  block['id'] = facts.map(({ id }) => id).join('');
  const columns = COLUMNS.get(first.kind) ?? [];
  const cells = new Map<FieldName, readonly Cell[]>(
    columns.map(({ name }, place) => [name, facts.map((fact) => fact.cells[place] ?? null)]),
  );
  for (const column of columns) {
    const encoded = encodeColumn(column, cells);
    if (encoded !== undefined) block[column.name] = encoded;
  }
  return JSON.stringify(block);
}

function encodeColumn({ name, form }: Column, all: ReadonlyMap<FieldName, readonly Cell[]>): object | undefined {
  const cells = all.get(name) ?? [];
  // When a session began stands with its id.
  if (name === 'session_at') return undefined;
  if (name === 'session_id') return encodePairs(cells, all.get('session_at') ?? []);
  if (name === 'at') return encodeDeltas(cells);
  switch (form) {
    case 'instant':
      return encodeBeside(cells, all.get('at') ?? []);
    case 'growing':
      return encodeDeltas(cells);
    case 'cached':
      return encodeChained(
        cells,
        chainOf((field) => all.get(field)),
      );
    case 'number':
    case 'size':
    case 'span':
    case 'flag':
      return encodePlain(cells);
    case 'thread':
    case 'subject':
      return encodeIds(cells);
    default:
      return encodeWords(cells);
  }
}

/** Which row comes before which in the same conversation, and what each row writes to the cache. */
export function chainOf(column: (name: FieldName) => readonly Cell[] | undefined): Chain {
  const [sessions, subagents] = [column('session_id'), column('subagent_id')];
  const [short, long] = [column('cache_write_5m_tokens'), column('cache_write_1h_tokens')];
  const lastOf = new Map<string, number>();
  const before: (number | undefined)[] = [];
  const beyond: number[] = [];
  for (let row = 0; row < (column('at')?.length ?? 0); row++) {
    const thread = `${String(sessions?.[row])} ${String(subagents?.[row])}`;
    before.push(lastOf.get(thread));
    lastOf.set(thread, row);
    beyond.push(Number(short?.[row] ?? 0) + Number(long?.[row] ?? 0));
  }
  return { before, beyond };
}

/** Session by session, so that equal words stand together and what grows does. */
function orderOf(kind: Kind): (one: Fact, other: Fact) => number {
  const columns = COLUMNS.get(kind) ?? [];
  const places = ['session_at', 'session_id', 'subagent_id', 'at', 'seq']
    .map((name) => columns.findIndex((column) => column.name === name))
    .filter((place) => place >= 0);
  return (one, other) => {
    for (const place of places) {
      const left = one.cells[place] ?? '';
      const right = other.cells[place] ?? '';
      if (left !== right) return left < right ? -1 : 1;
    }
    return one.id < other.id ? -1 : 1;
  };
}

/** Lines become the bytes of a file. */
export function toBytes(lines: readonly string[]): Uint8Array {
  return Buffer.from(lines.map((line) => `${line}\n`).join(''));
}

/** The month of an instant in seconds. */
export function monthOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 7);
}
