/**
 * Remembers which lines the log holds, as 53-bit hashes in `cache/seen-<machine>.idx`, so that reading a file of a client again
 * appends nothing. A cache: when it is lost or behind, lines are appended twice and the merge on reading removes them. The other
 * direction is the one to guard: a hash is kept only after its line was written.
 */

import { closeSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../config/make-folder.ts';
import type { Places } from '../config/home.ts';
import { hashLine } from './block.ts';
import { codeOf } from './refusal.ts';
import { listSegments } from './segment.ts';

export type Seen = {
  /** Starts a batch. */
  begin(): void;
  /** Adds the hash of a line; false when it was there. */
  add(hash: number): boolean;
  /** The batch was written: keep its hashes. */
  keep(): void;
  /** The batch was not written: forget its hashes. */
  undo(): void;
  close(): void;
};

/** Loads the index, or makes it from the lines that are not compacted yet. */
export function openSeen(places: Places, machine: string): Seen {
  const path = seenPath(places, machine);
  const mark = logMark(places);
  const stored = loadStored(path, mark);
  const set = openSet(stored?.length ?? 0);
  const unsaved: number[] = [];
  let batch: number[] = [];
  let fresh = stored === undefined;
  if (stored === undefined) for (const hash of hashesOfLines(places, machine)) if (set.add(hash)) unsaved.push(hash);
  for (const hash of stored ?? []) set.add(hash);

  function save(): void {
    if (unsaved.length === 0) return;
    const hashes = Float64Array.from(unsaved);
    const bytes = Buffer.from(hashes.buffer);
    // A cache that cannot be written costs speed, never truth: the log itself was written.
    const saved = fresh
      ? writeNew(path, Buffer.concat([header(logMark(places) ?? mark ?? 0), bytes]))
      : appendTo(path, bytes);
    if (saved) fresh = false;
    unsaved.length = 0;
  }

  return {
    begin() {
      batch = [];
    },
    add(hash) {
      if (!set.add(hash)) return false;
      batch.push(hash);
      return true;
    },
    keep() {
      for (const hash of batch) unsaved.push(hash);
      batch = [];
      if (unsaved.length >= SAVE_EVERY) save();
    },
    undo() {
      for (const hash of batch) set.remove(hash);
      batch = [];
    },
    close: save,
  };
}

export function seenPath(places: Places, machine: string): string {
  return join(places.cache, `seen-${machine}.idx`);
}

const SAVE_EVERY = 1 << 16;
/** Changes with the hash. */
const MAGIC = 7_310_579_613_202;
const HEADER = 16;

/** Open addressing in a Float64Array; 0 is an empty place. */
function openSet(expected: number): { add(hash: number): boolean; remove(hash: number): void } {
  let places = new Float64Array(sizeFor(expected));
  let used = 0;

  function place(table: Float64Array, hash: number): number {
    const mask = table.length - 1;
    let at = (hash >>> 0) & mask;
    for (let there = table[at]; there !== 0 && there !== hash; there = table[at]) at = (at + 1) & mask;
    return at;
  }

  function grow(): void {
    const larger = new Float64Array(places.length * 2);
    for (const hash of places) if (hash !== 0) larger[place(larger, hash)] = hash;
    places = larger;
  }

  return {
    add(hash) {
      const at = place(places, hash);
      if (places[at] === hash) return false;
      places[at] = hash;
      used += 1;
      if (used * 4 > places.length * 3) grow();
      return true;
    },
    remove(hash) {
      if (places[place(places, hash)] !== hash) return;
      // A hole would cut the chain behind it; removing is rare (a write that failed), so everything is placed again.
      const kept = places.filter((there) => there !== 0 && there !== hash);
      places = new Float64Array(places.length);
      for (const there of kept) places[place(places, there)] = there;
      used = kept.length;
    },
  };
}

function sizeFor(expected: number): number {
  let size = 1 << 14;
  while (size * 3 < expected * 4 * 1.25) size *= 2;
  return size;
}

/** Tells this log folder from one that was made later at the same place, whose lines nobody has seen yet. */
function logMark(places: Places): number | undefined {
  const stat = statSync(places.log, { throwIfNoEntry: false });
  return stat === undefined ? undefined : (stat.ino % 2 ** 20) * 2 ** 32 + (Math.round(stat.birthtimeMs) % 2 ** 32);
}

function header(mark: number): Buffer {
  return Buffer.from(Float64Array.of(MAGIC, mark).buffer);
}

/** Nothing when the file cannot be read: its lines count as unseen. */
function contentOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return Buffer.alloc(0);
  }
}

function loadStored(path: string, mark: number | undefined): Float64Array | undefined {
  const bytes = contentOf(path);
  if (bytes.length < HEADER || bytes.length % 8 !== 0 || mark === undefined) return undefined;
  const numbers = new Float64Array(bytes.length / 8);
  Buffer.from(numbers.buffer).set(bytes);
  return numbers[0] === MAGIC && numbers[1] === mark ? numbers.subarray(2) : undefined;
}

function* hashesOfLines(places: Places, machine: string): Generator<number> {
  for (const segment of listSegments(places).segments) {
    if (segment.format !== 'ndjson' || segment.machine !== machine || segment.bytes > MOST_BYTES) continue;
    const bytes = contentOf(segment.path);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let start = 0, end = bytes.indexOf(0x0a); end >= 0; start = end + 1, end = bytes.indexOf(0x0a, start)) {
      if (end > start) yield hashLine(view, start, end);
    }
  }
}

/** A larger file of lines is not read again just to know its lines; doubles of it are merged on reading. */
const MOST_BYTES = 1 << 30;

function appendTo(path: string, bytes: Buffer): boolean {
  return written(() => writeTo(path, { bytes, flags: 'a' }));
}

function writeNew(path: string, bytes: Buffer): boolean {
  const aside = `${path}.${process.pid}`;
  return written(() => {
    writeTo(aside, { bytes, flags: 'w' });
    renameSync(aside, path);
  });
}

function writeTo(path: string, what: { bytes: Buffer; flags: string }): void {
  makeFolder(join(path, '..'));
  const file = openSync(path, what.flags, 0o600);
  try {
    writeSync(file, what.bytes);
  } finally {
    closeSync(file);
  }
}

function written(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return false;
  }
}
