/** Retention: what is removed, what stays, and that it does not come back. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { Places } from '../../src/config/home.ts';
import { compact } from '../../src/store/compact.ts';
import { prune, prunedBefore } from '../../src/store/prune.ts';
import { readEvents } from '../../src/store/read.ts';
import { listSegments, segmentPath } from '../../src/store/segment.ts';
import { all, call, keep, temporaryHome } from './events.ts';

const now = () => new Date('2026-03-05T12:00:00Z');

/** Two folded days, one of lines, and today. */
async function filled(): Promise<Places> {
  const places = temporaryHome();
  keep(
    places,
    ['02', '03', '04', '05'].map((day) => call(`on-${day}`, { at: `2026-03-${day}T12:00:00.000Z` })),
  );
  await compact(places, { before: '2026-03-04', now });
  return places;
}

const daysOf = (places: Places) => listSegments(places).segments.map(({ day }) => day);

test('Days before the given one are removed, with their folders', async () => {
  const places = await filled();
  const summary = await prune(places, { olderThan: '2026-03-04', now });
  expect(summary).toMatchObject({ days: 2, files: 2, pruned_before: '2026-03-04' });
  expect(daysOf(places)).toEqual(['2026-03-04', '2026-03-05']);
  expect(existsSync(dirname(segmentPath(places, { day: '2026-03-02', machine: 'x', format: 'parquet' })))).toBe(false);
  expect((await all(readEvents(places))).map(({ id }) => id)).toEqual(['on-04', 'on-05']);
  expect(prunedBefore(places)).toBe('2026-03-04');
});

test('A dry run says the same and removes nothing', async () => {
  const places = await filled();
  const dry = await prune(places, { olderThan: '2026-03-04', dryRun: true, now });
  expect(daysOf(places)).toHaveLength(4);
  expect(prunedBefore(places)).toBeUndefined();
  expect(await prune(places, { olderThan: '2026-03-04', now })).toEqual(dry);
});

test('The oldest days go until the log fits; today stays, however small the limit', async () => {
  const places = await filled();
  const sizes = listSegments(places).segments.map(({ bytes }) => bytes);
  const two = (sizes[2] ?? 0) + (sizes[3] ?? 0);
  const summary = await prune(places, { maxBytes: two, now });
  expect(summary).toMatchObject({ days: 2, kept_bytes: two, pruned_before: '2026-03-04' });
  await prune(places, { maxBytes: 0, now });
  expect(daysOf(places)).toEqual(['2026-03-05']);
});

test('A log that fits is left alone', async () => {
  const places = await filled();
  expect(await prune(places, { maxBytes: 1e9, now })).toMatchObject({ days: 0, files: 0, pruned_before: undefined });
  expect(await prune(places, { now })).toMatchObject({ days: 0 });
  expect(daysOf(places)).toHaveLength(4);
});

test('What was pruned stays pruned when a later prune asks for less, and today is never promised away', async () => {
  const places = await filled();
  await prune(places, { olderThan: '2026-03-04', now });
  await prune(places, { olderThan: '2026-03-02', now });
  expect(prunedBefore(places)).toBe('2026-03-04');
  await prune(places, { olderThan: '2030-01-01', now });
  expect(prunedBefore(places)).toBe('2026-03-05');
  expect(daysOf(places)).toEqual(['2026-03-05']);
});

test('A damaged memory of what was pruned is refused, not ignored', async () => {
  const places = await filled();
  await prune(places, { olderThan: '2026-03-04', now });
  const path = join(places.home, 'pruned.json');
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ before: '2026-03-04' });
  writeFileSync(path, '{"bef');
  expect(() => prunedBefore(places)).toThrow(/does not say/);
});
