/** Copies of what a program hands over, for what is kept until more is known: it may change or break later. */

import { makePacked, pack, type Limits } from './pack.ts';
import { LONGEST, bytesOf } from './plain.ts';
import { unpack } from './unpack.ts';

/** Longest text inside of free data. */
const LONGEST_DETAIL = 1000;

/** How much is taken of free data; of a record, that many times as much. */
export function limitsOf(longest = LONGEST_DETAIL, sized = false, times = 1): Limits {
  return {
    parts: times * 1024,
    characters: times * 32 * 1024,
    longest,
    deepest: times * 8,
    wide: times * 256,
    sized,
    above: [],
  };
}

/** A copy as JSON can say it; undefined when nothing is left. */
export function plain(value: unknown): unknown {
  return copied(value, limitsOf());
}

/** The same for parameters of a tool, of which sizes matter: a text that was cut ends with NUL, its size, NUL (see `sources/read.ts`). */
export function plainSized(value: unknown): unknown {
  return copied(value, limitsOf(LONGEST, true));
}

function copied(value: unknown, limits: Limits): unknown {
  const packed = makePacked();
  return pack(value, packed, limits) ? unpack(packed.shape, packed.wording) : undefined;
}

/** Bytes of all texts in a value; undefined when it is too large to look through. */
export function bytesIn(value: unknown): number | undefined {
  if (typeof value === 'string') return bytesOf(value);
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== 'object' || value === null) return undefined;
  const limits = limitsOf(LONGEST, true);
  const left = copied(value, limits);
  return limits.parts <= 0 || limits.characters <= 0 ? undefined : sum(left);
}

function sum(value: unknown): number {
  if (typeof value === 'string') {
    const [text = '', size] = value.split('\0');
    return size === undefined ? Buffer.byteLength(text) : Number(size) || 0;
  }
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((total: number, held: unknown) => total + sum(held), 0);
}
