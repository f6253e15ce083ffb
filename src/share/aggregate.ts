/**
 * Days as numbers: what leaves while fewer developers share than the policy of the repository asks for. Rows of what is alike, with a count
 * and sums of two digits; no session, no id, no time of day. An aggregate stands for one writer, day and kind; one with a higher revision replaces it.
 */

import { isSound } from '../doors/sound.ts';
import { KINDS, SCHEMA_VERSION, type Event, type FieldName, type Kind } from '../event/schema.ts';
import { isKind } from '../event/validate.ts';
import { list } from '../sources/read.ts';
import { decodeFlags, decodePlain, decodeWords, encodePlain, encodeWords } from './columns.ts';
import { OTHER_AGENT, rounded, type Cell, type Fact } from './facts.ts';
import { COLUMNS, LEAVES } from './levels.ts';
import { fits } from './words.ts';

export type Aggregate = {
  /** `2026-11-20`, UTC. */
  readonly day: string;
  readonly kind: Kind;
  readonly revision: number;
  readonly rows: readonly AggregateRow[];
};

/** Facts of one day that are alike. `cells` are what they have in common and their sums, in the order of `columnsFor`. */
export type AggregateRow = { readonly count: number; readonly cells: readonly Cell[] };

/** What facts may have in common: nothing that tells one developer's work from another's. */
const ALIKE = [
  'agent',
  'model',
  'tool',
  'outcome',
  'error_class',
  'agent_type',
  'task_type',
  'success',
  'rating',
  'result',
] as const satisfies readonly FieldName[];

/** What is added up. Not durations: a sum of them says nothing about percentiles. */
const SUMS = [
  'input_bytes',
  'output_bytes',
  'lines_added',
  'lines_removed',
  'input_tokens',
  'cache_read_tokens',
  'cache_write_5m_tokens',
  'cache_write_1h_tokens',
  'output_tokens',
  'reasoning_tokens',
  'web_searches',
  'reported_cost_micros',
] as const satisfies readonly FieldName[];

type AggregateColumn = { readonly name: FieldName; readonly isSum: boolean; readonly place: number };

const AGGREGATE_COLUMNS: ReadonlyMap<Kind, readonly AggregateColumn[]> = new Map(
  Object.keys(KINDS)
    .filter(isKind)
    .map((kind) => {
      const names = (COLUMNS.get(kind) ?? []).map(({ name }) => name);
      const column = (isSum: boolean) => (name: FieldName) => ({ name, isSum, place: names.indexOf(name) });
      const all = [...ALIKE.map(column(false)), ...SUMS.map(column(true))];
      return [kind, all.filter(({ place }) => place >= 0)];
    }),
);

export function columnsFor(kind: Kind): readonly AggregateColumn[] {
  return AGGREGATE_COLUMNS.get(kind) ?? [];
}

/** The aggregates of facts, by day and kind, of revision 1. */
export function aggregate(facts: Iterable<Fact>): readonly Aggregate[] {
  const groups = new Map<string, { day: string; kind: Kind; rows: Map<string, { count: number; cells: Cell[] }> }>();
  for (const { kind, cells } of facts) {
    const day = dayOf(Number(cells[0]));
    const key = `${day} ${kind}`;
    const group = groups.get(key) ?? { day, kind, rows: new Map() };
    groups.set(key, group);
    const columns = columnsFor(kind);
    const alike = JSON.stringify(columns.map(({ isSum, place }) => (isSum ? null : cells[place])));
    const row = group.rows.get(alike) ?? {
      count: 0,
      cells: columns.map(({ isSum, place }) => (isSum ? null : (cells[place] ?? null))),
    };
    group.rows.set(alike, row);
    row.count += 1;
    for (const [index, { isSum, place }] of columns.entries()) {
      const value = cells[place] ?? null;
      if (isSum && value !== null) row.cells[index] = Number(row.cells[index] ?? 0) + Number(value);
    }
  }
  const sorted = [...groups.entries()].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, group]) => group);
  return sorted.map(({ day, kind, rows }) => ({ day, kind, revision: 1, rows: inOrder(kind, rows) }));
}

