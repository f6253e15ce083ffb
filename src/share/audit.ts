/**
 * What a teammate who reads the branch could learn about one developer: what was done when and with what, and what nobody else has, which
 * makes rows recognisable whatever pseudonym they carry. Pure.
 */

import type { FieldName, Kind } from '../event/schema.ts';
import { dayOf } from './aggregate.ts';
import type { Lines } from './decode.ts';
import type { Fact } from './facts.ts';
import { gather } from './gathered.ts';
import { COLUMNS } from './levels.ts';

export type Counted = { readonly value: string; readonly count: number };

export type Audit = {
  readonly developer: string;
  readonly writers: readonly string[];
  readonly repos: readonly string[];
  readonly events: Readonly<Partial<Record<Kind, number>>>;
  /** Facts in days that are shared as numbers only. */
  readonly aggregated: number;
  /** Days (UTC) with anything, and the first and the last of them. */
  readonly days: { readonly count: number; readonly first: string | undefined; readonly last: string | undefined };
  /** Facts by hour of the day, UTC, from 0 to 23. */
  readonly hours: readonly number[];
  readonly agents: readonly Counted[];
  readonly models: readonly Counted[];
  readonly tokens: number;
  /** What the clients themselves said that it cost, in millionths of a US dollar. */
  readonly reported_cost_micros: number;
  /** Rows with a text: none at level metrics. */
  readonly texts: number;
  /** What no other developer on the branch has, the most frequent first. */
  readonly only: readonly (Counted & { readonly field: FieldName })[];
  /** Rows that hold something of that, and their share of all. */
  readonly recognisable: { readonly rows: number; readonly share: number };
  /** How many developers the branch has. */
  readonly developers: number;
};

/** Fields whose values can single a developer out. */
const TELLING = [
  'tool',
  'fingerprint',
  'model',
  'agent',
  'agent_version',
  'name',
  'agent_type',
  'error_class',
] as const;

export function auditOf(shards: readonly Lines[], developer: string): Audit {
  const people = new Map<string, { facts: Fact[]; writers: Set<string>; repos: Set<string>; aggregated: number }>();
  for (const [writer, ofWriter] of byWriter(shards)) {
    const name = ofWriter[0]?.header?.developer ?? writer;
    const person = people.get(name) ?? { facts: [], writers: new Set(), repos: new Set(), aggregated: 0 };
    people.set(name, person);
    const { facts, forgotten, aggregates } = gather(ofWriter);
    for (const fact of facts.values()) if (!forgotten.has(fact)) person.facts.push(fact);
    for (const { rows } of aggregates.values()) for (const { count } of rows) person.aggregated += count;
    person.writers.add(writer);
    for (const { header } of ofWriter) if (header !== undefined) person.repos.add(header.repo);
  }
  const self = people.get(developer);
  const others = [...people].filter(([name]) => name !== developer).flatMap(([, { facts }]) => facts);
  return {
    developer,
    developers: people.size,
    writers: [...(self?.writers ?? [])].toSorted(),
    repos: [...(self?.repos ?? [])].toSorted(),
    aggregated: self?.aggregated ?? 0,
    ...activityOf(self?.facts ?? []),
    ...recognisedBy(self?.facts ?? [], others),
  };
}

function byWriter(shards: readonly Lines[]): ReadonlyMap<string, Lines[]> {
  const writers = new Map<string, Lines[]>();
  for (const shard of shards) {
    if (shard.header === undefined) continue;
    const { writer } = shard.header;
    writers.set(writer, [...(writers.get(writer) ?? []), shard]);
  }
  return writers;
}

function activityOf(facts: readonly Fact[]) {
  const days = [...new Set(facts.map(({ cells }) => dayOf(Number(cells[0]))))].toSorted();
  const hours = Array.from({ length: 24 }, () => 0);
  const events: Partial<Record<Kind, number>> = {};
  for (const { kind, cells } of facts) {
    events[kind] = (events[kind] ?? 0) + 1;
    const hour = new Date(Number(cells[0]) * 1000).getUTCHours();
    hours[hour] = (hours[hour] ?? 0) + 1;
  }
  return {
    events,
    days: { count: days.length, first: days[0], last: days.at(-1) },
    hours,
    agents: counted(facts, 'agent'),
    models: counted(facts, 'model'),
    tokens: sum(facts, TOKENS),
    reported_cost_micros: sum(facts, ['reported_cost_micros']),
    texts: facts.filter(({ kind, cells }) =>
      (COLUMNS.get(kind) ?? []).some(({ form }, place) => form === 'text' && (cells[place] ?? null) !== null),
    ).length,
  };
}

const TOKENS = [
  'input_tokens',
  'cache_read_tokens',
  'cache_write_5m_tokens',
  'cache_write_1h_tokens',
  'output_tokens',
] as const satisfies readonly FieldName[];

function recognisedBy(own: readonly Fact[], others: readonly Fact[]) {
  const only: (Counted & { field: FieldName })[] = [];
  const rows = new Set<Fact>();
  for (const field of TELLING) {
    const theirs = new Set(others.map((fact) => cellOf(fact, field)));
    for (const fact of own) {
      const value = cellOf(fact, field);
      if (value !== null && !theirs.has(value)) rows.add(fact);
    }
    only.push(
      ...counted(own, field)
        .filter(({ value }) => !theirs.has(value))
        .map((one) => ({ field, ...one })),
    );
  }
  return {
    only: only.toSorted((one, other) => other.count - one.count || (one.value < other.value ? -1 : 1)),
    recognisable: { rows: rows.size, share: own.length === 0 ? 0 : rows.size / own.length },
  };
}

/** The most frequent value first. */
function counted(facts: readonly Fact[], field: FieldName): readonly Counted[] {
  const counts = new Map<string, number>();
  for (const fact of facts) {
    const value = cellOf(fact, field);
    if (value !== null) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .toSorted((one, other) => other.count - one.count || (one.value < other.value ? -1 : 1));
}

function sum(facts: readonly Fact[], fields: readonly FieldName[]): number {
  return facts.reduce((all, fact) => fields.reduce((of, field) => of + Number(cellOf(fact, field) ?? 0), all), 0);
}

function cellOf({ kind, cells }: Fact, field: FieldName) {
  const place = (COLUMNS.get(kind) ?? []).findIndex(({ name }) => name === field);
  return cells[place] ?? null;
}
