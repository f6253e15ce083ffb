/**
 * Decides what to do with a file that may have been read before. Size and times only say that nothing can have changed; that a file was
 * merely appended to is believed when the bytes at its beginning and before the place where reading stopped are still the same.
 */

import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';

import type { ManifestEntry } from '../store/manifest.ts';

/** Where to begin, and what the parser knew there. */
export type Start = { readonly offset: number; readonly index: number; readonly state: unknown };

export const FROM_THE_START: Start = { offset: 0, index: 0, state: undefined };

/** After the last record read, if the file still begins as it did; else from the start. */
export function startOf(
  file: { descriptor: number; size: number },
  entry: ManifestEntry | undefined,
  version: number,
): Start {
  if (entry === undefined || entry.version !== version || file.size < entry.offset || file.size < entry.size)
    return FROM_THE_START;
  const { head, tail } = digestsAt(file.descriptor, entry.offset);
  if (head !== entry.head || tail !== entry.tail) return FROM_THE_START;
  try {
    const state: unknown = entry.state === '' ? undefined : JSON.parse(entry.state);
    return { offset: entry.offset, index: entry.index, state };
  } catch (error) {
    if (error instanceof SyntaxError) return FROM_THE_START;
    throw error;
  }
}

const SAMPLE = 4096;

/** Digests of the first and of the last bytes (at most 4 KB) before `offset`. */
export function digestsAt(descriptor: number, offset: number): { head: string; tail: string } {
  const size = Math.min(SAMPLE, offset);
  const head = digest(descriptor, 0, size);
  return { head, tail: offset <= SAMPLE ? head : digest(descriptor, offset - size, size) };
}

function digest(descriptor: number, position: number, size: number): string {
  const bytes = Buffer.alloc(size);
  const read = readSync(descriptor, bytes, 0, size, position);
  return createHash('sha256').update(bytes.subarray(0, read)).digest('hex').slice(0, 32);
}
