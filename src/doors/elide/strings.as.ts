/**
 * Strings, for the scanner in `elide.as.ts`: copied up to their limit, then only counted. Invariant: of a string that was cut the whole size is
 * written behind what is kept, in UTF-8 bytes, whatever its escapes.
 */

import { emit, breakOff } from './rows.as';
import {
  KEY_ACTIONS, KEY_TELLS, NODES, VALUE, KEEPING, CUTTING, WHOLE, NO_LIMIT, DROP, SIZE, LEAST_KEPT, NO_NODE, textLimit, mode, pos, end,
  out, depth, tooLong, wasCut, leastLimit, limit, node, dropDepth, tells, isKey, stringLimit, kept, dropped,
  escapeOverhead, escapeSize,
} from './state.as';
import { rowOf } from './wanted.as';

@inline
export function openString(key: bool): void {
  isKey = key;
  stringLimit = key ? NO_LIMIT : max(limit, LEAST_KEPT);
  kept = 0;
  dropped = 0;
  escapeOverhead = 0;
  pos++;
  if (dropDepth != 0) {
    mode = CUTTING;
    return;
  }
  store<u8>(out++, 0x22);
  mode = KEEPING;
}

/** A string of up to 32 plain bytes that is kept whole, as nearly all keys are; false, and nothing done, if the one at `pos` is none. */
@inline
export function keepShort(key: bool): bool {
  const low = v128.load(pos, 1), high = v128.load(pos, 17);
  const found: u32 = special(low) | (special(high) << 16);
  if (found == 0) return false;
  const length: u32 = ctz(found);
  if (load<u8>(pos + 1 + length) != 0x22 || pos + 1 + length >= end) return false;
  if (!key && length > max(limit, LEAST_KEPT)) return false;
  store<u8>(out, 0x22);
  v128.store(out, low, 1);
  v128.store(out, high, 17);
  isKey = key;
  kept = length;
  pos += length + 1;
  out += length + 1;
  closeString();
  return true;
}

@inline
function special(block: v128): u32 {
  return i8x16.bitmask(v128.or(v128.or(i8x16.eq(block, i8x16.splat(0x22)), i8x16.eq(block, i8x16.splat(0x5c))), i8x16.eq(block, i8x16.splat(0x0a))));
}

export function keep(): bool {
  while (true) {
    copyPlain();
    if (pos == end) return true;
    const byte = load<u8>(pos);
    if (byte == 0x22) return closeString();
    if (byte == 0x0a) return breakOff();
    if (byte == 0x5c) {
      const length = escape();
      if (length == 0) return false;
      if (kept + length <= stringLimit) {
        v128.store(out, v128.load(pos));
        advanceKept(length);
        escapeOverhead += length - escapeSize;
        continue;
      }
    } else if (kept < stringLimit) {
      continue;
    } else if ((byte & 0xc0) == 0x80) {
      dropPartOfCharacter();
    }
    if (limit == 0 && !tooLong) dropAllButFirst();
    wasCut = true;
    mode = CUTTING;
    return true;
  }
}

/** Copies up to the next quote, backslash, line end, limit or end of input. */
@inline
function copyPlain(): void {
  const room = min(stringLimit - kept, end - pos);
  const stop = pos + room;
  while (pos + 16 <= stop) {
    const block = v128.load(pos);
    v128.store(out, block);
    const found = special(block);
    if (found != 0) return advanceKept(ctz(found));
    advanceKept(16);
  }
  while (pos < stop) {
    const byte = load<u8>(pos);
    if (byte == 0x22 || byte == 0x5c || byte == 0x0a) return;
    store<u8>(out, byte);
    advanceKept(1);
  }
}

@inline
function advanceKept(length: u32): void {
  pos += length;
  out += length;
  kept += length;
}

/** The limit fell inside a UTF-8 sequence: its first bytes leave the output again. */
function dropPartOfCharacter(): void {
  for (let back: u32 = 1; back <= min(3, kept); back++) {
    const byte = load<u8>(out - back);
    if ((byte & 0xc0) == 0x80) continue;
    if (byte < 0xc0) return;
    out -= back;
    kept -= back;
    dropped += back;
    return;
  }
}

/** What begins with an escape or with a character that is not ASCII leaves none. */
function dropAllButFirst(): void {
  const first = load<u8>(out - kept);
  const back = first == 0x5c || first >= 0x80 ? kept : kept - 1;
  out -= back;
  kept -= back;
  dropped += back;
}

/** Length in the input of the escape at `pos` (0: more input is needed); `escapeSize` is its size in UTF-8. */
function escape(): u32 {
  if (pos + 2 > end) return 0;
  escapeSize = 1;
  if (load<u8>(pos + 1) != 0x75) return load<u8>(pos + 1) == 0x0a ? 1 : 2;
  const first = hex(pos + 2);
  if (first == -2) return 0;
  if (first == -1) return 2;
  if (first < 0x80) return 6;
  escapeSize = first < 0x800 ? 2 : 3;
  if (first < 0xd800 || first > 0xdbff) return 6;
  if (pos + 7 > end) return 0;
  if (load<u8>(pos + 6) != 0x5c) return 6;
  if (pos + 8 > end) return 0;
  if (load<u8>(pos + 7) != 0x75) return 6;
  const second = hex(pos + 8);
  if (second == -2) return 0;
  if (second < 0xdc00 || second > 0xdfff) return 6;
  escapeSize = 4;
  return 12;
}

