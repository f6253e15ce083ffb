/**
 * What has been read of every file of every source, so that a file which grew is read on from there. A journal: what is learnt is appended,
 * and a later line about a file stands for the earlier ones. Only what tells whether a file has changed is held in memory; where its parser
 * stood stays on the disk until it is asked for. Losing it costs time only: what is read again has the same ids.
 */

import type { Places } from '../config/home.ts';
import { integer, list, object, parsed, text } from '../sources/read.ts';
import { replaceFile } from './durable.ts';
import { appendLines, eachLine, piecesOf, withLines, type Place } from './journal.ts';

/** What tells whether a file has to be opened. */
export type Known = {
  /** Version of the source that read it. */
  readonly version: number;
  readonly size: number;
  readonly mtime_ms: number;
  readonly inode: number;
  /** The file was not there any more at a later import. */
  readonly gone: boolean;
};

export type ManifestEntry = Omit<Known, 'gone'> & {
  /** Bytes read so far: the end of the last whole record. */
  readonly offset: number;
  /** Records read so far. */
  readonly index: number;
  /** Digests of up to 4 KB at the start and before `offset`: they tell a file that grew from one that was rewritten. */
  readonly head: string;
  readonly tail: string;
  /** What the parser needs to go on, as JSON text: it is parsed only for a file that has grown. */
  readonly state: string;
};

export type Manifest = {
  known(source: string, path: string): Known | undefined;
  /** All that is remembered of a file, from the disk. */
  entry(source: string, path: string): ManifestEntry | undefined;
  /** The files of a source that were there when they were last looked for. */
  paths(source: string): readonly string[];
  remember(source: string, path: string, entry: ManifestEntry): void;
  markGone(source: string, path: string): void;
  /** Bytes that wait to be saved. */
  waiting(): number;
  /** Ends the list of what waits; the answer saves it. What is remembered meanwhile waits for the next time. */
  seal(): () => void;
};

const VERSION = 3;
const HEADER = `${JSON.stringify({ version: VERSION })}\n`;
/** Bytes of superseded lines that are not worth writing the file anew. */
const MOST_WASTE = 1 << 18;

/** `at` and `bytes`: where the newest line about a file stands that was saved; none yet when that is negative. */
type Kept = Omit<Known, 'gone'> & { gone: boolean; at: number; bytes: number };
type Files = Map<string, Map<string, Kept>>;
type Waiting = { readonly kept: Kept; readonly line: string; readonly isEntry: boolean };

/** Empty when there is none, or when it cannot be understood. A line that is damaged costs the reading of its file. */
export function loadManifest(places: Places): Manifest {
  const path = places.manifest;
  const { files, isUnderstood } = load(path);
  let isFresh = !isUnderstood;
  let waiting: Waiting[] = [];
  let waitingBytes = 0;

  const find = (source: string, file: string): Kept | undefined => files.get(source)?.get(file);
  const wait = (one: Waiting): void => {
    waiting.push(one);
    waitingBytes += one.line.length;
  };
  const save = (sealed: readonly Waiting[]): void => {
    if (sealed.length === 0) return;
    const end = isFresh ? begin(path, sealed) : settle(sealed, appendLines(path, linesOf(sealed)));
    isFresh = false;
    if (end > 2 * liveBytes(files) + MOST_WASTE) rewrite(path, files);
  };

  return {
    known: find,
    entry(source, file) {
      const kept = find(source, file);
      if (kept === undefined) return undefined;
      const line = waiting.findLast((one) => one.kept === kept && one.isEntry)?.line;
      return entryIn(line ?? (kept.at < 0 ? '' : withLines(path, (lineAt) => lineAt(kept))), kept);
    },
    paths: (source) => [...(files.get(source) ?? [])].filter(([, { gone }]) => !gone).map(([file]) => file),
    remember(source, file, entry) {
      const { version, size, mtime_ms, inode } = entry;
      const { at, bytes } = find(source, file) ?? { at: -1, bytes: 0 };
      const kept = { version, size, mtime_ms, inode, gone: false, at, bytes };
      put(files, { source, file, kept });
      wait({ kept, line: lineOf(source, file, entry), isEntry: true });
    },
    markGone(source, file) {
      const kept = find(source, file);
      if (kept === undefined || kept.gone) return;
      kept.gone = true;
      wait({ kept, line: goneLine(source, file), isEntry: false });
    },
    waiting: () => waitingBytes,
    seal() {
      const sealed = waiting;
      waiting = [];
      waitingBytes = 0;
      return () => save(sealed);
    },
  };
}

