/**
 * What has been read of every file of every source, so that a file which grew is read on from there. Losing it costs time only: what
 * is read again has the same ids.
 */

import { closeSync, openSync, readSync } from 'node:fs';
import type { Places } from '../config/home.ts';
import { flag, integer, list, object, text } from '../sources/read.ts';
import { replaceFile } from './durable.ts';
import { codeOf, refusal } from './refusal.ts';

export type ManifestEntry = {
  /** Version of the source that read it. */
  readonly version: number;
  readonly size: number;
  readonly mtime_ms: number;
  readonly inode: number;
  /** Bytes read so far: the end of the last whole record. */
  readonly offset: number;
  /** Digests of up to 4 KB before `offset` and at the start: they tell a file that grew from one that was rewritten. */
  readonly tail: string;
  readonly head: string;
  /** Records read so far. */
  readonly index: number;
  /** What the parser needs to go on, as JSON text: it is parsed only for a file that has grown. */
  readonly state: string;
  /** The file was not there any more at the last import. */
  readonly gone?: boolean;
};

/** Keys are `<source id>:<absolute path>`. */
export type Manifest = { readonly entries: Record<string, ManifestEntry> };

/** An empty manifest when there is none, or when it cannot be understood. A line that is damaged costs the reading of its file. */
export function loadManifest(places: Places): Manifest {
  const entries: Record<string, ManifestEntry> = {};
  let isKnown = false;
  for (const line of linesOf(places.manifest)) {
    const value = parse(line);
    if (!isKnown && object(value)?.['version'] !== VERSION) return { entries: {} };
    isKnown = true;
    const [key, given] = list(value);
    const entry = readEntry(given);
    if (typeof key === 'string' && entry !== undefined) entries[key] = entry;
  }
  return { entries };
}

/** Replaces the manifest as a whole; a reader sees the old one or the new one. */
export function saveManifest(places: Places, { entries }: Manifest): void {
  replaceFile(places.manifest, piecesOf(entries));
}

const VERSION = 2;
/** Entries that are written, and bytes that are read, at a time: there may be a hundred thousand files. */
const AT_ONCE = 500;
const CHUNK = 1 << 20;
const NEWLINE = 0x0a;

/** A line with the version, then one for each file: `["source:/path", {…}]`. */
function* piecesOf(entries: Manifest['entries']): Generator<string> {
  let piece = `${JSON.stringify({ version: VERSION })}\n`;
  let count = 0;
  for (const key in entries) {
    piece += `${JSON.stringify([key, entries[key]])}\n`;
    if (++count % AT_ONCE > 0) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

function* linesOf(path: string): Generator<string> {
  const file = openOrNot(path);
  if (file === undefined) return;
  try {
    const chunk = Buffer.alloc(CHUNK);
    let rest = Buffer.alloc(0);
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) {
      const bytes = Buffer.concat([rest, chunk.subarray(0, read)]);
      let start = 0;
      for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
        yield bytes.toString('utf8', start, end);
        start = end + 1;
      }
      rest = bytes.subarray(start);
    }
  } finally {
    closeSync(file);
  }
}

function openOrNot(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw refusal(error, path, 'read');
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function readEntry(value: unknown): ManifestEntry | undefined {
  const entry = object(value) ?? {};
  const [version, size, inode] = [integer(entry['version']), integer(entry['size']), integer(entry['inode'])];
  const [offset, index, mtime] = [integer(entry['offset']), integer(entry['index']), entry['mtime_ms']];
  if (version === undefined || size === undefined || inode === undefined || offset === undefined || index === undefined)
    return undefined;
  if (typeof mtime !== 'number') return undefined;
  return {
    version,
    size,
    mtime_ms: mtime,
    inode,
    offset,
    tail: text(entry['tail']) ?? '',
    head: text(entry['head']) ?? '',
    index,
    state: text(entry['state']) ?? '',
    ...(flag(entry['gone']) === true ? { gone: true } : {}),
  };
}
