/**
 * Checks, completes, redacts and writes an event in one pass, because an import does nothing else as often. Invariant: its line is the one
 * that the gate makes step by step, byte for byte; whatever is unusual is left to the gate.
 */

import { KINDS, type Event, type EventOf } from '../event/schema.ts';
import { fingerprintOf, type Failed } from '../insight/fingerprint.ts';
import { hasFailed } from '../insight/group.ts';
import { isInformation, readCommand, type Ran } from '../insight/program.ts';
import type { FieldRedactor } from '../redaction/redact.ts';
import { object } from '../sources/read.ts';
import { jsonOf } from '../store/json.ts';
import { checksOf, passes, type Check } from './sound.ts';
import type { Stamped } from './stamp.ts';

declare const written: unique symbol;

/** A line without its newline, as bytes that are overwritten by the next one. */
export type WrittenLine = Uint8Array & { readonly [written]: true };

/** The line of an event with what it is stamped with; undefined when the gate has to judge it. */
export type LineWriter = (event: Event, stamped: Stamped) => WrittenLine | undefined;

/** A field of the lines of one kind. What repeats from event to event is checked, redacted and written once. */
type Column = {
  readonly head: Uint8Array;
  readonly check: Check;
  readonly redact: FieldRedactor;
  /** The last value that redaction left as it was, and, once it came twice, head and value as they are written. */
  passed: unknown;
  bytes: Uint8Array;
  /** The last value, redacted. */
  left: unknown;
};

const LEFT_OUT = 'left out';
type Columns = ReadonlyMap<string, Column | typeof LEFT_OUT>;

/** Longer lines are left to the gate. */
const LONGEST = 1 << 16;
/** Of one UTF-16 unit in UTF-8. */
const MOST_BYTES = 3;
const NOTHING = new Uint8Array(0);

export function makeLineWriter(fields: ReadonlyMap<string, FieldRedactor>): LineWriter {
  const kinds: ReadonlyMap<unknown, Columns> = new Map(
    Object.keys(KINDS).map((kind) => [kind, columnsOf(kind, fields)]),
  );
  const room = Buffer.alloc(LONGEST);
  return (event, stamped) => {
    const columns = kinds.get(event.kind);
    if (columns === undefined || !isUsual(event)) return undefined;
    let size = writeFields(event, columns, { room, at: 0 });
    if (size > 0) size = writeFields(stamped, columns, { room, at: size });
    if (size > 0) size = writeGroup(event, columns, { room, at: size });
    if (size === 0 || size >= LONGEST) return undefined;
    room[0] = OPENING_BRACE;
    room[size] = CLOSING_BRACE;
    const line = room.subarray(0, size + 1);
    return isWritten(line) ? line : undefined;
  };
}

/** Complete, and without anything that is added on the way. */
function isUsual(event: Event): boolean {
  const { id, at, agent, observers, repo, v, machine, utc_offset_min: offset } = event;
  if (id === undefined || at === undefined || agent === undefined || observers === undefined) return false;
  if (repo !== undefined || v !== undefined || machine !== undefined || offset !== undefined) return false;
  if (event.kind === 'call') return event.program === undefined && event.fingerprint === undefined;
  return event.kind !== 'error' || event.fingerprint === undefined;
}

function columnsOf(kind: string, fields: ReadonlyMap<string, FieldRedactor>): Columns {
  const columns = new Map<string, Column | typeof LEFT_OUT>();
  for (const [name, check] of checksOf(kind)) {
    const redact = fields.get(name);
    if (redact === undefined) continue;
    columns.set(name, { head: headOf(name), check, redact, passed: undefined, bytes: NOTHING, left: undefined });
  }
  if (kind !== 'session') columns.set('cwd', LEFT_OUT);
  return columns;
}

/** The comma of the first field becomes the brace of the line. */
function headOf(name: string): Uint8Array {
  return Uint8Array.from(Buffer.from(`,"${name}":`));
}

/** Where the next byte goes. */
type Place = { readonly room: Buffer; readonly at: number };

/** Answers where the fields end; 0 when one of them is not as the contract says, or cannot be written simply. */
function writeFields(fields: Readonly<Record<string, unknown>>, columns: Columns, { room, at }: Place): number {
  let size = at;
  for (const name in fields) {
    const value = fields[name];
    if (value === undefined) continue;
    const column = columns.get(name);
    if (column === LEFT_OUT) continue;
    if (column === undefined) return 0;
    if (value === column.passed && column.bytes.length > 0) size = copy(room, size, column.bytes);
    else {
      const start = size;
      size = writeField(column, value, { room, at: size });
      if (size === 0) return 0;
      if (value === column.passed) column.bytes = new Uint8Array(room.subarray(start, size));
      else remember(column, value);
    }
  }
  return size;
}

