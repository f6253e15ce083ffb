/**
 * What changed between two texts, small enough to be remembered: one replaced stretch and the hashes of both. It turns the later text into
 * the earlier one again, byte for byte, and nothing else.
 */

import { createHash } from 'node:crypto';

export type Patch = {
  /** Hashes of the earlier and the later text. */
  readonly before: string;
  readonly after: string;
  /** Characters that both begin with, the stretch of the earlier text, and the length of the later one's. */
  readonly start: number;
  readonly removed: string;
  readonly inserted: number;
};

export function patchOf(before: string, after: string): Patch {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return {
    before: hashOf(before),
    after: hashOf(after),
    start,
    removed: before.slice(start, before.length - end),
    inserted: after.length - end - start,
  };
}

/** The earlier text; undefined when this is not the later one. */
export function unpatched(text: string, { before, after, start, removed, inserted }: Patch): string | undefined {
  if (hashOf(text) !== after) return undefined;
  const earlier = text.slice(0, start) + removed + text.slice(start + inserted);
  return hashOf(earlier) === before ? earlier : undefined;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text, 'utf16le').digest('hex');
}
