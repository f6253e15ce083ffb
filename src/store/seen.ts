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
import { isHashTable, openHashSet, type HashSet } from './hash-set.ts';
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
  const set = stored?.set ?? openHashSet();
  const unsaved: number[] = [];
  let batch: number[] = [];
  /** Hashes in the file that are not in its table yet. */
  let behind = stored?.behind ?? Infinity;
  if (stored === undefined) for (const hash of hashesOfLines(places, machine)) if (set.add(hash)) unsaved.push(hash);

  function save(): void {
    if (unsaved.length === 0) return;
    behind += unsaved.length;
    // A cache that cannot be written costs speed, never truth: the log itself was written.
    if (behind * 8 <= set.size()) appendTo(path, bytesOf(Float64Array.from(unsaved)));
    else if (writeNew(path, wholeOf(set, logMark(places) ?? mark ?? 0))) behind = 0;
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
/** Changes with the hash and the form of the file: magic, mark of the log, hashes in the table, its places, the table; hashes added since. */
const MAGIC = 7_310_579_613_203;
const HEADER = 4;

/** Tells this log folder from one that was made later at the same place, whose lines nobody has seen yet. */
function logMark(places: Places): number | undefined {
  const stat = statSync(places.log, { throwIfNoEntry: false });
  return stat === undefined ? undefined : (stat.ino % 2 ** 20) * 2 ** 32 + (Math.round(stat.birthtimeMs) % 2 ** 32);
}

function wholeOf(set: HashSet, mark: number): Buffer {
  const table = set.table();
  return Buffer.concat([bytesOf(Float64Array.of(MAGIC, mark, set.size(), table.length)), bytesOf(table)]);
}

function bytesOf(numbers: Float64Array): Buffer {
  return Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);
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

function loadStored(path: string, mark: number | undefined): { set: HashSet; behind: number } | undefined {
  const numbers = numbersIn(path);
  const [magic, marked, size = 0, length = 0] = numbers;
  const end = HEADER + length;
  if (magic !== MAGIC || marked !== mark || numbers.length < end) return undefined;
  const table = numbers.subarray(HEADER, end);
  if (!isHashTable(table, size)) return undefined;
  const set = openHashSet(table, size);
  for (const hash of numbers.subarray(end)) set.add(hash);
  return { set, behind: numbers.length - end };
}

/** Empty when the file cannot be read or was cut off. */
function numbersIn(path: string): Float64Array {
  const bytes = contentOf(path);
  if (bytes.length % 8 !== 0) return new Float64Array();
  if (bytes.byteOffset % 8 === 0) return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
  const numbers = new Float64Array(bytes.length / 8);
  bytesOf(numbers).set(bytes);
  return numbers;
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

function appendTo(path: string, bytes: Buffer): void {
  written(() => writeTo(path, { bytes, flags: 'a' }));
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
