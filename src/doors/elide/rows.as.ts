/** The end of a record, for the scanner in `elide.as.ts`: its row in the table, or a second reading because more of it is wanted. */

import {
  TABLE, INPUT, MAX_RECORD, BETWEEN, WHOLE, BROKEN, TOO_LONG, NOT_ASCII, NOWHERE, foundLimit, mode, pos, out, rows,
  recordIn, recordOut, tooLong, wasCut, leastLimit, wanted,
} from './state.as';
import { containsNeedle } from './wanted.as';

/** A comma follows each text, so that several can be read as one list. */
export function emit(kind: u32): void {
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
  if (kind == WHOLE || kind == NOT_ASCII) store<u8>(out++, 0x2c);
  mode = BETWEEN;
  recordIn = NOWHERE;
  leastLimit = 0;
}

/** A line end inside a value: the record is given up, the next line begins afresh. */
export function breakOff(): bool {
  emit(BROKEN);
  return true;
}

/** The record is wanted: it is read once more with the larger limit. */
function readAgain(): void {
  pos = recordIn;
  out = recordOut;
  leastLimit = foundLimit;
  mode = BETWEEN;
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
