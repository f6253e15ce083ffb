/**
 * From an event of the log to the fact that leaves the machine: only the columns of the level, ids as pseudonyms that nobody without the key
 * can link, whole seconds, words that are words, texts redacted once more. What does not pass is left out, never cut to fit.
 */

import { hash } from 'node:crypto';
import type { FieldName, Kind } from '../event/schema.ts';
import { COLUMNS, type Column, type Form, type Level } from './levels.ts';
import type { Grain } from './policy.ts';
import { fits } from './words.ts';

export type Cell = string | number | boolean | null;

/** One merged event of the log, to be shared: `cells` in the order of `COLUMNS`. Instants are seconds since 1970. */
export type Fact = {
  readonly kind: Kind;
  readonly id: string;
  readonly cells: readonly Cell[];
  /** It stands in for what may later be told under another id. */
  readonly isStandIn: boolean;
};

/** A row of the log as it is read for sharing: raw ids and texts, instants in seconds. */
export type Row = { readonly kind: Kind; readonly id: string; readonly cells: readonly unknown[] };

/** Letters of a pseudonym: 54 bits. */
export const ID_LENGTH = 9;

export type Pseudonym = (domain: string, id: string) => string;

/**
 * HMAC-SHA256 of the domain and the id, in 9 letters. Spelled out as two hashes (RFC 2104), which takes half the time of a `createHmac` for
 * each of a hundred thousand ids.
 */
export function makePseudonym(key: Uint8Array): Pseudonym {
  const padded = Buffer.alloc(BLOCK);
  padded.set(key.length > BLOCK ? hash('sha256', key, 'buffer') : key);
  const inner = Buffer.alloc(BLOCK + ROOM);
  const outer = Buffer.alloc(BLOCK + DIGEST);
  for (const [at, byte] of padded.entries()) {
    inner[at] = byte ^ 0x36;
    outer[at] = byte ^ 0x5c;
  }
  return (domain, id) => {
    const text = `${domain}\0${id}`;
    // A letter has three bytes at most.
    const message =
      text.length * 3 > ROOM
        ? Buffer.concat([inner.subarray(0, BLOCK), Buffer.from(text)])
        : inner.subarray(0, BLOCK + inner.write(text, BLOCK));
    outer.set(hash('sha256', message, 'buffer'), BLOCK);
    return hash('sha256', outer, 'base64url').slice(0, ID_LENGTH);
  };
}

/** Bytes of a block of SHA-256, of its result, and of the ids for which no memory is taken each time. */
const BLOCK = 64;
const DIGEST = 32;
const ROOM = 1024;

/** Remembers: conversations repeat on every event. */
function remembering(pseudonym: (id: string) => string): (id: string) => string {
  const known = new Map<string, string>();
  return (id) => {
    let made = known.get(id);
    if (made === undefined) known.set(id, (made = pseudonym(id)));
    return made;
  };
}

export type FactOptions = {
  readonly pseudonym: Pseudonym;
  readonly level: Level;
  /** Fields that the policy of the repository keeps here. */
  readonly drop: readonly string[];
  readonly grain: Grain;
  redactText(text: string): string;
  /** Whether an invocation, or a session, has this id: a judgement names what it is about without saying which. */
  kindOf(subject: string): 'invocation' | 'session' | undefined;
};

export type MakeFact = (row: Row) => Fact;

export function makeFacts(options: FactOptions): MakeFact {
  const forms = makeForms(options);
  const shapes = new Map<Kind, readonly ShareCell[]>();
  const shapeFor = (kind: Kind): readonly ShareCell[] => {
    let shape = shapes.get(kind);
    if (shape === undefined) shapes.set(kind, (shape = shapeOf(kind, forms, options)));
    return shape;
  };
  return ({ kind, id, cells }) => ({
    kind,
    id: options.pseudonym(kind, id),
    cells: withBeginning(
      kind,
      shapeFor(kind).map((share, index) => share(cells[index])),
    ),
    isStandIn: STANDS_IN.test(id),
  });
}

/** When a session began says nothing without the session. */
function withBeginning(kind: Kind, cells: Cell[]): Cell[] {
  const { session, begun } = PLACES.get(kind) ?? { session: -1, begun: -1 };
  if (cells[session] === null) cells[begun] = null;
  return cells;
}

