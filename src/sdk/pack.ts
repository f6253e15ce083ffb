/**
 * What a program hands over, packed at once: its shape as numbers, all its words as one text. Both are quick to make and to hand on, which
 * JSON is not. What cannot be read is left out; no getter, proxy, cycle or huge text harms the caller.
 */

import { bytesOf, messageOf, read, typeOf, whole } from './plain.ts';
import { noteTrouble } from './trouble.ts';

/** `wording` holds every name and every word, in order; `shape`, as far as it is filled, says what they are. */
export type Packed = { readonly shape: number[]; filled: number; wording: string };

/** How much is taken: what is left of it while packing. */
export type Limits = {
  parts: number;
  characters: number;
  readonly longest: number;
  readonly deepest: number;
  /** Names or elements of one value. */
  readonly wide: number;
  /** A text that was cut ends with NUL, its size, NUL (see `sources/read.ts`). */
  readonly sized: boolean;
  readonly above: unknown[];
};

/** The two lowest bits of a number of the shape; those above are a length of the wording, or how much follows. */
export const TEXT = 0;
/** A number, `true`, `false` or `null`, as JSON has it. */
export const LITERAL = 1;
export const LIST = 2;
/** Of each field its value, then its name: when nothing is left of the value, there is no name to take back. */
export const RECORD = 3;

export function makePacked(): Packed {
  return { shape: [], filled: 0, wording: '' };
}

/** False when nothing is left of the value; then nothing was added. */
export function pack(value: unknown, to: Packed, limits: Limits): boolean {
  switch (typeof value) {
    case 'string':
    case 'bigint':
      return packDetail(String(value), to, limits);
    case 'object':
      return value === null ? packWord(LITERAL, 'null', to) : packObject(value, to, limits);
    default:
      return (typeof value === 'boolean' || Number.isFinite(value)) && packWord(LITERAL, String(value), to);
  }
}

export function packWord(kind: number, word: string, to: Packed): true {
  to.wording += word;
  return packSign(kind, word.length, to);
}

/** The beginning of a list says how many values follow. */
export function packSign(kind: number, more: number, to: Packed): true {
  to.shape[to.filled++] = (more << 2) | kind;
  return true;
}

function packDetail(value: string, to: Packed, limits: Limits): boolean {
  if (limits.characters <= 0) return false;
  const { longest } = limits;
  limits.characters -= Math.min(value.length, longest);
  return packWord(TEXT, value.length <= longest ? value : cut(value, limits), to);
}

function cut(value: string, { longest, sized }: Limits): string {
  const begin = value.slice(0, longest);
  if (sized) return `${whole(begin)}\0${bytesOf(value)}\0`;
  // Half a secret is not known for one: what the cut would split goes altogether.
  const end = begin.search(/\s\S*$/);
  return end < 0 ? '[cut]' : `${value.slice(0, end)} [cut]`;
}

function packObject(value: object, to: Packed, limits: Limits): boolean {
  const { above } = limits;
  limits.parts -= 1;
  if (limits.parts < 0 || above.length >= limits.deepest || above.includes(value)) return false;
  const { filled, wording } = to;
  above.push(value);
  try {
    if (packKnown(value, to, limits)) return true;
  } catch (cause) {
    noteTrouble(cause);
  } finally {
    above.pop();
  }
  to.filled = filled;
  to.wording = wording;
  return false;
}

function packKnown(value: object, to: Packed, limits: Limits): boolean {
  // Most are, and need no other question.
  if (Object.getPrototypeOf(value) === Object.prototype) return packRecord(value, to, limits);
  if (Array.isArray(value)) return packList(value, to, limits);
  if (value instanceof Date) return !Number.isNaN(value.getTime()) && packWord(TEXT, value.toISOString(), to);
  // Contents of files are never kept.
  if (ArrayBuffer.isView(value)) return packWord(TEXT, `[${value.byteLength} bytes]`, to);
  if (value instanceof Error) return packRecord({ type: typeOf(value), message: messageOf(value) ?? '' }, to, limits);
  return packRecord(value, to, limits);
}

function packList(value: readonly unknown[], to: Packed, limits: Limits): boolean {
  const at = to.filled++;
  const length = Math.min(value.length, limits.wide);
  let kept = 0;
  for (let index = 0; index < length && limits.parts > 0; index++) {
    if (pack(read(value, index), to, limits)) kept += 1;
    limits.parts -= 1;
  }
  to.shape[at] = (kept << 2) | LIST;
  return true;
}

function packRecord(value: object, to: Packed, limits: Limits): boolean {
  const at = to.filled++;
  let kept = 0;
  let left = limits.wide;
  for (const name of Object.keys(value)) {
    if (left === 0 || limits.parts <= 0) break;
    if (name === '__proto__' || name.length > 200) continue;
    left -= 1;
    limits.parts -= 1;
    limits.characters -= name.length;
    if (pack(read(value, name), to, limits) && packWord(TEXT, name, to)) kept += 1;
  }
  to.shape[at] = (kept << 2) | RECORD;
  return true;
}
