/** What was packed, as plain data. */

import { LIST, TEXT } from './pack.ts';

/** Where the next number is, and the next word. */
type Reading = { readonly shape: ArrayLike<number>; readonly wording: string; at: number; read: number };

/** The value whose shape begins at `at`. */
export function unpack(shape: ArrayLike<number>, wording: string, at = 0): unknown {
  return next({ shape, wording, at, read: 0 });
}

function next(reading: Reading): unknown {
  const sign = reading.shape[reading.at++] ?? 0;
  const kind = sign & 3;
  const more = sign >> 2;
  if (kind < LIST) {
    const word = reading.wording.slice(reading.read, (reading.read += more));
    return kind === TEXT ? word : JSON.parse(word);
  }
  const list: unknown[] = [];
  const record: Record<string, unknown> = {};
  for (let left = more; left > 0; left--) {
    const value = next(reading);
    if (kind === LIST) list.push(value);
    else record[String(next(reading))] = value;
  }
  return kind === LIST ? list : record;
}
