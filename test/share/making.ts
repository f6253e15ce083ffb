/** Facts and branches for the tests of sharing. */

import { FIELDS, type Event } from '../../src/event/schema.ts';
import type { Tip } from '../../src/share/define.ts';
import { makeFacts, makePseudonym, type Fact, type FactOptions, type Row } from '../../src/share/facts.ts';
import { COLUMNS } from '../../src/share/levels.ts';
import { makePublish, type PublishOptions } from '../../src/share/publish.ts';
import { readLines } from '../../src/share/decode.ts';
import { gather } from '../../src/share/gathered.ts';
import { parseShardPath } from '../../src/share/shard.ts';
import type { Publication } from '../../src/share/define.ts';
import type { Places } from '../../src/config/home.ts';
import { tmpdir } from 'node:os';

export const KEY = Buffer.alloc(32, 7);
export const REPO = 'github.com/acme/shop';

/** The event as the log would be read for sharing. */
export function rowOf(event: Event): Row {
  const cells = (COLUMNS.get(event.kind) ?? []).map(({ name }) => {
    const value: unknown = Reflect.get(event, name) ?? null;
    return FIELDS[name].type === 'instant' && value !== null ? Math.floor(Date.parse(String(value)) / 1000) : value;
  });
  return { kind: event.kind, id: event.id, cells };
}

export function factOf(event: Event, more: Partial<FactOptions> = {}): Fact {
  return makeFacts({
    pseudonym: makePseudonym(KEY),
    level: 'metrics',
    drop: [],
    grain: 'second',
    redactText: (text) => text,
    kindOf: () => undefined,
    ...more,
  })(rowOf(event));
}

/** The value of a field of a fact. */
export function cellOf(fact: Fact, field: string): unknown {
  return fact.cells[(COLUMNS.get(fact.kind) ?? []).findIndex(({ name }) => name === field)];
}

export type Files = ReadonlyMap<string, Uint8Array>;

/** A branch that holds these files. */
export function tipOf(files: Files): Tip {
  return {
    files: new Map([...files].map(([path, bytes]) => [path, { oid: 'f'.repeat(40), bytes: bytes.length }])),
    read: (path) => Promise.resolve(files.get(path) ?? Buffer.alloc(0)),
  };
}

export function publishFrom(there: Places, more: Partial<PublishOptions> = {}): PublishOptions {
  return {
    places: there,
    repo: REPO,
    root: tmpdir(),
    key: KEY,
    level: 'metrics',
    developer: null,
    redaction: {},
    now: () => new Date('2026-11-20T12:00:00Z'),
    ...more,
  };
}

/** Publishes once; answers with the branch that follows. */
export async function publishOn(files: Files, options: PublishOptions): Promise<{ files: Files; added: Publication }> {
  const added = await makePublish(options)(tipOf(files));
  return { files: new Map([...files, ...added.writes]), added };
}

/** The facts that a reader sees, merged, without those that were taken back. */
export function factsOn(files: Files): Fact[] {
  const shards = [...files].filter(([path]) => parseShardPath(path) !== undefined);
  const { facts, forgotten } = gather(shards.map(([, bytes]) => readLines(bytes)));
  return [...facts.values()].filter((fact) => !forgotten.has(fact));
}

export function textOf(files: Files): string {
  return [...files].map(([path, bytes]) => `${path}\n${Buffer.from(bytes).toString('utf8')}`).join('\n');
}

/** Order says nothing in a set of facts. */
export function byId(facts: readonly Fact[]): Fact[] {
  return facts.toSorted((one, other) => (one.id < other.id ? -1 : 1));
}
