/**
 * The only writer of the log's lines. One `write` on an O_APPEND descriptor per batch, so that processes which append at the
 * same time never mix their lines, and a half line (a crash, a full disk) never swallows the next one.
 */

import { closeSync, constants, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Places } from '../config/home.ts';
import type { RedactedEvent } from '../redaction/redacted.ts';
import { FIELD_NAMES } from './columns.ts';
import { codeOf, refusal } from './refusal.ts';
import { openSeen } from './seen.ts';
import { segmentPath } from './segment.ts';

declare const line: unique symbol;

/** One event as JSON text without a newline. Only `toLine` makes one. */
export type Line = string & { readonly [line]: true };

export type Log = {
  /** Appends to the lines of `day` (`2026-01-31`, UTC) what the log does not hold yet; returns how many lines were new. */
  append(day: string, lines: readonly Line[]): number;
  close(): void;
};

export type LogOptions = {
  /** False: lines are appended without asking whether the log holds them (a merge on reading removes doubles). For short-lived processes. */
  readonly once?: boolean;
};

/** The fields in the order of the contract, absent ones left out. */
export function toLine(event: RedactedEvent): Line {
  const given: Readonly<Record<string, unknown>> = event;
  const ordered: Record<string, unknown> = {};
  for (const name of FIELD_NAMES) {
    const value = given[name];
    if (value !== undefined && value !== null) ordered[name] = value;
  }
  const json = JSON.stringify(ordered);
  return branded(json.includes('\\ud') ? json.replace(ESCAPED, mended) : json);
}

/** Opens the log for appending. Nothing is read or made before the first line is appended. */
export function openLog(places: Places, machine: string, options: LogOptions = {}): Log {
  let seen: ReturnType<typeof openSeen> | undefined;
  let buffer: Buffer = Buffer.allocUnsafe(1 << 16);
  const once = options.once ?? true;

  return {
    append(day, lines) {
      if (lines.length === 0) return 0;
      const known = once ? (seen ??= openSeen(places, machine)) : undefined;
      const path = segmentPath(places, { day, machine, format: 'ndjson' });
      let size = 0;
      let fresh = 0;
      known?.begin();
      for (const text of lines) {
        const room = size + text.length * 3 + 1;
        if (room > buffer.length) buffer = grown(buffer, { size, room });
        const end = size + buffer.write(text, size, 'utf8');
        if (known !== undefined && !known.add(buffer, size, end)) continue;
        buffer[end] = NEWLINE;
        size = end + 1;
        fresh += 1;
      }
      if (fresh === 0) return 0;
      try {
        writeLines(path, buffer.subarray(0, size));
      } catch (error) {
        known?.undo();
        throw refusal(error, path);
      }
      known?.keep();
      return fresh;
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
const ESCAPED = /\\(?:\\|ud[89a-f][0-9a-f]{2})/g;

/** `JSON.stringify` escapes only half surrogate pairs this way, and no reader of JSON other than JavaScript takes them. */
function mended(escape: string): string {
  return escape === '\\\\' ? escape : '\ufffd';
}

function writeLines(path: string, bytes: Buffer): void {
  const file = openForAppend(path);
  try {
    let rest = Buffer.concat([lineEnd(lastByte(file)), bytes]);
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
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
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

function grown(buffer: Buffer, need: { size: number; room: number }): Buffer {
  const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, need.room));
  buffer.copy(larger, 0, 0, need.size);
  return larger;
}

function branded(json: string): Line {
  if (!isLine(json)) throw new Error('A line of the log must not hold a newline.');
  return json;
}

function isLine(json: string): json is Line {
  return !json.includes('\n');
}
