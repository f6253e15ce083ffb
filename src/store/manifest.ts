/**
 * What has been read of every file of every source, so that a file which grew is read on from there. Losing it costs time only: what
 * is read again has the same ids.
 */

import { readFileSync } from 'node:fs';
import type { Places } from '../config/home.ts';
import { flag, integer, object, text } from '../sources/read.ts';
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
  /** What the parser needs to go on. */
  readonly state: unknown;
  /** The file was not there any more at the last import. */
  readonly gone?: boolean;
};

/** Keys are `<source id>:<absolute path>`. */
export type Manifest = { readonly entries: Record<string, ManifestEntry> };

/** An empty manifest when there is none, or when it cannot be understood. */
export function loadManifest(places: Places): Manifest {
  const entries: Record<string, ManifestEntry> = {};
  for (const [key, value] of Object.entries(object(readJson(places.manifest)?.['entries']) ?? {})) {
    const entry = readEntry(value);
    if (entry !== undefined) entries[key] = entry;
  }
  return { entries };
}

/** Replaces the manifest as a whole; a reader sees the old one or the new one. */
export function saveManifest(places: Places, manifest: Manifest): void {
  replaceFile(places.manifest, `${JSON.stringify({ version: VERSION, entries: manifest.entries })}\n`);
}

const VERSION = 1;

function readJson(path: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const json = object(JSON.parse(readFileSync(path, 'utf8')));
    return json?.['version'] === VERSION ? json : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || codeOf(error) === 'ENOENT') return undefined;
    throw refusal(error, path, 'read');
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
    state: entry['state'],
    ...(flag(entry['gone']) === true ? { gone: true } : {}),
  };
}
