/**
 * AssemblyScript, compiled to `elide.wasm.ts` by `scripts/wasm.mjs`. Copies JSON values while cutting long strings, and says where each
 * value begins and ends. Invariant: every byte of input belongs to one record or to the white space between two; all state survives
 * the end of the input, so a value of any length needs only one buffer.
 */

// Memory: tables first, then the input, then the output. Both ends have slack, because vectors are stored and loaded whole.
const KEYS: u32 = 0x1000;
const KEY_SIZE: u32 = 128;
const KEY_ACTIONS: u32 = 8;
const KEY_TELLS: u32 = 24;
const KEY_TEXT: u32 = 28;
const SLOTS: u32 = 0x6000;
const SLOTS_MASK: u32 = 0x7ff;
const CROWDED: u8 = 0xff;
const NEEDLES: u32 = 0x8000;
const NEEDLE_SIZE: u32 = 256;
const TABLE: u32 = 0x10000;
const TABLE_ROWS: u32 = 4096;
const STACK: u32 = 0x20000;
const MAX_DEPTH: u32 = 0xffff;
const NODES: u32 = 0x60000;
const INPUT: u32 = 0x80000;
const INPUT_SIZE: u32 = 0x400000;
const OUTPUT: u32 = 0x4a0000;
const MAX_RECORD: u32 = 0x800000;

const BETWEEN: u32 = 0;
const VALUE: u32 = 1;
const KEEPING: u32 = 2;
const CUTTING: u32 = 3;
const BARE: u32 = 4;
const NULS: u32 = 5;

const WHOLE: u32 = 0;
const BROKEN: u32 = 1;
const TOO_LONG: u32 = 2;
const NOT_ASCII: u32 = 4;

const NO_LIMIT: u32 = 0x3fffffff;
const NOWHERE: u32 = 0xffffffff;

/** Of a key's actions: the key and its value are left out. Any other is the node for what lies below. */
const DROP: u8 = 0xff;
/** The node of a whole record, and that of a value in which nothing is left out. */
const ROOT: u8 = 1;
const NO_NODE: u8 = 0;

let keyCount: u32 = 0;
let needleCount: u32 = 0;
let sharesPlaces: bool = false;
let textLimit: u32 = 0;
let foundLimit: u32 = 0;

let mode: u32 = BETWEEN;
let isDocument: bool = false;
let pos: u32 = INPUT;
let end: u32 = INPUT;
let out: u32 = OUTPUT;
let rows: u32 = 0;
let depth: u32 = 0;
let recordIn: u32 = NOWHERE;
let recordOut: u32 = OUTPUT;
let tooLong: bool = false;
let wasCut: bool = false;
let leastLimit: u32 = 0;
let keyNext: bool = false;
let limit: u32 = 0;
/** Node of the value that comes next. */
let node: u8 = NO_NODE;
/** Depth of the object one of whose values is being left out; 0 when none is. Nothing is written meanwhile. */
let dropDepth: u32 = 0;
/** The key at hand makes its record a wanted one when its value is true; the record is one. */
let tells: bool = false;
let wanted: bool = false;

let isKey: bool = false;
let stringLimit: u32 = 0;
let kept: u32 = 0;
let dropped: u64 = 0;
let escapeOverhead: u64 = 0;
let escapeSize: u32 = 0;

export function inputAt(): u32 { return INPUT; }
export function inputSize(): u32 { return INPUT_SIZE; }
export function tableAt(): u32 { return TABLE; }
export function keyAt(index: u32): u32 { return KEYS + index * KEY_SIZE; }
export function needleAt(index: u32): u32 { return NEEDLES + index * NEEDLE_SIZE; }

/** What is cut where. A key's row is: length, limit, what to do with it in each node, whether it tells, bytes. A needle's: length, places of its two rarest bytes, bytes. */
export function configure(keys: u32, needles: u32, shared: u32, text: u32, found: u32): void {
  keyCount = keys;
  needleCount = needles;
  sharesPlaces = shared != 0;
  textLimit = text;
  foundLimit = found;
  memory.fill(SLOTS, 0, SLOTS_MASK + 1);
  for (let i: u32 = 0; i < keys; i++) {
    const slot = slotOf(KEYS + i * KEY_SIZE + KEY_TEXT, load<u32>(KEYS + i * KEY_SIZE));
    store<u8>(slot, load<u8>(slot) == 0 ? <u8>(i + 1) : CROWDED);
  }
}

