/**
 * Bytes of a file → records, from where the last import stopped up to the size that the file had when it was opened. What is not consumed
 * (a record that is still being written) is left for the next time.
 */

import { readSync } from 'node:fs';

import type { SkipReason } from '../event/skip.ts';
import type { Files } from '../sources/define.ts';
import { readCsv } from './csv.ts';
import { openElider, type Elider } from './elide.ts';
import { readSqlite } from './sqlite.ts';
import { isStored, readStored } from './stored.ts';
import { NOT_JSON, TOO_LONG, valuesOf } from './values.ts';
import { isCompressed, readCompressed } from './zstd.ts';

/** An open file: its descriptor, the bytes to read (`size` as seen at opening) and where to begin. */
export type Opened = {
  readonly descriptor: number;
  readonly size: number;
  readonly offset: number;
  readonly index: number;
  /** One JSON value over many lines, as in `.json` files. */
  readonly isDocument?: boolean;
  /** Where the file lies; a database has a log beside it. */
  readonly path?: string;
  /** What is in it, where that is not what lies on the disk. */
  readonly bytes?: Buffer;
};

export type Consumed = {
  /** Up to where all was consumed, and the number of records so far. */
  readonly offset: number;
  readonly index: number;
  /** Something follows that was not consumed. */
  readonly unfinished: boolean;
  /** That something, when it looks like a whole record: it may be used, but will come again. */
  readonly last?: unknown;
};

export type Sink = {
  record(value: unknown, index: number): void;
  skip(reason: SkipReason): void;
  /** Bytes read since the last call. */
  progress?(bytes: number): void;
};

type Format = Pick<Files, 'format' | 'keep' | 'tables' | 'spreads'>;

export function readRecords(file: Opened, files: Format, sink: Sink): Consumed {
  if (files.format === 'sqlite') return readDatabase(file, files.tables ?? [], sink);
  if (isCompressed(file.path)) return readWhole(file, files, sink);
  const start = file.offset === 0 ? skipByteOrderMark(file) : file;
  if (files.format === 'csv') return readCsv(start, sink);
  const isDocument = file.isDocument === true || (files.spreads === true && isSpread(file.descriptor));
  return readJsonl(start, openElider(files.keep, isDocument), sink);
}

/** Always from the start: where a compressed file was left cannot be found again. */
function readWhole(file: Opened, { keep }: Format, sink: Sink): Consumed {
  const bytes = readCompressed(file, sink);
  if (bytes === undefined) return { offset: 0, index: 0, unfinished: true };
  const { unfinished } = readJsonl({ ...file, offset: 0, index: 0, size: bytes.length, bytes }, openElider(keep), sink);
  return { offset: 0, index: 0, unfinished };
}

/** A program that writes its values over several lines leaves the first brace alone on its line. */
function isSpread(descriptor: number): boolean {
  const head = Buffer.alloc(8);
  return /^\s*[[{]\r?\n/.test(head.toString('latin1', 0, readSync(descriptor, head, 0, head.length, 0)));
}

/** Always from the start, because rows are rewritten in place. */
function readDatabase({ path = '', descriptor }: Opened, tables: readonly string[], sink: Sink): Consumed {
  const isWhole = isStored(path) ? readStored(path, sink) : readSqlite({ path, descriptor }, tables, sink);
  return { offset: 0, index: 0, unfinished: !isWhole };
}

const READ_SIZE = 256 * 1024;

function readJsonl(file: Opened, elider: Elider, sink: Sink): Consumed {
  let { index, offset } = file;
  /** Offset in the file of the first byte of the scanner's input. */
  let base = offset;
  let position = offset;
  const origin = elider.makeRoom().at;
  while (position < file.size) {
    const room = elider.makeRoom();
    base += room.moved;
    const length = Math.min(READ_SIZE, room.size, file.size - position);
    const read =
      file.bytes === undefined
        ? readSync(file.descriptor, elider.bytes, room.at, length, position)
        : file.bytes.copy(elider.bytes, room.at, position, position + length);
    if (read === 0) break;
    position += read;
    sink.progress?.(read);
    for (let rows = elider.run(read); rows > 0; rows = elider.isPending() ? elider.run(0) : 0) {
      for (const value of valuesOf(elider, rows)) take(value, index++);
      offset = base + elider.row(rows - 1).inputEnd - origin;
    }
  }
  const done = elider.isBetween();
  if (!done) sink.skip('unfinished-record');
  return { offset: done ? position : offset, index, unfinished: !done };

  function take(value: unknown, at: number): void {
    if (value === NOT_JSON) sink.skip('not-json');
    else if (value === TOO_LONG) sink.skip('record-too-long');
    else sink.record(value, at);
  }
}

function skipByteOrderMark(file: Opened): Opened {
  const head = Buffer.alloc(3);
  const isMarked =
    file.size >= 3 && readSync(file.descriptor, head, 0, 3, 0) === 3 && head.equals(Buffer.from([0xef, 0xbb, 0xbf]));
  return isMarked ? { ...file, offset: 3 } : file;
}
