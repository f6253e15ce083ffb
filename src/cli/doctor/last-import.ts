/** Remembers what the last import that read something skipped, and tells `doctor` what of it deserves a look. Lies in the cache: losing it loses no event. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Places } from '../../config/home.ts';
import { SKIPS, isSkipReason, type SkipCounts } from '../../event/skip.ts';
import type { ImportSummary } from '../../ingest.ts';
import { localTime } from '../../report/cell.ts';
import { count as shown } from '../../report/number.ts';
import { count, instant, object } from '../../sources/read.ts';
import type { Context } from '../define.ts';
import type { Check, Section } from './check.ts';

export function rememberImport(places: Places, { new_events, skips }: ImportSummary, at: Date): void {
  const path = fileIn(places);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, `${JSON.stringify({ at: at.toISOString(), new_events, skips })}\n`, { mode: 0o600 });
}

export function checkLastImport({ places, settings }: Context): Section {
  const last = readLast(places);
  if (last === undefined) return { title: 'Last import', checks: [] };
  const loud = Object.entries(last.skips).filter(([reason]) => isSkipReason(reason) && !SKIPS[reason].quiet);
  return {
    title: 'Last import',
    checks: [
      {
        id: 'import',
        state: 'ok',
        text: `${localTime(last.at, settings.value('timezone'))}: ${shown(last.newEvents)} new events`,
      },
      ...loud.map(([reason, times]): Check => ({
        id: `import.skip.${reason}`,
        state: 'note',
        text: `${shown(times)} ${times === 1 ? 'record' : 'records'} skipped as ${reason}${isSkipReason(reason) ? `: ${SKIPS[reason].meaning}` : ''}`,
      })),
    ],
  };
}

type Last = { readonly at: string; readonly newEvents: number; readonly skips: SkipCounts };

function fileIn(places: Places): string {
  return join(places.cache, 'last-import.json');
}

function readLast(places: Places): Last | undefined {
  try {
    const json = object(JSON.parse(readFileSync(fileIn(places), 'utf8')));
    const at = instant(json?.['at']);
    const skips = Object.entries(object(json?.['skips']) ?? {}).map(
      ([reason, times]) => [reason, count(times) ?? 0] as const,
    );
    return at === undefined
      ? undefined
      : { at, newEvents: count(json?.['new_events']) ?? 0, skips: Object.fromEntries(skips) };
  } catch (cause) {
    if (cause instanceof SyntaxError || (cause instanceof Error && 'code' in cause)) return undefined;
    throw cause;
  }
}