/** Forgets what was read. In a document, line ends between the parts of a value are white space; elsewhere they break it. */
export function reset(document: u32): void {
  isDocument = document != 0;
  mode = BETWEEN;
  pos = end = INPUT;
  out = recordOut = OUTPUT;
  rows = 0;
  recordIn = NOWHERE;
  leastLimit = 0;
}

/** Makes room: moves the unfinished record to the front, or gives up its raw bytes when it fills the input. Returns by how much all moved. */
export function settle(): u32 {
  let from = mode == BETWEEN || recordIn == NOWHERE ? pos : recordIn;
  if (from == INPUT && end == INPUT + INPUT_SIZE) {
    recordIn = NOWHERE;
    from = pos;
  }
  const shift = from - INPUT;
  if (shift == 0) return 0;
  memory.copy(INPUT, from, end - from);
  pos -= shift;
  end -= shift;
  if (recordIn != NOWHERE) recordIn = mode == BETWEEN ? NOWHERE : INPUT;
  return shift;
}

/** Bytes of input that wait for more. */
export function filled(): u32 { return end - INPUT; }

export function isBetween(): bool { return mode == BETWEEN && pos == end; }

/** Goes on with `more` new bytes after what is filled; stops when the table is full (then `pending` is true). Returns the rows of the table. */
export function run(more: u32): u32 {
  end += more;
  rows = 0;
  const partial = mode == BETWEEN ? 0 : out - recordOut;
  if (partial > 0 && recordOut != OUTPUT) memory.copy(OUTPUT, recordOut, partial);
  recordOut = OUTPUT;
  out = OUTPUT + partial;
  let going = true;
  while (going && pos < end && rows < TABLE_ROWS) {
    if (mode == VALUE) going = structure();
    else if (mode == KEEPING) going = keep();
    else if (mode == CUTTING) going = cut();
    else if (mode == BETWEEN) begin();
    else if (mode == BARE) bare();
    else nuls();
  }
  if (mode != BETWEEN && out - recordOut > MAX_RECORD) tooLong = true;
  if (tooLong && mode != BETWEEN) out = recordOut;
  return rows;
}

export function pending(): bool { return rows == TABLE_ROWS && pos < end; }

function begin(): void {
  while (pos < end && isSpace(load<u8>(pos))) pos++;
  if (pos == end) return;
  recordIn = pos;
  recordOut = out;
  depth = 0;
  tooLong = false;
  wasCut = false;
  limit = max(textLimit, leastLimit);
  node = ROOT;
  dropDepth = 0;
  tells = wanted = false;
  const byte = load<u8>(pos);
  if (byte == 0x7b || byte == 0x5b) mode = VALUE;
  else if (byte == 0x22) openString(false);
  else mode = byte == 0 ? NULS : BARE;
}

@inline
function isSpace(byte: u8): bool {
  return byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09;
}

/** Text outside of any value reaches to the end of its line. */
function bare(): void {
  while (pos < end) {
    const byte = load<u8>(pos);
    if (byte == 0x0a) return emit(WHOLE);
    store<u8>(out++, byte);
    pos++;
  }
}

/** What a crash leaves in a file: NULs, and then perhaps a good record on the same line. */
function nuls(): void {
  while (pos < end && load<u8>(pos) == 0) pos++;
  if (pos < end) emit(BROKEN);
}