/**
 * What held a secret is not remembered, nor an object, which may hold something else the next time; that something changes with every
 * event shows when it comes but once.
 */
function remember(column: Column, value: unknown): void {
  if (column.left !== value || column.check === 'json') return;
  column.passed = value;
  column.bytes = NOTHING;
}

function writeField(column: Column, value: unknown, { room, at }: Place): number {
  if (column.check === 'json') return writeJson(column, value, { room, at });
  if (value !== column.passed) {
    if (!passes(column.check, value)) return 0;
    column.left = column.redact(value);
  } else column.left = value;
  const { left } = column;
  const start = copy(room, at, column.head);
  if (typeof left === 'string') return writeText(left, room, start);
  return typeof left === 'number' && left >= 0 && left < SMALL
    ? writeCount(left, room, start)
    : writePlain(String(left), room, start);
}

/** Longer and negative numbers are written by way of a text. */
const SMALL = 1e9;

function writeCount(count: number, room: Buffer, at: number): number {
  let digits = 1;
  for (let most = 10; most <= count; most *= 10) digits += 1;
  let rest = count | 0;
  for (let index = at + digits - 1; index >= at; index--) {
    const next = (rest / 10) | 0;
    room[index] = ZERO + rest - next * 10;
    rest = next;
  }
  return at + digits;
}

/** As JSON; 0 when it is too long. */
function writeText(text: string, room: Buffer, at: number): number {
  const end = writePlain(text, room, at + 1);
  if (end > 0) {
    room[at] = QUOTE;
    room[end] = QUOTE;
    return end + 1;
  }
  return writeWhole(jsonOf(text), room, at);
}

function writeJson({ head, redact }: Column, value: unknown, { room, at }: Place): number {
  return object(value) === undefined ? 0 : writeWhole(jsonOf(redact(value)), room, copy(room, at, head));
}

/** 0 when it is too long, or might be. */
function writeWhole(text: string, room: Buffer, at: number): number {
  return at + text.length * MOST_BYTES > LONGEST ? 0 : at + room.write(text, at);
}

/** 0 when it is too long, or a character would be escaped. */
function writePlain(text: string, room: Buffer, at: number): number {
  const { length } = text;
  if (at + length + 2 > LONGEST) return 0;
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index);
    if (code < SPACE || code > TILDE || code === QUOTE || code === BACKSLASH) return 0;
    room[at + index] = code;
  }
  return at + length;
}

/** What lies beyond the room is not written; the line is then given up for its length. */
function copy(room: Uint8Array, at: number, bytes: Uint8Array): number {
  const { length } = bytes;
  for (let index = 0; index < length; index++) room[at + index] = bytes[index] ?? 0;
  return at + length;
}

const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const TILDE = 0x7e;
const ZERO = 0x30;

const PROGRAM = headOf('program');
const FINGERPRINT = headOf('fingerprint');

/** What `grouped` adds; 0 when that is another class, because the class is written already. */
function writeGroup(event: Event, columns: Columns, { room, at }: Place): number {
  if (event.kind === 'error') return writeFingerprint(failedOf(event, columns), { room, at });
  if (event.kind !== 'call') return at;
  const ran = ranBy(event, columns);
  const size = ran === undefined ? at : writeText(ran.program, room, copy(room, at, PROGRAM));
  if (size === 0 || !hasFailed(event)) return size;
  const failed = failedOf(event, columns);
  if (ran === undefined) return writeFingerprint(failed, { room, at: size });
  return isInformation(ran, failed) ? 0 : writeFingerprint({ ...failed, program: ran.program }, { room, at: size });
}

function ranBy({ tool, target }: EventOf<'call'>, columns: Columns): Ran | undefined {
  if (tool === undefined || target === undefined) return undefined;
  return readCommand(redacted(columns.get('tool'), tool), redacted(columns.get('target'), target));
}

/** What makes the group of a failure, as it was just written. */
function failedOf({ tool, name, error_class, error_text, exit_code }: Failed, columns: Columns): Failed {
  return {
    tool: redacted(columns.get('tool'), tool),
    name: redacted(columns.get('name'), name),
    error_class: redacted(columns.get('error_class'), error_class),
    error_text: redacted(columns.get('error_text'), error_text),
    exit_code,
  };
}

function writeFingerprint(failed: Failed, { room, at }: Place): number {
  return writeText(fingerprintOf(failed), room, copy(room, at, FINGERPRINT));
}

/** What was just written for `value`. */
function redacted<T extends string | undefined>(column: Column | typeof LEFT_OUT | undefined, value: T): T | string {
  const isAsGiven = column === undefined || column === LEFT_OUT || value === undefined || column.passed === value;
  return isAsGiven ? value : String(column.left);
}

/** The brand is the compiler's, not another test. */
function isWritten(line: Uint8Array): line is WrittenLine {
  return line.length > 0;
}
