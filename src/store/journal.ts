/** A file of lines that only grows: each line stands where it was written. A line that was cut off by a crash is ended before the next one. */

import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { codeOf, refusal } from './refusal.ts';

/** Where a line stands, its newline included. */
export type Place = { readonly at: number; readonly bytes: number };

/** Bytes that are read and written at a time: there may be a hundred thousand lines. */
const CHUNK = 1 << 20;
const NEWLINE = 0x0a;
const TAB = 0x09;

/** Hands out each line up to its first tab, until `take` says false. A file that is not there has no lines. */
export function eachLine(path: string, take: (beginning: string, place: Place) => boolean): void {
  const file = openOrNot(path);
  if (file === undefined) return;
  try {
    const chunk = Buffer.allocUnsafe(Math.max(1, Math.min(CHUNK, fstatSync(file).size)));
    let rest = Buffer.alloc(0);
    let at = 0;
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) {
      const bytes = rest.length === 0 ? chunk.subarray(0, read) : Buffer.concat([rest, chunk.subarray(0, read)]);
      let start = 0;
      for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
        const tab = bytes.indexOf(TAB, start);
        const beginning = bytes.toString('utf8', start, tab >= 0 && tab < end ? tab : end);
        if (!take(beginning, { at: at + start, bytes: end + 1 - start })) return;
        start = end + 1;
      }
      rest = Buffer.from(bytes.subarray(start));
      at += start;
    }
  } finally {
    closeSync(file);
  }
}

/** Hands out a function that reads lines, as long as `work` goes on. Nothing can be read when the file is not there. */
export function withLines<T>(path: string, work: (lineAt: (place: Place) => string) => T): T {
  const file = openOrNot(path);
  try {
    return work(({ at, bytes }) => {
      if (file === undefined) return '';
      const line = Buffer.allocUnsafe(bytes);
      return line.toString('utf8', 0, readSync(file, line, 0, bytes, at));
    });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Adds lines and forces them to the disk; returns where the first of them stands. */
export function appendLines(path: string, lines: Iterable<string>): number {
  try {
    const file = openSync(path, 'a+', 0o600);
    try {
      const { size } = fstatSync(file);
      const start = size + (endsWhole(file, size) ? 0 : writeSync(file, '\n'));
      for (const piece of piecesOf(lines)) writeAll(file, Buffer.from(piece));
      fsyncSync(file);
      return start;
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw refusal(error, path);
  }
}

/** Joins short lines, so that few writes are needed and little memory. */
export function* piecesOf(lines: Iterable<string>): Generator<string> {
  let piece = '';
  for (const line of lines) {
    piece += line;
    if (piece.length < CHUNK) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

function writeAll(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}

function endsWhole(file: number, size: number): boolean {
  const last = Buffer.alloc(1);
  return size === 0 || (readSync(file, last, 0, 1, size - 1) === 1 && last[0] === NEWLINE);
}

function openOrNot(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw refusal(error, path, 'read');
  }
}
