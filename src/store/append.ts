/**
 * The only writer of the log's lines. One `write` on an O_APPEND descriptor per batch, so that processes which append at the
 * same time never mix their lines, and a half line (a crash, a full disk) never swallows the next one.
 */

import { closeSync, constants, existsSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../config/make-folder.ts';
import type { Places } from '../config/home.ts';
import type { RedactedEvent } from '../redaction/redacted.ts';
import { openPacker, type Block } from './block.ts';
import { syncFiles, syncFolders } from './durable.ts';
import { jsonOf } from './json.ts';
import { codeOf, refusal } from './refusal.ts';
import { openSeen, type Seen } from './seen.ts';
import { segmentPath } from './segment.ts';

declare const line: unique symbol;

/** One event as JSON text without a newline. Only `toLine` makes one. */
export type Line = string & { readonly [line]: true };

export type Log = {
  /** Appends to the lines of `day` (`2026-01-31`, UTC) what the log does not hold yet; returns how many lines were new. */
  append(day: string, lines: readonly Line[]): number;
  /** The same for lines that were packed elsewhere. */
  appendBlock(day: string, block: Block): number;
  /** Forces what was appended to the disk. To be awaited before anything is kept that says it was read, or a power cut loses it. */
  flush(): Promise<void>;
  close(): void;
};

export type LogOptions = {
  /** False: lines are appended without asking whether the log holds them (a merge on reading removes doubles). For short-lived processes. */
  readonly once?: boolean;
};

export function toLine(event: RedactedEvent): Line {
  return jsonOf(event) as Line;
}

/** Opens the log for appending. Nothing is read or made before the first line is appended. */
export function openLog(places: Places, machine: string, options: LogOptions = {}): Log {
  let seen: Seen | undefined;
  const once = options.once ?? true;
  const unforced = new Set<string>();

  function appendBlock(day: string, block: Block): number {
    if (block.ends.length === 0) return 0;
    const known = once ? (seen ??= openSeen(places, machine)) : undefined;
    const path = segmentPath(places, { day, machine, format: 'ndjson' });
    known?.begin();
    const { bytes, fresh } =
      known === undefined ? { bytes: block.bytes, fresh: block.ends.length } : unseen(block, known);
    if (fresh === 0) return 0;
    try {
      writeLines(path, bytes);
    } catch (error) {
      known?.undo();
      throw refusal(error, path);
    }
    known?.keep();
    unforced.add(path);
    return fresh;
  }

  return {
    append: (day, lines) => appendBlock(day, packed(lines, once)),
    appendBlock,
    async flush() {
      // What a compaction has folded meanwhile is gone from here, and on the disk as Parquet.
      const paths = [...unforced].filter((path) => existsSync(path));
      unforced.clear();
      await syncFiles(paths);
      await syncFolders(paths.map((path) => dirname(path)));
    },
    close() {
      seen?.close();
      seen = undefined;
    },
  };
}

const NEWLINE = 0x0a;
const CLOSING_BRACE = 0x7d;
const EXCLAMATION_MARK = 0x21;
const SETTLE_TRIES = 10;
const PAUSE = new Int32Array(new SharedArrayBuffer(4));
const APPEND = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT;

function packed(lines: readonly Line[], hashed: boolean): Block {
  const packer = openPacker({ hashed });
  for (const line of lines) packer.addText(line);
  return packer.take();
}

/** The lines that the log does not hold yet. */
function unseen({ bytes, ends, hashes }: Block, known: Seen): { bytes: Uint8Array; fresh: number } {
  const kept: Uint8Array[] = [];
  let fresh = 0;
  for (let index = 0; index < ends.length; index++) {
    if (!known.add(hashes[index] ?? 0)) continue;
    kept.push(bytes.subarray(index === 0 ? 0 : ends[index - 1], ends[index]));
    fresh += 1;
  }
  return { bytes: fresh === ends.length ? bytes : Buffer.concat(kept), fresh };
}

function writeLines(path: string, bytes: Uint8Array): void {
  const file = openForAppend(path);
  try {
    const ending = lineEnd(lastByte(file));
    let rest =
      ending.length === 0 ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length) : Buffer.concat([ending, bytes]);
    for (;;) {
      const written = writeSync(file, rest);
      if (written >= rest.length) return;
      // Another process may write before we go on: the line that was cut is written again whole, on a line of its own.
      const whole = written === 0 ? 0 : rest.lastIndexOf(NEWLINE, written - 1) + 1;
      rest = Buffer.concat([lineEnd(rest[written - 1]), rest.subarray(whole)]);
    }
  } finally {
    closeSync(file);
  }
}

/**
 * What ends a line whose last byte is this. Where a value may follow (after a colon, a comma), a newline is not enough: DuckDB's parser
 * takes it for white space, goes on into the next line and spoils it. A mark that is no JSON stops it.
 */
function lineEnd(last: number | undefined): Buffer {
  if (last === NEWLINE || last === undefined) return Buffer.alloc(0);
  return last === CLOSING_BRACE ? Buffer.of(NEWLINE) : Buffer.of(EXCLAMATION_MARK, NEWLINE);
}

function openForAppend(path: string): number {
  try {
    return openSync(path, APPEND, 0o600);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    makeFolder(dirname(path));
    return openSync(path, APPEND, 0o600);
  }
}

/** The last byte of a file once nobody is writing to it: a file grows before another's write is complete. */
function lastByte(file: number): number | undefined {
  const last = Buffer.alloc(1);
  for (let left = SETTLE_TRIES; ; left--) {
    const { size } = fstatSync(file);
    if (size === 0 || readSync(file, last, 0, 1, size - 1) === 0) return undefined;
    if (last[0] === NEWLINE || left === 0) return last[0];
    Atomics.wait(PAUSE, 0, 0, 1);
  }
}
