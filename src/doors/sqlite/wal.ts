/**
 * The write-ahead log of a SQLite database: which pages it holds newer than the database itself. Only whole transactions whose checksums
 * fit are believed, as SQLite does after a crash (https://sqlite.org/fileformat2.html#walformat).
 */

import { readSync } from 'node:fs';

export type Wal = {
  /** Where in the file the newest committed content of a page begins. */
  readonly frames: ReadonlyMap<number, number>;
  /** Pages of the database after the last transaction; 0 when there is none. */
  readonly pages: number;
  /** Changes whenever the log begins anew. */
  readonly generation: string;
};

const HEADER = 32;
const FRAME_HEADER = 24;
const MAGIC_LITTLE = 0x37_7f_06_82;
const MAGIC_BIG = 0x37_7f_06_83;

export function readWal(descriptor: number, pageSize: number): Wal {
  const header = Buffer.alloc(HEADER);
  const none = { frames: new Map<number, number>(), pages: 0, generation: generationOf(descriptor) };
  if (readSync(descriptor, header, 0, HEADER, 0) < HEADER) return none;
  const magic = header.readUInt32BE(0);
  if ((magic !== MAGIC_LITTLE && magic !== MAGIC_BIG) || header.readUInt32BE(8) !== pageSize) return none;
  const isLittle = magic === MAGIC_LITTLE;
  let sum: Checksum = addTo([0, 0], header.subarray(0, 24), isLittle);
  if (!isSum(header, 24, sum)) return none;

  const frames = new Map<number, number>();
  let transaction: [page: number, at: number][] = [];
  let pages = 0;
  const frame = Buffer.alloc(FRAME_HEADER + pageSize);
  for (let at = HEADER; readSync(descriptor, frame, 0, frame.length, at) === frame.length; at += frame.length) {
    // Frames of an earlier generation have other salts.
    if (header.compare(frame, 8, 16, 16, 24) !== 0) break;
    sum = addTo(addTo(sum, frame.subarray(0, 8), isLittle), frame.subarray(FRAME_HEADER), isLittle);
    if (!isSum(frame, 16, sum)) break;
    transaction.push([frame.readUInt32BE(0), at + FRAME_HEADER]);
    const committed = frame.readUInt32BE(4);
    if (committed === 0) continue;
    for (const [page, place] of transaction) frames.set(page, place);
    transaction = [];
    pages = committed;
  }
  return { frames, pages, generation: generationOf(descriptor) };
}

/** The salts of the log. */
export function generationOf(descriptor: number): string {
  const salts = Buffer.alloc(8);
  return readSync(descriptor, salts, 0, 8, 16) < 8 ? '' : salts.toString('hex');
}

type Checksum = readonly [number, number];

function addTo([first, second]: Checksum, bytes: Buffer, isLittle: boolean): Checksum {
  let a = first;
  let b = second;
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    a = (a + (isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)) + b) >>> 0;
    b = (b + (isLittle ? bytes.readUInt32LE(at + 4) : bytes.readUInt32BE(at + 4)) + a) >>> 0;
  }
  return [a, b];
}

function isSum(bytes: Buffer, at: number, [a, b]: Checksum): boolean {
  return bytes.readUInt32BE(at) === a && bytes.readUInt32BE(at + 4) === b;
}