function inOrder(kind: Kind, rows: ReadonlyMap<string, AggregateRow>): readonly AggregateRow[] {
  const columns = columnsFor(kind);
  return [...rows.entries()]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, { count, cells }]) => ({
      count,
      cells: cells.map((cell, index) =>
        columns[index]?.isSum === true && cell !== null ? rounded(Number(cell), 2) : cell,
      ),
    }));
}

export function dayOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

export function encodeAggregate({ day, kind, revision, rows }: Aggregate): string {
  const line: Record<string, unknown> = {
    day,
    kind,
    v: SCHEMA_VERSION,
    rev: revision,
    count: rows.map(({ count }) => count),
  };
  for (const [index, { name }] of columnsFor(kind).entries()) {
    const cells = rows.map((row) => row.cells[index] ?? null);
    const encoded = isText(name) ? encodeWords(cells) : encodePlain(cells);
    if (encoded !== undefined) line[name] = encoded;
  }
  return JSON.stringify(line);
}

function isText(name: FieldName): boolean {
  return formOf(name) === 'word' || formOf(name) === 'closed';
}

function formOf(name: FieldName): 'word' | 'closed' | 'flag' | 'number' {
  const leaves: (typeof LEAVES)[FieldName] = LEAVES[name];
  const form = typeof leaves === 'string' ? 'number' : leaves[1];
  return form === 'word' || form === 'closed' || form === 'flag' ? form : 'number';
}

/** Undefined when the object is no aggregate. */
export function decodeAggregate(line: Readonly<Record<string, unknown>>): Aggregate | undefined {
  const { day, kind, rev: revision, count } = line;
  if (
    typeof day !== 'string' ||
    !DAY.test(day) ||
    !isKind(kind) ||
    typeof revision !== 'number' ||
    !Number.isSafeInteger(revision)
  )
    return undefined;
  const counts = decodePlain(count, list(count).length);
  if (counts === undefined) return undefined;
  const columns = columnsFor(kind).map(({ name }) => decodeColumn(name, line[name], counts.length));
  const rows = counts.map((of, row) => ({
    count: Math.min(of ?? 0, MOST),
    cells: columns.map((cells) => cells?.[row] ?? null),
  }));
  return { day, kind, revision, rows };
}

const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
/** Nobody does more of one thing in a day; a row that says so would only fill the memory of its readers. */
const MOST = 100_000;

function decodeColumn(name: FieldName, value: unknown, rows: number): readonly Cell[] | undefined {
  const form = formOf(name);
  if (form === 'flag') return decodeFlags(value, rows);
  if (form === 'number') return decodePlain(value, rows);
  return decodeWords(value, rows)?.map((cell) => (typeof cell === 'string' && fits(form, cell) ? cell : null));
}

/** Of the aggregates of one writer, those that stand: the highest revision of each day and kind, of equal ones the greatest. */
export function standing(aggregates: Iterable<Aggregate>): ReadonlyMap<string, Aggregate> {
  const kept = new Map<string, Aggregate>();
  for (const one of aggregates) {
    const key = `${one.day} ${one.kind}`;
    const other = kept.get(key);
    if (
      other === undefined ||
      one.revision > other.revision ||
      (one.revision === other.revision && encodeAggregate(one) > encodeAggregate(other))
    )
      kept.set(key, one);
  }
  return kept;
}

/**
 * Events that stand for an aggregate: as many as it counts, at noon of the day, with equal parts of the sums. They have no session and no
 * duration, because those did not leave.
 */
export function* expand({ day, kind, rows }: Aggregate, writer: string): Generator<Event> {
  const columns = columnsFor(kind);
  for (const [index, { count, cells }] of rows.entries()) {
    for (let each = 0; each < count; each++) {
      const event: Record<string, unknown> = {
        v: SCHEMA_VERSION,
        kind,
        id: `${writer}.${day}.${kind}.${index}.${each}`,
        at: `${day}T12:00:00.000Z`,
        observers: 'log',
        agent: OTHER_AGENT,
      };
      for (const [place, { name, isSum }] of columns.entries()) {
        const cell = cells[place] ?? null;
        if (cell !== null) event[name] = isSum ? part(Number(cell), count, each) : cell;
      }
      if (isSound(event)) yield event;
    }
  }
}

/** The whole is the sum of its parts. */
function part(sum: number, count: number, each: number): number {
  return Math.floor((sum * (each + 1)) / count) - Math.floor((sum * each) / count);
}
