/**
 * Bytes of a file → records, from where the last import stopped up to the size that the file had when it was opened. What is not consumed
 * (a record that is still being written) is left for the next time.
 */

import { readSync } from 'node:fs';

import type { SkipReason } from '../event/skip.ts';
import type { Files } from '../sources/define.ts';
import { readCsv } from './csv.ts';
import { openElider, type Elider, type Row } from './elide.ts';
import { readSqlite } from './sqlite.ts';

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

export function readRecords(file: Opened, files: Pick<Files, 'format' | 'keep' | 'tables'>, sink: Sink): Consumed {
  if (files.format === 'sqlite') return readDatabase(file, files.tables ?? [], sink);
  const start = file.offset === 0 ? skipByteOrderMark(file) : file;
  return files.format === 'csv'
    ? readCsv(start, sink)
    : readJsonl(start, openElider(files.keep, file.isDocument), sink);
}

/** Always from the start, because rows are rewritten in place. */
function readDatabase({ path = '', descriptor }: Opened, tables: readonly string[], sink: Sink): Consumed {
  const isWhole = readSqlite({ path, descriptor }, tables, sink);
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
    const read = readSync(
      file.descriptor,
      elider.bytes,
      room.at,
      Math.min(READ_SIZE, room.size, file.size - position),
      position,
    );
    if (read === 0) break;
    position += read;
    sink.progress?.(read);
    for (let rows = elider.run(read); rows > 0; rows = elider.isPending() ? elider.run(0) : 0) {
      for (let i = 0; i < rows; i++) {
        const row = elider.row(i);
        offset = base + row.inputEnd - origin;
        take(row, index++);
      }
    }
  }
  const done = elider.isBetween();
  if (!done) sink.skip('unfinished-record');
  return { offset: done ? position : offset, index, unfinished: !done };

  function take(row: Row, at: number): void {
    if (row.kind === 'broken') return sink.skip('not-json');
    if (row.kind === 'too-long') return sink.skip('record-too-long');
    const value = parseJson(elider.bytes.toString(row.kind === 'ascii' ? 'latin1' : 'utf8', row.start, row.end));
    if (value === NOT_JSON) sink.skip('not-json');
    else sink.record(value, at);
  }
}

const NOT_JSON = Symbol('not JSON');

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return NOT_JSON;
    throw error;
  }
}

function skipByteOrderMark(file: Opened): Opened {
  const head = Buffer.alloc(3);
  const isMarked =
    file.size >= 3 && readSync(file.descriptor, head, 0, 3, 0) === 3 && head.equals(Buffer.from([0xef, 0xbb, 0xbf]));
  return isMarked ? { ...file, offset: 3 } : file;
}
