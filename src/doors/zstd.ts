/**
 * Files compressed with Zstandard, which newer versions of Node can read. Nothing of what is in them is ever written to the disk, so a file
 * has to fit into memory.
 */

import { readSync } from 'node:fs';
import * as zlib from 'node:zlib';

import type { Opened, Sink } from './records.ts';

/** Undefined in Node before 22.15. */
const decompress: unknown = Reflect.get(zlib, 'zstdDecompressSync');

export const READS_ZSTD = typeof decompress === 'function';

export function isCompressed(path: string | undefined): boolean {
  return path?.endsWith('.zst') === true;
}

/** Larger files are left alone: an import must not need more memory than it has. */
const LARGEST = 128 * 1024 * 1024;

/** The whole content; undefined, after a skip, when it cannot be had. */
export function readCompressed({ descriptor, size }: Opened, sink: Sink): Buffer | undefined {
  if (typeof decompress !== 'function') {
    sink.skip('compressed-file');
    return undefined;
  }
  if (size > LARGEST) {
    sink.skip('unreadable-file');
    return undefined;
  }
  const packed = Buffer.alloc(size);
  const bytes = packed.subarray(0, readSync(descriptor, packed, 0, size, 0));
  try {
    const unpacked: unknown = decompress(bytes, { maxOutputLength: LARGEST });
    if (Buffer.isBuffer(unpacked)) return unpacked;
  } catch (error) {
    // The bytes are no such file, end in the middle, or hold too much.
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
  sink.skip('unreadable-file');
  return undefined;
}