/** Two or three JSON texts with tabs between: what tells a change, where reading stopped, and the state as it is. */
function lineOf(source: string, file: string, entry: ManifestEntry): string {
  const { version, size, mtime_ms, inode, offset, index, head, tail, state } = entry;
  const facts = JSON.stringify([source, file, version, size, mtime_ms, inode]);
  return `${facts}\t${JSON.stringify([offset, index, head, tail])}\t${state}\n`;
}

/** A file that is only named is not there any more. */
function goneLine(source: string, file: string): string {
  return `${JSON.stringify([source, file])}\n`;
}

function entryIn(line: string, { version, size, mtime_ms, inode }: Known): ManifestEntry | undefined {
  const [, place = '', state = ''] = line.trimEnd().split('\t');
  const [stop, records, head, tail] = list(parsed(place));
  const [offset, index] = [integer(stop), integer(records)];
  if (offset === undefined || index === undefined) return undefined;
  return { version, size, mtime_ms, inode, offset, index, head: text(head) ?? '', tail: text(tail) ?? '', state };
}

function load(path: string): { files: Files; isUnderstood: boolean } {
  const files: Files = new Map();
  let isUnderstood = false;
  eachLine(path, (beginning, place) => {
    const value = parsed(beginning);
    if (isUnderstood) take(files, list(value), place);
    else isUnderstood = object(value)?.['version'] === VERSION;
    return isUnderstood;
  });
  return { files, isUnderstood };
}

function take(files: Files, line: readonly unknown[], { at, bytes }: Place): void {
  const [source, file] = [line[0], line[1]];
  if (typeof source !== 'string' || typeof file !== 'string') return;
  if (line.length === 2) {
    const kept = files.get(source)?.get(file);
    if (kept !== undefined) kept.gone = true;
    return;
  }
  const [version, size, inode] = [integer(line[2]), integer(line[3]), integer(line[5])];
  const mtime = line[4];
  if (version === undefined || size === undefined || inode === undefined || typeof mtime !== 'number') return;
  put(files, { source, file, kept: { version, size, mtime_ms: mtime, inode, gone: false, at, bytes } });
}

function put(files: Files, { source, file, kept }: { source: string; file: string; kept: Kept }): void {
  let own = files.get(source);
  if (own === undefined) files.set(source, (own = new Map<string, Kept>()));
  own.set(file, kept);
}

function* linesOf(sealed: readonly Waiting[]): Generator<string> {
  for (const { line } of sealed) yield line;
}

/** Writes the first lines; a reader sees the old file or the new one. */
function begin(path: string, sealed: readonly Waiting[]): number {
  replaceFile(path, piecesOf([HEADER, ...linesOf(sealed)]));
  return settle(sealed, HEADER.length);
}

/** Notes where lines that were written from `start` on stand; returns where they end. */
function settle(sealed: readonly Waiting[], start: number): number {
  let at = start;
  for (const { kept, line, isEntry } of sealed) {
    const bytes = Buffer.byteLength(line);
    if (isEntry) Object.assign(kept, { at, bytes });
    at += bytes;
  }
  return at;
}

function liveBytes(files: Files): number {
  let sum = 0;
  for (const own of files.values()) for (const { bytes } of own.values()) sum += bytes;
  return sum;
}

/** Writes the file anew without what was superseded. */
function rewrite(path: string, files: Files): void {
  const places: { kept: Kept; at: number; bytes: number }[] = [];
  withLines(path, (lineAt) => replaceFile(path, piecesOf(liveLines(files, lineAt, places))));
  for (const { kept, ...place } of places) Object.assign(kept, place);
}

function* liveLines(
  files: Files,
  lineAt: (place: Place) => string,
  places: { kept: Kept; at: number; bytes: number }[],
): Generator<string> {
  yield HEADER;
  let at = HEADER.length;
  for (const [source, own] of files) {
    for (const [file, kept] of own) {
      if (kept.at < 0) continue;
      yield lineAt(kept);
      places.push({ kept, at, bytes: kept.bytes });
      at += kept.bytes;
      if (!kept.gone) continue;
      const gone = goneLine(source, file);
      yield gone;
      at += Buffer.byteLength(gone);
    }
  }
}
