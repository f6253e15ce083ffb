/** How many rows a Parquet file has, from its footer alone: FileMetaData in the compact protocol of Thrift, whose third field it is. */

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** The footer ends with its own length and `PAR1`. */
const TRAILER = 8;

/** 0 for what is no such file. */
export function rowsOf(path: string): number {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    if (size < TRAILER) return 0;
    const trailer = Buffer.alloc(TRAILER);
    readSync(file, trailer, 0, TRAILER, size - TRAILER);
    const length = trailer.readUInt32LE(0);
    if (trailer.toString('latin1', 4) !== 'PAR1' || length > size - TRAILER) return 0;
    const footer = Buffer.alloc(length);
    readSync(file, footer, 0, length, size - TRAILER - length);
    return numRows(footer);
  } finally {
    closeSync(file);
  }
}

const [I16, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT] = [4, 6, 7, 8, 9, 10, 11, 12];
const NUM_ROWS = 3;

type Cursor = { readonly bytes: Buffer; at: number };

function numRows(bytes: Buffer): number {
  const cursor = { bytes, at: 0 };
  for (let [field, head] = [0, byte(cursor)]; head !== 0 && cursor.at < bytes.length; head = byte(cursor)) {
    field = head >> 4 === 0 ? signed(cursor) : field + (head >> 4);
    if (field === NUM_ROWS) return signed(cursor);
    skip(cursor, head & 15);
  }
  return 0;
}

function skip(cursor: Cursor, type: number): void {
  if (type >= I16 && type <= I64) varint(cursor);
  else if (type === I16 - 1) cursor.at += 1;
  else if (type === DOUBLE) cursor.at += 8;
  else if (type === BINARY) skipBytes(cursor);
  else if (type === LIST || type === SET) skipList(cursor);
  else if (type === STRUCT) for (let head = byte(cursor); head !== 0; head = byte(cursor)) skipField(cursor, head);
  else if (type === MAP) cursor.at = cursor.bytes.length;
}

function skipBytes(cursor: Cursor): void {
  const length = varint(cursor);
  cursor.at += length;
}

function skipField(cursor: Cursor, head: number): void {
  if (head >> 4 === 0) varint(cursor);
  skip(cursor, head & 15);
}

function skipList(cursor: Cursor): void {
  const head = byte(cursor);
  const size = head >> 4 === 15 ? varint(cursor) : head >> 4;
  // Booleans, types 1 and 2, take a byte each in a list.
  for (let index = 0; index < size && cursor.at < cursor.bytes.length; index++) {
    if ((head & 15) < I16 - 1) cursor.at += 1;
    else skip(cursor, head & 15);
  }
}

function byte(cursor: Cursor): number {
  return cursor.bytes[cursor.at++] ?? 0;
}

function varint(cursor: Cursor): number {
  let [value, factor] = [0, 1];
  for (let part = byte(cursor); ; part = byte(cursor)) {
    value += (part & 127) * factor;
    if (part < 128) return value;
    factor *= 128;
  }
}

/** Zigzag. */
function signed(cursor: Cursor): number {
  const value = varint(cursor);
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}
