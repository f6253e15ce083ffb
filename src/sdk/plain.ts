/** Asks things of values that a program hands over: nothing that they do when they are asked harms the caller. */

import { noteTrouble } from './trouble.ts';

/** Longest text handed on of a field of the contract. The log keeps 500 characters; the rest lets a secret on the edge be seen whole. */
export const LONGEST = 4096;

/** The text, cut; undefined when it is none or empty. */
export function textOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  return value.length <= LONGEST ? value : whole(value.slice(0, LONGEST));
}

/** A property, or undefined when it cannot be read. */
export function read(value: unknown, name: string | number): unknown {
  if (!hasProperties(value)) return undefined;
  try {
    return value[name];
  } catch (cause) {
    return noteTrouble(cause);
  }
}

function hasProperties(value: unknown): value is Readonly<Record<string | number, unknown>> {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** Counting the bytes of a very long text takes longer than anybody would wait. */
export function bytesOf(text: string): number {
  return text.length > 1_000_000 ? text.length : Buffer.byteLength(text);
}

/** Not ending in half a character. */
export function whole(text: string): string {
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