function structure(): bool {
  while (pos < end) {
    const byte = load<u8>(pos);
    if (byte == 0x22) {
      openString(keyNext);
      if (!(dropDepth == 0 ? keep() : cut())) return false;
      if (mode != VALUE) return true;
      continue;
    }
    if (byte == 0x0a && !isDocument) return breakOff();
    if (dropDepth == depth && depth != 0 && (byte == 0x2c || byte == 0x7d || byte == 0x5d)) {
      dropDepth = 0;
      if (byte == 0x2c) {
        keyNext = true;
        pos++;
        continue;
      }
      takeBackComma();
    }
    store<u8>(out, byte);
    if (dropDepth == 0) out++;
    pos++;
    if (byte == 0x2c) {
      const level = load<u32>(STACK + (depth << 2));
      keyNext = level == 0;
      if (level != 0) {
        limit = level >> 1;
        node = load<u8>(NODES + depth);
      }
      tells = false;
    } else if (byte == 0x7b || byte == 0x5b) {
      tells = false;
      if (depth == MAX_DEPTH) return breakOff();
      depth++;
      keyNext = byte == 0x7b;
      store<u32>(STACK + (depth << 2), keyNext ? 0 : (limit << 1) | 1);
      store<u8>(NODES + depth, node);
    } else if (byte == 0x7d || byte == 0x5d) {
      keyNext = false;
      if (--depth == 0) {
        emit(WHOLE);
        return true;
      }
      tells = false;
    } else if (byte == 0x3a) {
      keyNext = false;
    } else if (byte == 0x74 && tells) {
      wanted = true;
    }
  }
  return true;
}

/** What was left out was the last of its object: the comma before it goes, too. */
function takeBackComma(): void {
  if (tooLong) return;
  let last = out - 1;
  while (last > recordOut && isSpace(load<u8>(last))) last--;
  if (load<u8>(last) == 0x2c) out = last;
}

