/**
 * What is wanted of a record, for the scanner in `elide.as.ts`: the rows of keys and needles that `elide.ts` writes into the tables, and how
 * they are found. Invariant: what has no row is told so without a comparison, nearly always.
 */

import {
  KEYS, KEY_SIZE, KEY_TEXT, SLOTS, SLOTS_MASK, CROWDED, NEEDLES, NEEDLE_SIZE, keyCount, needleCount, sharesPlaces, pos,
  recordIn,
} from './state.as';

/** The row of a key; 0 when it has none. */
@inline
export function rowOf(key: u32, length: u32): u32 {
  const slot = load<u8>(slotOf(key, length));
  return slot == 0 ? 0 : rowIn(slot, key, length);
}

/** Nearly all keys fall into an empty slot, or into that of their own row. */
@inline
export function slotOf(key: u32, length: u32): u32 {
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

export function containsNeedle(): bool {
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
