/**
 * AssemblyScript, compiled to `elide.wasm.ts` by `scripts/wasm.mjs`. Copies JSON values while cutting long strings, and says where each
 * value begins and ends. Invariant: every byte of input belongs to one record or to the white space between two; all state survives
 * the end of the input, so a value of any length needs only one buffer. The other files of its one module lie in `elide/`.
 */

import { emit, breakOff } from './elide/rows.as';
import {
  KEYS, KEY_SIZE, KEY_TEXT, SLOTS, SLOTS_MASK, CROWDED, NEEDLES, NEEDLE_SIZE, TABLE, TABLE_ROWS, STACK, MAX_DEPTH,
  NODES, INPUT, INPUT_SIZE, OUTPUT, MAX_RECORD, BETWEEN, VALUE, KEEPING, CUTTING, BARE, NULS, WHOLE, BROKEN, NOWHERE,
  ROOT, keyCount, needleCount, sharesPlaces, textLimit, foundLimit, mode, isDocument, pos, end, out, rows, depth,
  recordIn, recordOut, tooLong, wasCut, leastLimit, keyNext, limit, node, dropDepth, tells, wanted,
} from './elide/state.as';
import { openString, keepShort, keep, cut } from './elide/strings.as';
import { slotOf } from './elide/wanted.as';

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
      if (dropDepth == 0 && keepShort(keyNext)) continue;
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