/** Four hexadecimal digits; -1 when they are none, -2 when more input is needed to know. */
function hex(at: u32): i32 {
  let value: i32 = 0;
  for (let i: u32 = 0; i < 4; i++) {
    if (at + i >= end) return -2;
    const byte: i32 = load<u8>(at + i);
    const lower = byte | 0x20;
    let digit: i32 = -1;
    if (byte >= 0x30 && byte <= 0x39) digit = byte - 0x30;
    else if (lower >= 0x61 && lower <= 0x66) digit = lower - 0x57;
    if (digit < 0) return -1;
    value = (value << 4) | digit;
  }
  return value;
}

export function cut(): bool {
  while (pos < end) {
    skipBlocks();
    if (pos == end) return true;
    const byte = load<u8>(pos);
    if (byte == 0x22) {
      if (dropDepth != 0) {
        pos++;
        mode = VALUE;
        return true;
      }
      writeSize();
      return closeString();
    }
    if (byte == 0x0a) return breakOff();
    let length: u32 = 1;
    if (byte == 0x5c) {
      length = escape();
      if (length == 0) return false;
      escapeOverhead += length - escapeSize;
    }
    pos += length;
    dropped += length;
  }
  return true;
}

/**
 * 64 bytes at a time up to a closing quote, a line end or a \u escape; shorter escapes are counted on the way. Of a string that is left out
 * nobody wants the size, so there a \u is an escape like the others, and none is counted.
 */
@inline
function skipBlocks(): void {
  const odd: u64 = 0xaaaaaaaaaaaaaaaa;
  const isCounted = dropDepth == 0;
  const start = pos;
  const last = end;
  let at = start;
  while (at + 64 <= last) {
    const a = v128.load(at), b = v128.load(at, 16), c = v128.load(at, 32), d = v128.load(at, 48);
    const backslash = equal(a, b, c, d, 0x5c);
    let stop = equal(a, b, c, d, 0x22);
    let started: u64 = 0;
    if (backslash != 0) {
      // Every second backslash of a run is itself escaped (the method of simdjson).
      const codes = (((backslash << 1) | odd) - backslash) ^ odd;
      const escaped = codes ^ backslash;
      started = codes & backslash;
      stop &= ~escaped;
      if (isCounted) stop |= (equal(a, b, c, d, 0x75) & escaped) >> 1;
    }
    if (hasLineEnd(a, b, c, d)) stop |= equal(a, b, c, d, 0x0a);
    let length: u32 = stop == 0 ? 64 : <u32>ctz(stop);
    if (started >> 63 != 0 && length == 64) length = 63;
    if (isCounted) {
      if (length < 64) started &= ((<u64>1) << length) - 1;
      escapeOverhead += popcnt(started);
    }
    at += length;
    if (stop != 0) break;
  }
  pos = at;
  dropped += at - start;
}

/** Cheaper than their places, and nearly always there is none. */
@inline
function hasLineEnd(a: v128, b: v128, c: v128, d: v128): bool {
  const wanted = i8x16.splat(0x0a);
  return v128.any_true(v128.or(v128.or(i8x16.eq(a, wanted), i8x16.eq(b, wanted)), v128.or(i8x16.eq(c, wanted), i8x16.eq(d, wanted))));
}

@inline
function equal(a: v128, b: v128, c: v128, d: v128, byte: i8): u64 {
  const wanted = i8x16.splat(byte);
  return (<u64>(<u32>i8x16.bitmask(i8x16.eq(a, wanted)))) | ((<u64>(<u32>i8x16.bitmask(i8x16.eq(b, wanted)))) << 16)
    | ((<u64>(<u32>i8x16.bitmask(i8x16.eq(c, wanted)))) << 32) | ((<u64>(<u32>i8x16.bitmask(i8x16.eq(d, wanted)))) << 48);
}

function writeSize(): void {
  writeNul();
  let size: u64 = dropped + kept - escapeOverhead;
  let digits: u32 = 1;
  for (let rest = size / 10; rest > 0; rest /= 10) digits++;
  for (let i = digits; i > 0; i--) {
    store<u8>(out + i - 1, <u8>(0x30 + size % 10));
    size /= 10;
  }
  out += digits;
  writeNul();
}

/** `\u0000` */
@inline
function writeNul(): void {
  store<u16>(out, 0x755c);
  store<u32>(out + 2, 0x30303030);
  out += 6;
}

function closeString(): bool {
  pos++;
  mode = VALUE;
  if (isKey && !tooLong) {
    const row = rowOf(out - kept, kept);
    node = row == 0 ? NO_NODE : load<u8>(row + KEY_ACTIONS + load<u8>(NODES + depth));
    limit = max(row == 0 ? textLimit : node == SIZE ? 0 : load<u32>(row, 4), leastLimit);
    tells = row != 0 && node != DROP && load<u8>(row + KEY_TELLS) != 0;
    if (node == DROP) {
      out -= kept + 1;
      dropDepth = depth;
      return true;
    }
    if (node == SIZE) node = NO_NODE;
  }
  store<u8>(out++, 0x22);
  if (depth == 0) emit(WHOLE);
  return true;
}
