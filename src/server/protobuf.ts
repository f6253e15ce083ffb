/**
 * Reads protobuf messages by a table of fields, within bounds: what the table does not name is skipped without being looked at, and a
 * message that lies about its lengths, nests too deep or holds too much is refused before memory is spent on it.
 */

/** How a field's bytes become a value. `nanos` is a fixed64; `integer` a varint of 64 bits; both lose what a double cannot hold. */
export type Field =
  | {
      readonly name: string;
      readonly type: 'text' | 'hex' | 'nanos' | 'integer' | 'flag' | 'double';
      readonly isList?: boolean;
    }
  | { readonly name: string; readonly type: 'message'; readonly fields: () => Fields; readonly isList?: boolean }
  /** A list of key-value pairs (key 1, value 2) that becomes one object, of the wanted keys only. */
  | {
      readonly name: string;
      readonly type: 'pairs';
      readonly value: () => Fields;
      readonly wanted: ReadonlySet<string>;
    };

/** By field number. */
export type Fields = ReadonlyMap<number, Field>;

/** Why bytes are not what they should be. */
export type Malformed = { readonly malformed: string };

export function isMalformed(value: object): value is Malformed {
  return 'malformed' in value;
}

export type Bounds = { readonly depth: number; readonly messages: number };

export const BOUNDS: Bounds = { depth: 12, messages: 2_000_000 };

export function readMessage(
  bytes: Buffer,
  fields: Fields,
  bounds: Bounds = BOUNDS,
): Record<string, unknown> | Malformed {
  const state: State = { bytes, at: 0, left: bounds.messages, malformed: undefined };
  const message = readFields(state, fields, { end: bytes.length, depth: bounds.depth });
  return state.malformed === undefined ? message : { malformed: state.malformed };
}

/** `malformed` is set once and ends every loop; nothing is thrown. */
type State = { readonly bytes: Buffer; at: number; left: number; malformed: string | undefined };
type Frame = { readonly end: number; readonly depth: number };

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

function readFields(state: State, fields: Fields, { end, depth }: Frame): Record<string, unknown> {
  const message: Record<string, unknown> = {};
  state.left -= 1;
  if (depth < 0) fail(state, 'messages are nested too deep');
  if (state.left < 0) fail(state, 'there are too many messages');
  while (state.at < end && state.malformed === undefined) {
    const tag = readVarint(state, end);
    const wire = tag % 8;
    const field = fields.get(Math.floor(tag / 8));
    if (tag < 8 || tag > 0xffff_ffff) fail(state, 'a field has no number');
    else if (field === undefined) skipValue(state, wire, end);
    else if (wire !== WIRE[field.type]) fail(state, `${field.name} is written in another type`);
    else readField(state, message, { field, end, depth });
  }
  return message;
}

const WIRE: Readonly<Record<Field['type'], number>> = {
  text: BYTES,
  hex: BYTES,
  message: BYTES,
  pairs: BYTES,
  nanos: FIXED64,
  double: FIXED64,
  integer: VARINT,
  flag: VARINT,
};

function readField(
  state: State,
  message: Record<string, unknown>,
  { field, end, depth }: Frame & { field: Field },
): void {
  if (field.type === 'pairs') {
    const held = message[field.name];
    const pairs = isRecord(held) ? held : {};
    message[field.name] = pairs;
    readPair(state, pairs, { field, end: readLength(state, end), depth: depth - 1 });
    return;
  }
  const value = readValue(state, field, { end, depth });
  if (field.isList !== true) {
    message[field.name] = value;
    return;
  }
  const list = message[field.name];
  if (Array.isArray(list)) list.push(value);
  else message[field.name] = [value];
}

function readValue(state: State, field: Exclude<Field, { type: 'pairs' }>, { end, depth }: Frame): unknown {
  switch (field.type) {
    case 'integer':
      return readInteger(state, end);
    case 'flag':
      return readVarint(state, end) !== 0;
    case 'nanos':
    case 'double':
      return readEight(state, field.type, end);
    case 'message':
      return readFields(state, field.fields(), { end: readLength(state, end), depth: depth - 1 });
    default: {
      const until = readLength(state, end);
      const value = state.bytes.toString(field.type === 'text' ? 'utf8' : 'hex', state.at, until);
      state.at = until;
      return value;
    }
  }
}

/** The key stands before the value in everything that is met; a pair in the other order is not understood. */
function readPair(
  state: State,
  pairs: Record<string, unknown>,
  { field, end, depth }: Frame & { field: Extract<Field, { type: 'pairs' }> },
): void {
  let key = '';
  while (state.at < end && state.malformed === undefined) {
    const tag = readVarint(state, end);
    if (tag === KEY) {
      const until = readLength(state, end);
      key = state.bytes.toString('latin1', state.at, until);
      state.at = until;
    } else if (tag === VALUE && field.wanted.has(key)) {
      pairs[key] = readFields(state, field.value(), { end: readLength(state, end), depth });
    } else {
      skipValue(state, tag % 8, end);
    }
  }
}

const KEY = 10;
const VALUE = 18;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** End of what is preceded by its length. */
function readLength(state: State, end: number): number {
  const length = readVarint(state, end);
  if (length <= end - state.at) return state.at + length;
  fail(state, 'a length goes beyond the end');
  return state.at;
}

/** Lengths and tags: what is larger than a double can hold exactly is larger than any of them. */
function readVarint(state: State, end: number): number {
  let value = 0;
  let scale = 1;
  for (let count = 0; count < 10; count++) {
    if (state.at >= end) break;
    const byte = state.bytes[state.at++] ?? 0;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
    scale *= 128;
  }
  fail(state, 'a number does not end');
  return 0;
}

/** Bits of the first seven bytes of a number; the other three hold the 15 that are left of 64. */
const LOW = 2 ** 49;

/** A negative number is written as the 64 bits of its complement, which must be undone before they are rounded to a double. */
function readInteger(state: State, end: number): number {
  let low = 0;
  let high = 0;
  for (let count = 0; count < 10; count++) {
    if (state.at >= end) break;
    const byte = state.bytes[state.at++] ?? 0;
    if (count < 7) low += (byte & 0x7f) * 128 ** count;
    else high += (byte & 0x7f) * 128 ** (count - 7);
    if (byte < 0x80) return ((high % 2 ** 15) - (high >= 2 ** 14 ? 2 ** 15 : 0)) * LOW + low;
  }
  fail(state, 'a number does not end');
  return 0;
}

function readEight(state: State, type: 'nanos' | 'double', end: number): number {
  const from = state.at;
  if (end - from < 8) {
    fail(state, 'a number of eight bytes is cut');
    return 0;
  }
  state.at += 8;
  if (type === 'double') return state.bytes.readDoubleLE(from);
  return state.bytes.readUInt32LE(from + 4) * 2 ** 32 + state.bytes.readUInt32LE(from);
}

function skipValue(state: State, wire: number, end: number): void {
  if (wire === VARINT) readVarint(state, end);
  else if (wire === BYTES) state.at = readLength(state, end);
  else if (wire === FIXED64 || wire === FIXED32) {
    const size = wire === FIXED64 ? 8 : 4;
    if (end - state.at < size) fail(state, 'a number is cut');
    else state.at += size;
  } else fail(state, 'a field has an unknown type');
}

function fail(state: State, malformed: string): void {
  state.malformed ??= malformed;
}
