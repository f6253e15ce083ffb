/**
 * Reads shards. Anybody who may push can have written them, so every line is judged: one that is none is counted, a field that is unknown is
 * passed over, a value that does not have its form is left out. Only a newer version is refused.
 */

import { isSound } from '../doors/sound.ts';
import { AppError } from '../errors.ts';
import { SCHEMA_VERSION, type Event, type FieldName } from '../event/schema.ts';
import { isKind } from '../event/validate.ts';
import { object } from '../sources/read.ts';
import { decodeAggregate, type Aggregate } from './aggregate.ts';
import {
  decodeBeside,
  decodeChained,
  decodeDeltas,
  decodeFlags,
  decodeIds,
  decodePairNumbers,
  decodePlain,
  decodeWords,
  splitIds,
} from './columns.ts';
import { isSecond, type Cell, type Fact } from './facts.ts';
import { decodeForget, type Forget } from './forget.ts';
import { COLUMNS, LEVELS, type Column } from './levels.ts';
import { SHARD_VERSION, chainOf, type Header } from './shard.ts';
import { fits } from './words.ts';

/** What a shard holds, line by line; nothing has been merged, and nothing taken back. */
export type Lines = {
  /** Undefined when no line is one. */
  readonly header: Header | undefined;
  readonly facts: readonly Fact[];
  readonly forgets: readonly Forget[];
  readonly aggregates: readonly Aggregate[];
  /** How many lines were not understood. */
  readonly unknown: number;
};

/** Throws `share/newer-version` for what a later Hindcast wrote. */
export function readLines(bytes: Uint8Array): Lines {
  const read = { facts: [] as Fact[], forgets: [] as Forget[], aggregates: [] as Aggregate[], unknown: 0 };
  let header: Header | undefined;
  for (const text of Buffer.from(bytes).toString('utf8').split('\n')) {
    if (text === '') continue;
    const line = parsed(text);
    const found = line === undefined ? undefined : readLine(line);
    if (found === undefined) read.unknown += 1;
    else if ('writer' in found) header ??= found;
    else if ('facts' in found) for (const fact of found.facts) read.facts.push(fact);
    else if ('rows' in found) read.aggregates.push(found);
    else read.forgets.push(found);
  }
  return { header, ...read };
}

export type Shard = Omit<Lines, 'facts'> & {
  /** Sound events with ids `<writer>.<pseudonym>`; several may have the same id and are to be merged. */
  readonly events: readonly Event[];
};

/** The shard as events of its writer. Without a header it is nobody's and holds none. */
export function decodeShard(bytes: Uint8Array): Shard {
  const { facts, ...rest } = readLines(bytes);
  const { header } = rest;
  return { ...rest, events: header === undefined ? [] : toEvents(facts, header) };
}

/** Facts of a shard as sound events of its writer. */
export function toEvents(facts: Iterable<Fact>, header: Header): readonly Event[] {
  return Array.from(facts, (fact) => toEvent(fact, header)).filter(isSound);
}

type Line = Readonly<Record<string, unknown>>;

function parsed(text: string): Line | undefined {
  try {
    return object(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function readLine(line: Line): Header | { facts: readonly Fact[] } | Aggregate | Forget | undefined {
  if (line['hindcast'] === 'shard') return readHeader(line);
  if (line['forget'] !== undefined) return decodeForget(line['forget']);
  refuseNewer(line['v'], SCHEMA_VERSION);
  return line['day'] === undefined ? readBlock(line) : decodeAggregate(line);
}

function readHeader(line: Line): Header | undefined {
  refuseNewer(line['v'], SHARD_VERSION);
  const { writer, developer, repo, month, share } = line;
  const level = LEVELS.find((name) => name === share);
  const isNamed = isName(writer) && isName(developer) && isName(month) && typeof repo === 'string' && repo !== '';
  return isNamed && level !== undefined ? { writer, developer, repo, month, share: level } : undefined;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && /^[\w.-]{1,64}$/.test(value);
}

function refuseNewer(version: unknown, known: number): void {
  if (typeof version !== 'number' || version <= known) return;
  throw new AppError('share/newer-version', 'A teammate has shared with a newer version of Hindcast than this one.', {
    hint: 'Update Hindcast: npm install -g hindcast@latest. Nothing was changed.',
  });
}

function readBlock(line: Line): { facts: readonly Fact[] } | undefined {
  const { kind } = line;
  const ids = splitIds(line['id']);
  if (!isKind(kind) || ids === undefined || ids.length !== line['n']) return undefined;
  const at = decodeDeltas(line['at'], ids.length);
  if (at === undefined || !at.every(isSecond)) return undefined;
  const columns = readColumns(COLUMNS.get(kind) ?? [], line, at);
  const isStandIn = line['stand_in'] === true;
  const facts = ids.map((id, row) => ({ kind, id, isStandIn, cells: columns.map((cells) => cells?.[row] ?? null) }));
  return { facts };
}

type Cells = readonly Cell[] | undefined;

/** A column that is not what it should be is left out. */
function readColumns(columns: readonly Column[], line: Line, at: readonly Cell[]): readonly Cells[] {
  const read = new Map<FieldName, Cells>([['at', at]]);
  for (const column of columns) if (column.name !== 'at') read.set(column.name, readColumn(column, line, at));
  // What was read from the cache is told by what was written to it before.
  for (const { name, form } of columns)
    if (form === 'cached')
      read.set(
        name,
        decodeChained(
          line[name],
          chainOf((field) => read.get(field)),
        ),
      );
  return columns.map(({ name }) => read.get(name));
}

function readColumn({ name, form }: Column, line: Line, at: readonly Cell[]): Cells {
  const value = line[name];
  if (name === 'session_at') return instants(decodePairNumbers(line['session_id'], at.length));
  switch (form) {
    case 'instant':
      return instants(decodeBeside(value, at));
    case 'growing':
      return decodeDeltas(value, at.length);
    case 'cached':
      return undefined;
    case 'number':
    case 'size':
    case 'span':
      return decodePlain(value, at.length);
    case 'flag':
      return decodeFlags(value, at.length);
    case 'thread':
    case 'subject':
      return decodeIds(value, at.length);
    default: {
      const cells = decodeWords(value, at.length);
      const good = new Map<Cell, Cell>([[null, null]]);
      for (const cell of new Set(cells)) if (typeof cell === 'string') good.set(cell, fits(form, cell) ? cell : null);
      return cells?.map((cell) => good.get(cell) ?? null);
    }
  }
}

function instants(cells: Cells): Cells {
  return cells?.map((cell) => (isSecond(cell) ? cell : null));
}

/** An event of the contract, if its values are sound. */
function toEvent({ kind, id, cells }: Fact, { writer, developer, repo }: Header): Record<string, unknown> {
  const event: Record<string, unknown> = {
    v: SCHEMA_VERSION,
    kind,
    id: `${writer}.${id}`,
    repo,
    machine: writer,
    developer,
  };
  for (const [place, { name, form }] of (COLUMNS.get(kind) ?? []).entries()) {
    const cell = cells[place] ?? null;
    if (cell === null) continue;
    if (form === 'instant') event[name] = new Date(Number(cell) * 1000).toISOString();
    else event[name] = form === 'thread' || form === 'subject' ? `${writer}.${String(cell)}` : cell;
  }
  return event;
}