@inline
function openString(key: bool): void {
  isKey = key;
  stringLimit = key ? NO_LIMIT : limit;
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

function keep(): bool {
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
    const found = i8x16.bitmask(v128.or(v128.or(i8x16.eq(block, i8x16.splat(0x22)), i8x16.eq(block, i8x16.splat(0x5c))), i8x16.eq(block, i8x16.splat(0x0a))));
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

function cut(): bool {
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

/** 64 bytes at a time up to a closing quote, a line end or a \u escape; shorter escapes are counted on the way. */
@inline
function skipBlocks(): void {
  const odd: u64 = 0xaaaaaaaaaaaaaaaa;
  const start = pos;
  while (pos + 64 <= end) {
    const a = v128.load(pos), b = v128.load(pos, 16), c = v128.load(pos, 32), d = v128.load(pos, 48);
    const backslash = equal(a, b, c, d, 0x5c);
    let stop = equal(a, b, c, d, 0x22);
    let started: u64 = 0;
    if (backslash != 0) {
      // Every second backslash of a run is itself escaped (the method of simdjson).
      const codes = (((backslash << 1) | odd) - backslash) ^ odd;
      const escaped = codes ^ backslash;
      started = codes & backslash;
      stop = (stop & ~escaped) | ((equal(a, b, c, d, 0x75) & escaped) >> 1);
    }
    stop |= equal(a, b, c, d, 0x0a);
    let length: u32 = stop == 0 ? 64 : <u32>ctz(stop);
    if (started >> 63 != 0 && length == 64) length = 63;
    if (length < 64) started &= ((<u64>1) << length) - 1;
    escapeOverhead += popcnt(started);
    pos += length;
    if (stop != 0) break;
  }
  dropped += pos - start;
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
    limit = max(row == 0 ? textLimit : load<u32>(row, 4), leastLimit);
    node = row == 0 ? NO_NODE : load<u8>(row + KEY_ACTIONS + load<u8>(NODES + depth));
    tells = row != 0 && node != DROP && load<u8>(row + KEY_TELLS) != 0;
    if (node == DROP) {
      out -= kept + 1;
      dropDepth = depth;
      return true;
    }
  }
  store<u8>(out++, 0x22);
  if (depth == 0) emit(WHOLE);
  return true;
}

/** The row of a key; 0 when it has none. */
@inline
function rowOf(key: u32, length: u32): u32 {
  const slot = load<u8>(slotOf(key, length));
  return slot == 0 ? 0 : rowIn(slot, key, length);
}

/** Nearly all keys fall into an empty slot, or into that of their own row. */
@inline
function slotOf(key: u32, length: u32): u32 {
  const middle: u32 = load<u8>(key + (length >> 1));
  return SLOTS + ((length * 37 + <u32>load<u8>(key) * 5 + middle * 131 + <u32>load<u8>(key + length - 1) * 29) & SLOTS_MASK);
}

function rowIn(slot: u8, key: u32, length: u32): u32 {
  const from: u32 = slot == CROWDED ? 0 : slot - 1;
  const to: u32 = slot == CROWDED ? keyCount : slot;
  for (let i = from; i < to; i++) {
    const row = KEYS + i * KEY_SIZE;
    if (load<u32>(row) == length && equalBytes(row + KEY_TEXT, key, length)) return row;
  }
  return 0;
}

@inline
function equalBytes(a: u32, b: u32, length: u32): bool {
  for (let i: u32 = 0; i < length; i++) if (load<u8>(a + i) != load<u8>(b + i)) return false;
  return true;
}

/** A line end inside a value: the record is given up, the next line begins afresh. */
function breakOff(): bool {
  emit(BROKEN);
  return true;
}

function emit(kind: u32): void {
  if (kind == WHOLE && wasCut && leastLimit == 0 && recordIn != NOWHERE && (wanted || containsNeedle())) return readAgain();
  if (tooLong || out - recordOut > MAX_RECORD) kind = kind == BROKEN ? BROKEN : TOO_LONG;
  if (kind != WHOLE) out = recordOut;
  else if (!isAscii()) kind = NOT_ASCII;
  const row = TABLE + (rows << 4);
  store<u32>(row, recordOut);
  store<u32>(row, out, 4);
  store<u32>(row, pos - INPUT, 8);
  store<u32>(row, kind, 12);
  rows++;
  mode = BETWEEN;
  recordIn = NOWHERE;
  leastLimit = 0;
}

/** The record is wanted: it is read once more with the larger limit. */
function readAgain(): void {
  pos = recordIn;
  out = recordOut;
  leastLimit = foundLimit;
  mode = BETWEEN;
}

function containsNeedle(): bool {
  if (sharesPlaces) return contains(0, needleCount);
  for (let i: u32 = 0; i < needleCount; i++) if (contains(i, i + 1)) return true;
  return false;
}

/** Looks for needles whose rare bytes are the same at the same places: 32 positions at a time that have both bytes, then all bytes. */
function contains(from: u32, to: u32): bool {
  const row = NEEDLES + from * NEEDLE_SIZE;
  const firstAt = load<u32>(row, 4), secondAt = load<u32>(row, 8);
  const first = i8x16.splat(load<i8>(row + 12 + firstAt)), second = i8x16.splat(load<i8>(row + 12 + secondAt));
  for (let at = recordIn; at < pos; at += 32) {
    const low = v128.and(i8x16.eq(v128.load(at + firstAt), first), i8x16.eq(v128.load(at + secondAt), second));
    const high = v128.and(i8x16.eq(v128.load(at + firstAt, 16), first), i8x16.eq(v128.load(at + secondAt, 16), second));
    if (!v128.any_true(v128.or(low, high))) continue;
    let found: u32 = i8x16.bitmask(low) | (i8x16.bitmask(high) << 16);
    while (found != 0) {
      const candidate = at + ctz(found);
      for (let i = from; i < to; i++) if (isNeedle(candidate, NEEDLES + i * NEEDLE_SIZE)) return true;
      found &= found - 1;
    }
  }
  return false;
}

function isNeedle(at: u32, needle: u32): bool {
  const length = load<u32>(needle);
  return at + length <= pos && equalBytes(at, needle + 12, length);
}

function isAscii(): bool {
  let at = recordOut;
  let seen = i8x16.splat(0);
  while (at + 16 <= out) {
    seen = v128.or(seen, v128.load(at));
    at += 16;
  }
  if (i8x16.bitmask(seen) != 0) return false;
  while (at < out) if (load<u8>(at++) >= 0x80) return false;
  return true;
}
