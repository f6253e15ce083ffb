/**
 * Copies of what a program hands over: plain data, bounded, taken at once, so that it may change or break later. What cannot be read is left
 * out; no getter, proxy, cycle or huge text harms the caller.
 */

import { noteTrouble } from './trouble.ts';

/** Longest text handed on of a field of the contract. The log keeps 500 characters; the rest lets a secret on the edge be seen whole. */
const LONGEST = 4096;
/** Longest text inside of free data. */
const LONGEST_DETAIL = 1000;
const DEEPEST = 8;
const MOST_VALUES = 1000;
const MOST_CHARACTERS = 32 * 1024;
const WIDE = 256;

type Copying = { parts: number; characters: number; readonly above: unknown[]; readonly sized: boolean };

/** A copy as JSON can say it; undefined when nothing is left. */
export function plain(value: unknown): unknown {
  return copy(value, { parts: 0, characters: 0, above: [], sized: false });
}

/** The same for parameters of a tool, of which sizes matter: a text that was cut ends with NUL, its size, NUL (see `sources/read.ts`). */
export function plainSized(value: unknown): unknown {
  return copy(value, { parts: 0, characters: 0, above: [], sized: true });
}

/** The text, cut; undefined when it is none or empty. */
export function textOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  return value.length <= LONGEST ? value : whole(value.slice(0, LONGEST));
}

/** A property, or undefined when it cannot be read. */
export function read(value: unknown, name: string): unknown {
  if (typeof value !== 'object' && typeof value !== 'function') return undefined;
  if (value === null) return undefined;
  try {
    return Reflect.get(value, name);
  } catch (cause) {
    return noteTrouble(cause);
  }
}

/** Bytes of all texts in a value; undefined when it is too large to look through. */
export function bytesIn(value: unknown): number | undefined {
  if (typeof value === 'string') return bytesOf(value);
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== 'object' || value === null) return undefined;
  const state: Copying = { parts: 0, characters: 0, above: [], sized: true };
  const left = copy(value, state);
  return state.parts >= MOST_VALUES || state.characters >= MOST_CHARACTERS ? undefined : sum(left);
}

function sum(value: unknown): number {
  if (typeof value === 'string') {
    const cut = value.indexOf('\0');
    return cut < 0 ? Buffer.byteLength(value) : Number.parseInt(value.slice(cut + 1), 10) || 0;
  }
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((total: number, held: unknown) => total + sum(held), 0);
}

/** Counting the bytes of a very long text takes longer than anybody would wait. */
function bytesOf(text: string): number {
  return text.length > 1_000_000 ? text.length : Buffer.byteLength(text);
}

function copy(value: unknown, state: Copying): unknown {
  switch (typeof value) {
    case 'string':
      return detail(value, state);
    case 'number':
      return Number.isFinite(value) ? value : undefined;
    case 'boolean':
      return value;
    case 'bigint':
      return detail(String(value), state);
    case 'object':
      return value === null ? null : copyObject(value, state);
    default:
      return undefined;
  }
}

function detail(value: string, state: Copying): string | undefined {
  if (state.characters >= MOST_CHARACTERS) return undefined;
  const longest = state.sized ? LONGEST : LONGEST_DETAIL;
  if (value.length <= longest) {
    state.characters += value.length;
    return value;
  }
  state.characters += longest;
  if (state.sized) return `${whole(value.slice(0, longest))}\0${bytesOf(value)}\0`;
  // Half a secret is not known for one: what the cut would split goes altogether.
  const end = value.slice(0, longest).search(/\s\S*$/);
  return end < 0 ? '[cut]' : `${value.slice(0, end)} [cut]`;
}

function copyObject(value: object, state: Copying): unknown {
  state.parts += 1;
  if (state.parts > MOST_VALUES || state.above.length >= DEEPEST || state.above.includes(value)) return undefined;
  state.above.push(value);
  try {
    if (Array.isArray(value)) return copyList(value, state);
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
    // Contents of files are never kept.
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
    if (value instanceof Error) return { type: typeOf(value), message: detail(messageOf(value) ?? '', state) };
    return copyRecord(value, state);
  } catch (cause) {
    return noteTrouble(cause);
  } finally {
    state.above.pop();
  }
}

function copyList(value: readonly unknown[], state: Copying): unknown[] {
  const copied: unknown[] = [];
  const length = Math.min(value.length, WIDE);
  for (let index = 0; index < length && state.parts < MOST_VALUES; index++) {
    const left = copy(read(value, String(index)), state);
    state.parts += 1;
    if (left !== undefined) copied.push(left);
  }
  return copied;
}

function copyRecord(value: object, state: Copying): Record<string, unknown> {
  const copied: Record<string, unknown> = {};
  let left = WIDE;
  for (const name of Object.keys(value)) {
    if (left === 0 || state.parts >= MOST_VALUES) break;
    if (name === '__proto__' || name.length > 200) continue;
    left -= 1;
    state.parts += 1;
    state.characters += name.length;
    const held = copy(read(value, name), state);
    if (held !== undefined) copied[name] = held;
  }
  return copied;
}

/** Not ending in half a character. */
function whole(text: string): string {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? text.slice(0, -1) : text;
}

/** What kind of error it is: its name, where that says more than `Error`, else its class. */
export function typeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return typeof error;
  const name = textOf(read(error, 'name'));
  if (name !== undefined && name !== 'Error') return name;
  return textOf(read(read(error, 'constructor'), 'name')) ?? name ?? 'Error';
}

export function messageOf(error: unknown): string | undefined {
  if (typeof error === 'string') return textOf(error);
  if (typeof error !== 'object' || error === null) return error === undefined ? undefined : String(error);
  return textOf(read(error, 'message'));
}
