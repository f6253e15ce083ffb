/** CSV (RFC 4180, with a header) → records that are objects of texts. Only rows that end with a line end are consumed. */

import { readSync } from 'node:fs';

import { CsvError, parse } from 'csv-parse/sync';

import type { Consumed, Opened, Sink } from './records.ts';

const READ_SIZE = 1024 * 1024;
const MAX_ROW = 8 * 1024 * 1024;
const QUOTE = 0x22;
const LINE_END = 0x0a;

/** Reads rows from `file.offset`; the header is always taken from the beginning of the file. */
export function readCsv(file: Opened, sink: Sink): Consumed {
  const rows = openRows(file, sink);
  const atStart = file.index === 0;
  let columns = atStart ? undefined : readHeader(file);
  let { index, offset } = file;
  for (let batch = rows.next(); batch !== undefined; batch = rows.next()) {
    offset = batch.end;
    if (batch.rows.length === 0) sink.skip('record-too-long');
    let texts = batch.rows;
    if (columns === undefined) {
      columns = parseRow(texts[0] ?? '');
      texts = texts.slice(1);
    }
    for (const cells of parseRows(texts)) {
      if (cells === undefined) sink.skip('not-json');
      else sink.record(toRecord(columns ?? [], cells), index);
      index += 1;
    }
  }
  const isMore = rows.rest().length > 0;
  const last = parseRows(rows.rest())[0];
  // Many files lack the last line end: a last row that looks whole is handed out apart, should it still grow.
  if (last !== undefined && last.length === columns?.length)
    return { offset, index, unfinished: isMore, last: toRecord(columns, last) };
  if (isMore) sink.skip('unfinished-record');
  return { offset, index, unfinished: isMore };
}

type Batch = { readonly rows: readonly string[]; readonly end: number };

/** Rows of up to a megabyte at a time, as texts that still hold their quotes. An empty batch stands for one row that is too long. */
function openRows(file: Opened, sink: Sink) {
  let rest = Buffer.alloc(0);
  let restAt = file.offset;
  let position = file.offset;

  function next(): Batch | undefined {
    while (position < file.size) {
      const chunk = Buffer.alloc(Math.min(READ_SIZE, file.size - position));
      const read = readSync(file.descriptor, chunk, 0, chunk.length, position);
      if (read === 0) return undefined;
      position += read;
      sink.progress?.(read);
      rest = Buffer.concat([rest, chunk.subarray(0, read)]);
      const { rows, end } = splitRows(rest);
      if (end === 0 && rest.length > MAX_ROW) return giveUp();
      if (end === 0) continue;
      rest = rest.subarray(end);
      restAt += end;
      return { rows, end: restAt };
    }
    return undefined;
  }

  /** An unclosed quote swallows the rest of a file: the reader goes on after the line in which it stands. */
  function giveUp(): Batch {
    const lineEnd = rest.indexOf(LINE_END);
    const end = lineEnd < 0 ? rest.length : lineEnd + 1;
    position = restAt + end;
    restAt = position;
    rest = Buffer.alloc(0);
    return { rows: [], end: position };
  }

  /** What follows the last line end: one row, or none. */
  const unended = (): readonly string[] =>
    [rest.toString('utf8').replace(/\r$/, '')].filter((row) => row.trim() !== '');
  return { next, rest: unended };
}

function splitRows(bytes: Buffer): { rows: string[]; end: number } {
  const rows: string[] = [];
  let end = 0;
  let isQuoted = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) isQuoted = !isQuoted;
    else if (byte === LINE_END && !isQuoted) {
      const row = bytes.toString('utf8', end, at).replace(/\r$/, '');
      if (row.trim() !== '') rows.push(row);
      end = at + 1;
    }
  }
  return { rows, end };
}

function readHeader(file: Opened): string[] {
  let columns: string[] = [];
  const first = openRows({ ...file, offset: 0 }, { record: () => undefined, skip: () => undefined }).next();
  columns = parseRow((first?.rows[0] ?? '').replace(/^\uFEFF/, ''));
  return columns;
}

function parseRow(row: string): string[] {
  return parseRows([row])[0] ?? [];
}

/** One list of cells per row; undefined for a row that is not CSV. */
function parseRows(rows: readonly string[]): (string[] | undefined)[] {
  try {
    const all = parseCells(rows.join('\n'));
    if (all.length === rows.length) return all;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
  }
  return rows.map((row) => {
    try {
      return parseCells(row)[0];
    } catch (error) {
      if (error instanceof CsvError) return undefined;
      throw error;
    }
  });
}

function parseCells(text: string): string[][] {
  return parse(text, { relax_column_count: true, record_delimiter: '\n' });
}

/** Cells beyond the header are dropped; `__proto__` becomes a key like any other. */
function toRecord(columns: readonly string[], cells: readonly string[]): Record<string, string> {
  return Object.fromEntries(columns.map((column, place) => [column, cells[place] ?? '']));
}
