/** The state of the log: can it be written, how large is it, is anything in it torn or foreign, who holds the lock. */

import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bytes, count } from '../../report/number.ts';
import { listSegments, type Segment } from '../../store/segment.ts';
import { object, parsed, text, instant } from '../../sources/read.ts';
import type { Context } from '../define.ts';
import { nearestExisting } from '../folder.ts';
import type { Check, Section } from './check.ts';

export function checkLog(context: Context): Section {
  const { segments, foreign } = listSegments(context.places);
  return {
    title: 'Log',
    checks: [
      ...checkRecording(context),
      checkWritable(context.places.home),
      checkSize(segments, context.places.log),
      ...checkCompaction(segments, context.now()),
      ...checkLines(segments),
      ...(foreign.length === 0
        ? []
        : [
            {
              id: 'log.foreign',
              state: 'note' as const,
              text: `${count(foreign.length)} files in the log are none of Hindcast's: ${foreign.slice(0, 3).join(', ')}`,
              hint: 'They are never read. Move them elsewhere.',
            },
          ]),
      ...checkLock(context),
    ],
  };
}

function checkRecording({ settings }: Context): Check[] {
  return settings.offBecause === undefined
    ? []
    : [{ id: 'recording', state: 'note', text: `Recording is off: ${settings.offBecause}` }];
}

function checkWritable(home: string): Check {
  const folder = nearestExisting(home);
  const usable = statSync(folder).isDirectory() && mayWrite(folder);
  return usable
    ? {
        id: 'log.writable',
        state: 'ok',
        text: existsSync(home) ? `${home} can be written` : `${home} will be made on the first import`,
      }
    : {
        id: 'log.writable',
        state: 'action',
        text: `${folder} cannot be written`,
        hint: 'Change its permissions, or set HINDCAST_HOME to another folder.',
      };
}

/** Tried, not asked: root may write everywhere, but `/proc` and a file system that is mounted for reading take no file. */
function mayWrite(folder: string): boolean {
  const probe = join(folder, `.hindcast-probe-${process.pid}`);
  try {
    writeFileSync(probe, '');
    rmSync(probe);
    return true;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause) return false;
    throw cause;
  }
}

function checkSize(segments: readonly Segment[], log: string): Check {
  const days = [...new Set(segments.map(({ day }) => day))].toSorted();
  if (days.length === 0)
    return { id: 'log.size', state: 'note', text: `The log is empty (${log})`, hint: 'hindcast import' };
  const size = segments.reduce((sum, segment) => sum + segment.bytes, 0);
  return {
    id: 'log.size',
    state: 'ok',
    text: `${bytes(size)} in ${count(days.length)} ${days.length === 1 ? 'day' : 'days'}, ${days[0]} to ${days.at(-1)}`,
  };
}

function checkCompaction(segments: readonly Segment[], now: Date): Check[] {
  const today = now.toISOString().slice(0, 10);
  const loose = segments.filter(({ format, day }) => format === 'ndjson' && day < today);
  if (loose.length === 0) return [];
  const size = loose.reduce((sum, segment) => sum + segment.bytes, 0);
  const days = new Set(loose.map(({ day }) => day)).size;
  const said = `${count(days)} ${days === 1 ? 'past day is' : 'past days are'} not compacted yet (${bytes(size)})`;
  return [
    {
      id: 'log.uncompacted',
      state: 'note',
      text: `${said}; that happens by itself after a report`,
    },
  ];
}

/** More than this is left unread: the check must stay quick. */
const MOST_LINES_BYTES = 200_000_000;

function checkLines(segments: readonly Segment[]): Check[] {
  const lines = segments.filter(({ format }) => format === 'ndjson');
  if (lines.reduce((sum, segment) => sum + segment.bytes, 0) > MOST_LINES_BYTES) return [];
  const torn = lines.reduce((sum, { path }) => sum + tornLines(path), 0);
  if (torn === 0) return [];
  return [
    {
      id: 'log.torn',
      state: 'note',
      text: `${count(torn)} torn ${torn === 1 ? 'line' : 'lines'} (a crash or a full disk); every other line is read`,
    },
  ];
}

function tornLines(path: string): number {
  const all = readFileSync(path, 'utf8').split('\n');
  const unfinished = all.pop() === '' ? 0 : 1;
  return unfinished + all.filter((line) => line !== '' && !isJsonObject(line)).length;
}

function isJsonObject(line: string): boolean {
  return object(parsed(line)) !== undefined;
}

function checkLock({ places }: Context): Check[] {
  if (!existsSync(places.lock)) return [];
  const holder = object(parsed(readFileSync(places.lock, 'utf8')));
  const started = instant(holder?.['started']);
  const who = `process ${String(holder?.['pid'] ?? 'unknown')}, ${text(holder?.['doing']) ?? 'unknown work'}${started === undefined ? '' : `, since ${started}`}`;
  return [
    { id: 'lock', state: 'note', text: `The log is locked (${who}); a lock whose process has gone is taken over` },
  ];
}
