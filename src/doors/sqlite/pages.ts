/**
 * The pages of a SQLite database as of its last transaction, from the database file and its write-ahead log. Both are opened for reading
 * only and no lock is taken: nothing appears beside the file, and its owner never waits. Whoever reads asks `isUnchanged` before believing.
 */

import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';

import { isRefusal } from '../find.ts';
import { generationOf, readWal, type Wal } from './wal.ts';

export type Pages = {
  readonly count: number;
  /** Bytes of a page that hold content. */
  readonly usable: number;
  readonly encoding: 'utf8' | 'utf16le' | 'utf16be';
  /** A new buffer; throws a RangeError for a page that does not exist. */
  page(number: number): Buffer;
  /** No page can have been replaced since opening. */
  isUnchanged(): boolean;
  close(): void;
};

const ENCODINGS = ['utf8', 'utf8', 'utf16le', 'utf16be'] as const;

/** Undefined while a transaction is being written into the database. Throws a RangeError when it is none. */
export function openPages(path: string, descriptor: number): Pages | undefined {
  const header = Buffer.alloc(100);
  readSync(descriptor, header, 0, 100, 0);
  if (header.toString('latin1', 0, 16) !== 'SQLite format 3\0') throw new RangeError('not a SQLite database');
  if (isLarge(`${path}-journal`)) return undefined;
  const told = header.readUInt16BE(16);
  const size = told === 1 ? 65_536 : told;
  if (size < 512) throw new RangeError(`pages of ${size} bytes`);
  const before = fstatSync(descriptor);
  const log = openLog(`${path}-wal`);
  const wal: Wal | undefined = log === undefined ? undefined : readWal(log, size);
  const count = wal === undefined || wal.pages === 0 ? Math.floor(before.size / size) : wal.pages;

  return {
    count,
    usable: size - header.readUInt8(20),
    encoding: ENCODINGS[header.readUInt32BE(56)] ?? 'utf8',
    page(number) {
      const bytes = Buffer.alloc(size);
      if (number < 1 || number > count) throw new RangeError(`page ${number} of ${count}`);
      const place = wal?.frames.get(number);
      const read =
        place === undefined || log === undefined
          ? readSync(descriptor, bytes, 0, size, (number - 1) * size)
          : readSync(log, bytes, 0, size, place);
      if (read < size) throw new RangeError(`page ${number} is cut off`);
      return bytes;
    },
    isUnchanged() {
      const now = fstatSync(descriptor);
      const isSame = now.mtimeMs === before.mtimeMs && now.size === before.size;
      return isSame && (log === undefined || generationOf(log) === wal?.generation);
    },
    close() {
      if (log !== undefined) closeSync(log);
    },
  };
}

function openLog(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

/** A journal with content is a transaction that is under way, or was broken off. */
function isLarge(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0;
}