const PLACES: ReadonlyMap<Kind, { readonly session: number; readonly begun: number }> = new Map(
  [...COLUMNS].map(([kind, columns]) => {
    const names: readonly FieldName[] = columns.map(({ name }) => name);
    return [kind, { session: names.indexOf('session_id'), begun: names.indexOf('session_at') }];
  }),
);

/** Ids of what telemetry and hooks tell before somebody else tells it under its real id; see `store/unmatched` and `store/requests`. */
const STANDS_IN = /^(?:unmatched|request):/;

type ShareCell = (raw: unknown) => Cell;

type Forms = Readonly<Record<Form, ShareCell>>;

function shapeOf(kind: Kind, share: Forms, options: FactOptions): readonly ShareCell[] {
  const isShared = ({ name, level }: Column): boolean =>
    !options.drop.includes(name) && (level === 'metrics' || options.level === 'redacted');
  return (COLUMNS.get(kind) ?? []).map((column) => {
    const shareCell = isShared(column) || NEEDED.has(column.name) ? share[column.form] : () => null;
    return column.name === 'agent' ? (raw) => shareCell(raw) ?? OTHER_AGENT : shareCell;
  });
}

/** Without these there is no event: they cannot be dropped. */
export const NEEDED: ReadonlySet<FieldName> = new Set(['at', 'observers']);

/** Stands for an agent whose name is none, or is not shared. */
export const OTHER_AGENT = 'other';

function makeForms(options: FactOptions): Forms {
  const text = (form: Form): ShareCell => {
    const known = new Map<string, Cell>();
    return (raw) => {
      if (typeof raw !== 'string') return null;
      let shared = known.get(raw);
      if (shared === undefined) {
        shared = sharedText(raw, form, options);
        if (known.size < MOST_REMEMBERED) known.set(raw, shared);
      }
      return shared;
    };
  };
  const number: ShareCell = (raw) =>
    Number.isSafeInteger(raw) && Math.abs(Number(raw)) <= LARGEST ? Number(raw) : null;
  const thread = remembering((id) => options.pseudonym(THREAD, id));
  const subject = remembering((id) => options.pseudonym(options.kindOf(id) ?? 'subject', id));
  return {
    word: text('word'),
    version: text('version'),
    closed: text('closed'),
    text: text('text'),
    number,
    size: rounding(2),
    span: rounding(3),
    growing: number,
    cached: number,
    flag: (raw) => (typeof raw === 'boolean' ? raw : null),
    instant: (raw) => (isSecond(raw) ? floored(raw, options.grain) : null),
    thread: (raw) => (typeof raw === 'string' ? thread(raw) : null),
    subject: (raw) => (typeof raw === 'string' ? subject(raw) : null),
  };
}

/** Keeps so many digits. */
function rounding(digits: number): ShareCell {
  return (raw) => (Number.isSafeInteger(raw) && Math.abs(Number(raw)) <= LARGEST ? rounded(Number(raw), digits) : null);
}

/** 1234 becomes 1200 with two digits. */
export function rounded(value: number, digits: number): number {
  const most = 10 ** digits;
  let unit = 1;
  while (Math.abs(value) >= most * unit) unit *= 10;
  const near = Math.round(value / unit) * unit;
  return unit === 1 ? value : near;
}

/** So that the difference of any two numbers is exact. */
export const LARGEST = 1e15;

/** From 1970 to the year 9999, as events may name it. */
export function isSecond(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value < 253_402_300_800;
}

/** The domain of sessions, so that the event of a session has the pseudonym that its calls name; a subagent may be told as a session. */
export const THREAD = 'session';

const MOST_REMEMBERED = 10_000;

/** A word in which a rule finds something is no word; of a text what is left is shared. */
function sharedText(raw: string, form: Form, { redactText }: FactOptions): Cell {
  if (form !== 'text' && !fits(form, raw)) return null;
  const left = form === 'closed' ? raw : redactText(raw);
  if (form !== 'text' && left !== raw) return null;
  return fits(form, left) ? left : null;
}

const SECONDS: Readonly<Record<Grain, number>> = { second: 1, hour: 3600, day: 86_400 };

export function floored(seconds: number, grain: Grain): number {
  return Math.floor(seconds / SECONDS[grain]) * SECONDS[grain];
}
