/**
 * What a sync would find to be new, estimated without a database and without the network: lines that were appended to the log since the last
 * sync, and files of other tools that changed since. Never too few.
 */

import { closeSync, openSync, readSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

import type { Places } from '../config/home.ts';
import { codeOf } from '../store/refusal.ts';
import { listSegments } from '../store/segment.ts';
import type { Last } from './remembered.ts';
import { rowsOf } from './row-count.ts';

export type PendingEvents = {
  readonly events: number;
  /** False: at most so many. */ readonly exact: boolean;
};

/** How far each file of the log has come, for `Last`. */
export function logSizes(places: Places): Readonly<Record<string, number>> {
  return Object.fromEntries(
    listSegments(places).segments.map(({ path, bytes }) => [relative(places.log, path), bytes] as const),
  );
}

/** Beyond so many bytes of the log lines are not counted but estimated by their size. */
const MOST_BYTES = 64 * 1024 * 1024;
/** No event is shorter. */
const LEAST_LINE = 150;

export function pendingEvents(places: Places, repo: string, { log = {}, doneAt }: Last): PendingEvents {
  const field = Buffer.from(`"repo":${JSON.stringify(repo)}`);
  let [events, read, exact] = [0, 0, true];
  for (const { path, bytes, format, mtime_ms } of listSegments(places).segments) {
    const before = log[relative(places.log, path)];
    if (before === bytes) continue;
    if (format === 'parquet') {
      // Made of lines that were mostly there before.
      const isOld = doneAt !== undefined && mtime_ms < Date.parse(doneAt);
      if (isOld) continue;
      events += rowsOf(path);
      exact = false;
      continue;
    }
    const from = before === undefined || before > bytes ? 0 : before;
    if (read + bytes - from > MOST_BYTES) {
      events += Math.ceil((bytes - from) / LEAST_LINE);
      exact = false;
      continue;
    }
    read += bytes - from;
    events += countFields(path, from, field);
  }
  return { events, exact };
}

/** Inside of a text of JSON the quotes would be escaped, so what is found is a field. */
function countFields(path: string, from: number, field: Buffer): number {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(PIECE + field.length);
    let [count, kept] = [0, 0];
    for (let at = from; ;) {
      const read = readSync(file, buffer, kept, PIECE, at);
      if (read === 0) return count;
      const piece = buffer.subarray(0, kept + read);
      for (let found = piece.indexOf(field); found >= 0; found = piece.indexOf(field, found + 1)) count += 1;
      // Half of one may stand at the end.
      kept = Math.min(field.length - 1, piece.length);
      piece.copy(buffer, 0, piece.length - kept);
      at += read;
    }
  } finally {
    closeSync(file);
  }
}

const PIECE = 1024 * 1024;

export type Shareable = { readonly folder: string; readonly maxFileBytes: number };

/** Paths below the folder that are not on the branch, or were changed since everything was. */
export function pendingFiles(
  { folder, maxFileBytes }: Shareable,
  onBranch: ReadonlySet<string>,
  { doneAt }: Last,
): readonly string[] {
  return filesBelow(folder).filter((path) => {
    const { size, mtimeMs } = statSync(join(folder, path));
    if (size > maxFileBytes) return false;
    return !onBranch.has(path) || doneAt === undefined || mtimeMs >= Date.parse(doneAt);
  });
}

/** With `/` between, sorted; only what belongs to a tool. */
function filesBelow(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
      .filter((path) => path.includes('/') && !/(?:^|\/)\./.test(path))
      .toSorted();
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}
