/** What the scanner must do, said plainly and slowly over a whole input: the property test compares the two byte by byte. */

import type { Drop, Keep } from '../../src/sources/define.ts';

export type Piece = { kind: 'whole' | 'broken' | 'too-long'; text: string; end: number };

const LEAST = 24;
const MAX_RECORD = 8 * 1024 * 1024;
const INPUT_SIZE = 4 * 1024 * 1024;
const NO_LIMIT = 2 ** 30;

type Level = { isArray: boolean; limit: number; drop: Drop };
type Literal = { text: string; end: number; state: 'closed' | 'broken' | 'open' };
type Value = { text: string; end: number; state: 'closed' | 'broken' | 'open'; wasCut: boolean; wanted: boolean };

/** The pieces of `input`, as latin1 texts, and whether a value is still open at its end. */
export function elideSlowly(input: Buffer, keep: Keep): { pieces: Piece[]; isOpen: boolean } {
  const pieces: Piece[] = [];
  let at = 0;
  while (at < input.length) {
    const byte = input[at] ?? 0;
    if ([0x20, 0x0a, 0x0d, 0x09].includes(byte)) {
      at += 1;
      continue;
    }
    const piece = readPiece(input, at, keep);
    if (piece === undefined) return { pieces, isOpen: true };
    const isTooLong = piece.kind === 'whole' && piece.text.length > MAX_RECORD;
    pieces.push(isTooLong ? { kind: 'too-long', text: '', end: piece.end } : piece);
    at = piece.end;
  }
  return { pieces, isOpen: false };
}

function readPiece(input: Buffer, at: number, keep: Keep): Piece | undefined {
  const byte = input[at] ?? 0;
  if (byte === 0) {
    let end = at;
    while (end < input.length && input[end] === 0) end += 1;
    return end === input.length ? undefined : { kind: 'broken', text: '', end };
  }
  if (byte !== 0x7b && byte !== 0x5b && byte !== 0x22) {
    const end = input.indexOf(0x0a, at);
    return end < 0 ? undefined : { kind: 'whole', text: input.toString('latin1', at, end), end };
  }
  let value = readValue(input, at, { keep, least: 0 });
  if (value.state === 'open') return undefined;
  if (value.state === 'broken') return { kind: 'broken', text: '', end: value.end };
  const raw = input.subarray(at, value.end);
  const found = value.wanted || (keep.whenContains?.needles.some((needle) => raw.includes(needle)) ?? false);
  if (value.wasCut && found && raw.length < INPUT_SIZE) {
    value = readValue(input, at, { keep, least: Math.max(LEAST, keep.whenTrue?.text ?? keep.whenContains?.text ?? 0) });
  }
  return { kind: 'whole', text: value.text, end: value.end };
}

function readValue(input: Buffer, from: number, how: { keep: Keep; least: number }): Value {
  const base = Math.max(LEAST, how.keep.text, how.least);
  const levels: Level[] = [];
  let limit = base;
  /** What is left out of the value that comes next. */
  let drop = how.keep.drop ?? {};
  /** How many levels are open around the value that is being left out. */
  let dropAt = 0;
  let isKeyNext = false;
  let text = '';
  let wasCut = false;
  /** The key at hand is one of `whenTrue`; one was true. */
  let tells = false;
  let wanted = false;
  let at = from;
  while (at < input.length) {
    const byte = String.fromCharCode(input[at] ?? 0);
    if (byte === '"') {
      const literal = readString(input, at + 1, isKeyNext ? NO_LIMIT : limit);
      if (literal.state !== 'closed') return { ...literal, wasCut, wanted };
      at = literal.end;
      if (dropAt > 0) continue;
      if (literal.text.endsWith(MARK)) wasCut = true;
      if (isKeyNext) {
        tells = false;
        const action = own(levels.at(-1)?.drop, literal.text);
        if (action === true) {
          dropAt = levels.length;
          continue;
        }
        drop = action === 'size' ? {} : (action ?? {});
        tells = how.keep.whenTrue?.keys.includes(literal.text) ?? false;
        const given = Object.entries(how.keep.keys ?? {}).find(
          ([key]) => Buffer.from(key).toString('latin1') === literal.text,
        );
        limit = given === undefined ? base : Math.max(LEAST, given[1], how.least);
        if (action === 'size') limit = how.least;
      }
      text += `"${literal.text.replace(MARK, '')}"`;
      if (levels.length === 0) return { text, end: at, state: 'closed', wasCut, wanted };
      continue;
    }
    if (byte === '\n') return { text: '', end: at, state: 'broken', wasCut, wanted };
    if (levels.length > 0 && dropAt === levels.length && ',}]'.includes(byte)) {
      dropAt = 0;
      if (byte === ',') {
        isKeyNext = true;
        at += 1;
        continue;
      }
      text = text.replace(/,[ \n\r\t]*$/, '');
    }
    if (dropAt === 0) text += byte;
    if (byte === 't' && tells) wanted = true;
    if ('{[}],'.includes(byte)) tells = false;
    at += 1;
    if (byte === '{' || byte === '[') {
      isKeyNext = byte === '{';
      levels.push({ isArray: byte === '[', limit, drop });
      if (levels.length > 65_535) return { text: '', end: at - 1, state: 'broken', wasCut, wanted };
    } else if (byte === '}' || byte === ']') {
      levels.pop();
      isKeyNext = false;
      if (levels.length === 0) return { text, end: at, state: 'closed', wasCut, wanted };
    } else if (byte === ',') {
      const level = levels.at(-1);
      isKeyNext = level?.isArray === false;
      if (level?.isArray === true) ({ limit, drop } = level);
    } else if (byte === ':') isKeyNext = false;
  }
  return { text: '', end: at, state: 'open', wasCut, wanted };
}

