/**
 * The rows of a table: a walk through its b-tree in the order of row ids (https://sqlite.org/fileformat2.html#b_tree_pages). What is not as
 * it should be throws a RangeError.
 */

import type { Pages } from './pages.ts';

/** A value of a row. Blobs are told by `undefined`: no client keeps facts in them. */
export type Value = string | number | null | undefined;

export type Row = { readonly rowid: number; readonly values: readonly Value[] };

const INTERIOR = 5;
const LEAF = 13;
const DEEPEST = 40;
/** A longer row is told by its number of bytes only. */
const LONGEST_ROW = 16 * 1024 * 1024;

/** Rows in the order of their ids; `undefined` stands for one that is too long. */
export function* readRows(pages: Pages, root: number, depth = 0): Generator<Row | undefined> {
  if (depth > DEEPEST) throw new RangeError('the tree is too deep');
  const page = pages.page(root);
  // The first page begins with the header of the database.
  const start = root === 1 ? 100 : 0;
  const type = page.readUInt8(start);
  const cells = page.readUInt16BE(start + 3);
  if (type === LEAF) {
    for (let i = 0; i < cells; i++) yield readCell(pages, page, page.readUInt16BE(start + 8 + 2 * i));
    return;
  }
  if (type !== INTERIOR) throw new RangeError(`page ${root} belongs to no table`);
  for (let i = 0; i < cells; i++) {
    yield* readRows(pages, page.readUInt32BE(page.readUInt16BE(start + 12 + 2 * i)), depth + 1);
  }
  yield* readRows(pages, page.readUInt32BE(start + 8), depth + 1);
}

function readCell(pages: Pages, page: Buffer, at: number): Row | undefined {
  const length = readVarint(page, at);
  const rowid = readVarint(page, length.end);
  if (length.value > LONGEST_ROW) return undefined;
  return {
    rowid: rowid.value,
    values: readRecord(payloadAt(pages, page, { at: rowid.end, length: length.value }), pages),
  };
}

/** The bytes of a row: in the page as far as they fit, the rest in a chain of pages. */
function payloadAt(pages: Pages, page: Buffer, { at, length }: { at: number; length: number }): Buffer {
  const { usable } = pages;
  const most = usable - 35;
  if (length <= most) return within(page, at, length);
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const wanted = least + ((length - least) % (usable - 4));
  const local = wanted <= most ? wanted : least;
  const parts = [within(page, at, local)];
  let left = length - local;
  for (let next = page.readUInt32BE(at + local); left > 0;) {
    const more = pages.page(next);
    const size = Math.min(left, usable - 4);
    parts.push(within(more, 4, size));
    left -= size;
    next = more.readUInt32BE(0);
  }
  return Buffer.concat(parts, length);
}

function within(bytes: Buffer, at: number, size: number): Buffer {
  if (at + size > bytes.length) throw new RangeError('a row goes beyond its page');
  return bytes.subarray(at, at + size);
}

function readRecord(payload: Buffer, { encoding }: Pages): Value[] {
  const header = readVarint(payload, 0);
  const values: Value[] = [];
  let at = header.value;
  for (let place = header.end; place < header.value;) {
    const type = readVarint(payload, place);
    place = type.end;
    const size = sizeOf(type.value);
    values.push(readValue(within(payload, at, size), type.value, encoding));
    at += size;
  }
  return values;
}

const SIZES = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0];

function sizeOf(type: number): number {
  return SIZES[type] ?? Math.floor((type - 12) / 2);
}

function readValue(bytes: Buffer, type: number, encoding: Pages['encoding']): Value {
  if (type === 0) return null;
  if (type <= 5) return bytes.readIntBE(0, bytes.length);
  if (type === 6) return Number(bytes.readBigInt64BE(0));
  if (type === 7) return bytes.readDoubleBE(0);
  if (type === 8) return 0;
  if (type === 9) return 1;
  if (type % 2 === 0) return undefined;
  if (encoding === 'utf16be') return Buffer.from(bytes).swap16().toString('utf16le');
  return bytes.toString(encoding);
}

/** One to nine bytes, of which the ninth counts whole; a 64-bit number, signed. */
function readVarint(bytes: Buffer, at: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let place = at; place < at + 8; place++) {
    const byte = bytes.readUInt8(place);
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: place + 1 };
  }
  const all = [...within(bytes, at, 9)].reduce(
    (sum, byte, i) => (i < 8 ? sum * 128n + BigInt(byte & 0x7f) : sum * 256n + BigInt(byte)),
    0n,
  );
  return { value: Number(BigInt.asIntN(64, all)), end: at + 9 };
}
