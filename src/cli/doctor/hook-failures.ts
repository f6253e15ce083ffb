/** What live recording could not do in the last days, counted by door and reason. */

import { readFileSync } from 'node:fs';
import type { Places } from '../../config/home.ts';
import { instant, object, parsed, text } from '../../sources/read.ts';
import { codeOf } from '../../store/refusal.ts';

export type FailureCount = {
  readonly source: string;
  readonly failure: string;
  readonly times: number;
  readonly last: string;
};

const DAYS = 7;

/** Most frequent first. */
export function countFailures({ hookErrors }: Places, now: Date): readonly FailureCount[] {
  const since = new Date(now.getTime() - DAYS * 86_400_000).toISOString();
  const counts = new Map<string, FailureCount>();
  for (const line of contentOf(hookErrors).split('\n')) {
    const entry = object(parsed(line));
    const at = instant(entry?.['at']);
    const source = text(entry?.['source']) ?? 'unknown';
    const failure = text(entry?.['failure']) ?? 'unknown';
    if (at === undefined || at < since) continue;
    const key = `${source}/${failure}`;
    const known = counts.get(key);
    const last = known !== undefined && known.last > at ? known.last : at;
    counts.set(key, { source, failure, times: (known?.times ?? 0) + 1, last });
  }
  return [...counts.values()].toSorted((a, b) => b.times - a.times || (a.failure < b.failure ? -1 : 1));
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return '';
    throw error;
  }
}
