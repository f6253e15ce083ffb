/** What the tests of this source share: reading a rollout, in one import or in several. */

import { readFileSync } from 'node:fs';
import type { Event } from '../../../src/event/schema.ts';
import { countSkip, isSkip, type SkipCounts } from '../../../src/event/skip.ts';
import type { Parser, Source, Yielded } from '../../../src/sources/define.ts';
import { mergeEvents } from '../../conformance/merge.ts';

export type Read = { events: Event[]; skips: SkipCounts };

export function recordsOf(file: string): unknown[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
}

/** Reads the records, with a new parser after each of the given cuts, as separate imports of a growing file would. */
export function readAll(
  source: Source,
  path: string,
  { records, cuts = [] }: { records: readonly unknown[]; cuts?: readonly number[] },
): Read {
  const read: Read = { events: [], skips: {} };
  let parser: Parser = source.parser({ path, state: undefined });
  records.forEach((record, index) => {
    if (cuts.includes(index)) {
      take(read, parser.end());
      parser = source.parser({ path, state: JSON.parse(JSON.stringify(parser.state() ?? null)) ?? undefined });
    }
    take(read, parser.read(record, { index }));
  });
  take(read, parser.end());
  return read;
}

function take({ events, skips }: Read, yielded: readonly Yielded[]): void {
  for (const one of yielded) {
    if (isSkip(one)) countSkip(skips, one.skip);
    else events.push(one);
  }
}

/** One event per (kind, id), in the order of first sight. */
export function merged(events: readonly Event[]): Record<string, unknown>[] {
  return [...mergeEvents(events).values()];
}
