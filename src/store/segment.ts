/**
 * The files of the log: `log/<yyyy>/<mm>/<dd>/<machine>.ndjson` and `.parquet`. Anything else below the log is foreign: it is
 * reported, never read and never touched.
 */

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Places } from '../config/home.ts';
import { codeOf, refusal } from './refusal.ts';

/** A UTC day as `2026-01-31`. */
export type Day = string;

export type SegmentName = { readonly day: Day; readonly machine: string; readonly format: 'ndjson' | 'parquet' };

export type Segment = SegmentName & { readonly path: string; readonly bytes: number; readonly mtime_ms: number };

export type Segments = {
  readonly segments: readonly Segment[];
  /** Paths that are no files of a log. */ readonly foreign: readonly string[];
};

export type DayRange = { readonly since?: Day; readonly until?: Day };

export function segmentPath(places: Places, name: SegmentName): string {
  const [year = '', month = '', date = ''] = name.day.split('-');
  return join(places.log, year, month, date, `${name.machine}.${name.format}`);
}

/** Every segment, oldest day first, then by machine. A range leaves out days before `since` and after `until`. */
export function listSegments(places: Places, range: DayRange = {}): Segments {
  const segments: Segment[] = [];
  const foreign: string[] = [];
  const outside = (day: Day) =>
    (range.since !== undefined && day < range.since) || (range.until !== undefined && day > range.until);
  for (const folder of dayFolders(places, foreign)) {
    if (outside(folder.day)) continue;
    for (const entry of names(folder.path)) {
      const path = join(folder.path, entry);
      const [, machine, format] = SEGMENT.exec(entry) ?? [];
      const stat = statSync(path, { throwIfNoEntry: false });
      if (stat === undefined) continue;
      if (LEFTOVER.test(entry)) continue;
      if (machine === undefined || !isFormat(format) || !stat.isFile()) foreign.push(path);
      else segments.push({ day: folder.day, machine, format, path, bytes: stat.size, mtime_ms: stat.mtimeMs });
    }
  }
  return { segments, foreign };
}

/** Files that a compaction which was killed has left aside. Only whoever holds the lock may remove them. */
export function listLeftovers(places: Places): readonly string[] {
  return dayFolders(places, []).flatMap((folder) =>
    names(folder.path)
      .filter((name) => LEFTOVER.test(name))
      .map((name) => join(folder.path, name)),
  );
}

/** The UTC day of an instant such as `2026-01-31T12:00:00.000Z`. */
export function dayOf(instant: string): Day {
  return instant.slice(0, 10);
}

/** The day that lies `days` after `day` (before it, when negative). */
export function dayPlus(day: Day, days: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

const SEGMENT = /^([A-Za-z0-9_-]{1,64})\.(ndjson|parquet)$/;
const LEFTOVER = /^[A-Za-z0-9_-]{1,64}\.parquet\.\d+\.tmp$/;
const LEVELS = [/^\d{4}$/, /^(?:0[1-9]|1[0-2])$/, /^(?:0[1-9]|[12]\d|3[01])$/] as const;

function dayFolders(places: Places, foreign: string[]): { day: Day; path: string }[] {
  let folders = [{ day: '', path: places.log }];
  for (const level of LEVELS) {
    folders = folders.flatMap((folder) =>
      names(folder.path).flatMap((name) => {
        const path = join(folder.path, name);
        if (level.test(name)) return [{ day: folder.day === '' ? name : `${folder.day}-${name}`, path }];
        if (path !== places.settled && path !== places.hookErrors) foreign.push(path);
        return [];
      }),
    );
  }
  return folders;
}

/** Sorted names in a folder; none when there is no such folder, or when it is a file. */
function names(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw refusal(error, folder, 'read');
  }
}

function isFormat(text: string | undefined): text is Segment['format'] {
  return text === 'ndjson' || text === 'parquet';
}