/** `text` holds one character for each byte of the key. */
function own(drop: Drop | undefined, text: string): true | 'size' | Drop | undefined {
  return Object.entries(drop ?? {}).find(([key]) => Buffer.from(key).toString('latin1') === text)?.[1];
}

/** Marks, inside this file, a literal that was cut; no byte of a latin1 text. */
const MARK = '\uffff';

function readString(input: Buffer, from: number, limit: number): Literal {
  const units = readUnits(input, from);
  if (units.state !== 'closed') return { text: '', end: units.end, state: units.state };
  const raw = input.toString('latin1', from, units.end);
  if (raw.length <= Math.max(LEAST, limit)) return { text: raw, end: units.end + 1, state: 'closed' };
  let kept = 0;
  let size = 0;
  for (const unit of units.list) {
    if (kept + unit.length > limit) break;
    kept += unit.length;
  }
  for (const unit of units.list) size += unit.size;
  kept = limit === 0 ? Number(/^[^\\\u0080-\u00ff]/.test(raw)) : wholeCharacters(raw, kept);
  return { text: `${raw.slice(0, kept)}\\u0000${size}\\u0000${MARK}`, end: units.end + 1, state: 'closed' };
}

/** Takes back the first bytes of a UTF-8 sequence whose next byte lies beyond `kept`. */
function wholeCharacters(raw: string, kept: number): number {
  const isMiddle = (place: number) => (raw.charCodeAt(place) & 0xc0) === 0x80;
  if (!isMiddle(kept)) return kept;
  for (let back = 1; back <= Math.min(3, kept); back++) {
    if (isMiddle(kept - back)) continue;
    return raw.charCodeAt(kept - back) >= 0xc0 ? kept - back : kept;
  }
  return kept;
}

type Unit = { length: number; size: number };

/** The bytes and escapes of a literal up to its closing quote. */
function readUnits(input: Buffer, from: number): { list: Unit[]; end: number; state: Literal['state'] } {
  const list: Unit[] = [];
  const text = input.toString('latin1');
  let at = from;
  while (at < input.length) {
    const byte = text[at];
    if (byte === '"') return { list, end: at, state: 'closed' };
    if (byte === '\n') return { list, end: at, state: 'broken' };
    const unit = byte === '\\' ? readEscape(text.slice(at, at + 12)) : { length: 1, size: 1 };
    if (byte === '\\' && text[at + 1] === '\n') return { list, end: at + 1, state: 'broken' };
    list.push(unit);
    at += unit.length;
  }
  return { list, end: at, state: 'open' };
}

function readEscape(text: string): Unit {
  const code = /^\\u([0-9a-fA-F]{4})/.exec(text)?.[1];
  if (code === undefined) return { length: 2, size: 1 };
  const character = Number.parseInt(code, 16);
  const isPair = character >= 0xd800 && character <= 0xdbff && /^\\u[dD][c-fC-F][0-9a-fA-F]{2}$/.test(text.slice(6));
  if (isPair) return { length: 12, size: 4 };
  return { length: 6, size: character < 0x80 ? 1 : character < 0x800 ? 2 : 3 };
}
