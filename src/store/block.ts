/**
 * Lines of one day as bytes, ready to be written, with a hash of each. A thread that reads files packs events as they come, so that
 * the thread that writes has nothing left to compute.
 */

import type { Line } from './append.ts';

declare const packed: unique symbol;

/** Only a packer makes one. `ends[i]` is the offset behind the newline of line i, `hashes[i]` identifies the line. */
export type Block = {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly ends: Uint32Array<ArrayBuffer>;
  readonly hashes: Float64Array<ArrayBuffer>;
  readonly [packed]: true;
};

export type Packer = {
  /** Adds a line, and a newline. */
  add(line: Uint8Array): void;
  addText(line: Line): void;
  /** Bytes so far. */
  size(): number;
  /** The lines so far, and begins anew. */
  take(): Block;
};

const FIRST_BYTES = 1 << 14;
const NEWLINE = 0x0a;

/** Lines need no hash for a log that is opened without `once`. */
export function openPacker({ hashed = true }: { readonly hashed?: boolean } = {}): Packer {
  let bytes = Buffer.from(new ArrayBuffer(0));
  let view = new DataView(bytes.buffer);
  let size = 0;
  let ends: number[] = [];
  let hashes: number[] = [];

  function makeRoom(more: number): void {
    if (size + more <= bytes.length) return;
    const larger = Buffer.from(new ArrayBuffer(Math.max(FIRST_BYTES, bytes.length * 2, size + more)));
    larger.set(bytes.subarray(0, size));
    bytes = larger;
    view = new DataView(bytes.buffer);
  }

  function add(line: Uint8Array): void {
    makeRoom(line.length + 1);
    bytes.set(line, size);
    end(line.length);
  }

  function addText(line: Line): void {
    makeRoom(line.length * 3 + 1);
    end(bytes.write(line, size, 'utf8'));
  }

  function end(length: number): void {
    if (hashed) hashes.push(hashLine(view, size, size + length));
    size += length;
    bytes[size++] = NEWLINE;
    ends.push(size);
  }

  return {
    add,
    addText,
    size: () => size,
    take() {
      const block = {
        bytes: new Uint8Array(bytes.buffer, 0, size),
        ends: Uint32Array.from(ends),
        hashes: Float64Array.from(hashes),
      } as Block;
      bytes = Buffer.from(new ArrayBuffer(0));
      view = new DataView(bytes.buffer);
      size = 0;
      ends = [];
      hashes = [];
      return block;
    },
  };
}

/**
 * A hash of 53 bits that is never 0, over the bytes of a line. Every word goes into two lanes of 32 bits; odd and even words have lanes of
 * their own, because a processor mixes four lanes in the time of two.
 */
export function hashLine(bytes: DataView, start: number, end: number): number {
  let a = 0x9e3779b9 ^ (end - start);
  let b = 0x85ebca6b;
  let c = 0x7feb352d;
  let d = 0x165667b1;
  let at = start;
  for (; at + 8 <= end; at += 8) {
    const even = bytes.getInt32(at, true);
    const odd = bytes.getInt32(at + 4, true);
    a = Math.imul(a ^ even, 0x9e3779b1);
    c = Math.imul(c ^ odd, 0x9e3779b1);
    a ^= a >>> 15;
    c ^= c >>> 15;
    b = Math.imul(b + even, 0xc2b2ae35);
    d = Math.imul(d + odd, 0xc2b2ae35);
    b = (b << 13) | (b >>> 19);
    d = (d << 13) | (d >>> 19);
  }
  for (; at < end; at++) {
    const byte = bytes.getUint8(at);
    a = Math.imul(a ^ byte, 0x01000193);
    b = Math.imul(b + byte, 0x27d4eb2f) ^ (b >>> 17);
  }
  a = Math.imul(a ^ (a >>> 16) ^ c, 0x7feb352d);
  b = Math.imul(b ^ (b >>> 15) ^ d, 0x846ca68b);
  a = Math.imul(a ^ (a >>> 16) ^ b, 0x7feb352d);
  b = Math.imul(b ^ (b >>> 15) ^ a, 0x846ca68b);
  a ^= a >>> 15;
  b ^= b >>> 16;
  return (b >>> 11) * 4_294_967_296 + (a >>> 0) || 1;
}
