/** Compaction: which days it folds, what it leaves, how large the result is. */

import { appendFileSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeEvents } from '../../bench/events.ts';
import { openDuckdb } from '../../src/duckdb.ts';
import { compact, isWorthCompacting } from '../../src/store/compact.ts';
import { readEvents } from '../../src/store/read.ts';
import { listSegments, segmentPath } from '../../src/store/segment.ts';
import { openEvents } from '../../src/store/tables.ts';
import { all, call, keep, temporaryHome } from './events.ts';

const now = () => new Date('2026-03-05T12:00:00Z');

test('Past days are folded, today and later days are not, whatever is asked for', async () => {
  const places = temporaryHome();
  keep(
    places,
    ['03', '04', '05', '06'].map((day) => call(`on-${day}`, { at: `2026-03-${day}T12:00:00.000Z` })),
  );
  const summary = await compact(places, { before: '2030-01-01', now });
  expect(summary).toMatchObject({ days: 2, rows: 2, torn_lines: 0 });
  expect(listSegments(places).segments.map(({ day, format }) => [day, format])).toEqual([
    ['2026-03-03', 'parquet'],
    ['2026-03-04', 'parquet'],
    ['2026-03-05', 'ndjson'],
    ['2026-03-06', 'ndjson'],
  ]);
});

test('A day that ended a moment ago is left for the next time', async () => {
  const places = temporaryHome();
  keep(places, [call('a', { at: '2026-03-04T23:59:59.000Z' })]);
  expect(await compact(places, { before: '2026-03-05', now: () => new Date('2026-03-05T00:00:30Z') })).toMatchObject({
    days: 0,
  });
  expect(await compact(places, { before: '2026-03-05', now: () => new Date('2026-03-05T00:01:00Z') })).toMatchObject({
    days: 1,
  });
});

test('Lines that come to a folded day are folded into its file', async () => {
  const places = temporaryHome();
  const at = '2026-03-01T12:00:00.000Z';
  keep(places, [call('a', { at, outcome: 'unknown' }), call('b', { at })]);
  await compact(places, { before: '2026-03-05', now });
  keep(places, [call('a', { at, outcome: 'ok', error_class: 'late' }), call('c', { at })]);
  expect(await compact(places, { before: '2026-03-05', now })).toMatchObject({ days: 1, rows: 3 });
  expect(await all(readEvents(places))).toEqual([
    call('a', { at, outcome: 'ok', error_class: 'late' }),
    call('b', { at }),
    call('c', { at }),
  ]);
  expect(listSegments(places).segments).toHaveLength(1);
});

test('Every machine keeps its own file, and what two machines saw is shown once', async () => {
  const places = temporaryHome();
  const at = '2026-03-01T12:00:00.000Z';
  keep(places, [call('a', { at }), call('b', { at })], 'aaaaaaaa');
  keep(places, [call('a', { at, observers: 'hook' }), call('c', { at })], 'bbbbbbbb');
  await compact(places, { before: '2026-03-05', now });
  expect(listSegments(places).segments.map(({ machine }) => machine)).toEqual(['aaaaaaaa', 'bbbbbbbb']);
  expect((await all(readEvents(places))).map(({ id, observers }) => [id, observers])).toEqual([
    ['a', 'hook,transcript'],
    ['b', 'transcript'],
    ['c', 'transcript'],
  ]);
});

test('Two compactions at once take turns', async () => {
  const places = temporaryHome();
  keep(
    places,
    ['01', '02', '03'].map((day) => call(`on-${day}`, { at: `2026-03-${day}T12:00:00.000Z` })),
  );
  const summaries = await Promise.all([1, 2, 3].map(() => compact(places, { before: '2026-03-05', now })));
  expect(summaries.map(({ days }) => days).toSorted()).toEqual([0, 0, 3]);
  expect((await all(readEvents(places))).map(({ id }) => id)).toEqual(['on-01', 'on-02', 'on-03']);
});

test('A compaction is worth its time when many days have lines, or when nothing is known of a file', async () => {
  const places = temporaryHome();
  const options = { before: '2026-03-05', now };
  const worth = () => isWorthCompacting(places, options);
  expect(worth()).toBe(false);
  keep(
    places,
    ['01', '02', '03', '04', '05'].map((day) => call(`on-${day}`, { at: `2026-03-${day}T12:00:00.000Z` })),
  );
  expect(worth()).toBe(false);
  keep(places, [call('on-28', { at: '2026-02-28T12:00:00.000Z' })]);
  expect(worth()).toBe(true);
  await compact(places, options);
  expect(worth()).toBe(false);
  rmSync(places.settled);
  expect(worth()).toBe(true);
  await compact(places, options);
  expect(worth()).toBe(false);
});

test('Torn lines are counted, and a file that holds nothing else disappears', async () => {
  const places = temporaryHome();
  keep(places, [call('a', { at: '2026-03-01T12:00:00.000Z' }), call('b', { at: '2026-03-02T12:00:00.000Z' })]);
  const path = (day: string) => segmentPath(places, { day, machine: '0badcafe', format: 'ndjson' });
  appendFileSync(path('2026-03-01'), '{"v":2,"kind":"ca');
  writeFileSync(path('2026-03-02'), '{"v":2,"kind":"call","id":"b","at":');
  expect(await compact(places, { before: '2026-03-05', now })).toMatchObject({ days: 2, rows: 1, torn_lines: 2 });
  expect(listSegments(places).segments.map(({ day }) => day)).toEqual(['2026-03-01']);
});

test('What a killed compaction left aside is removed', async () => {
  const places = temporaryHome();
  keep(places, [call('a', { at: '2026-03-01T12:00:00.000Z' })]);
  const aside = `${segmentPath(places, { day: '2026-03-01', machine: '0badcafe', format: 'parquet' })}.12345.tmp`;
  writeFileSync(aside, 'half a file');
  expect(listSegments(places).foreign).toEqual([]);
  await compact(places, { before: '2026-03-05', now });
  expect(existsSync(aside)).toBe(false);
});

test('Progress is told by day', async () => {
  const places = temporaryHome();
  keep(places, [call('a', { at: '2026-03-01T12:00:00.000Z' }), call('b', { at: '2026-03-02T12:00:00.000Z' })]);
  const told: unknown[] = [];
  await compact(places, { before: '2026-03-05', now, onProgress: (progress) => told.push(progress) });
  expect(told.at(-1)).toEqual({ days: 2, doneDays: 2 });
});

test('Folded files are readable by their owner only', async () => {
  const places = temporaryHome();
  keep(places, [call('a', { at: '2026-03-01T12:00:00.000Z' })]);
  await compact(places, { before: '2026-03-05', now });
  const [folded] = listSegments(places).segments;
  expect(statSync(folded?.path ?? '').mode & 0o777).toBe(0o600);
  expect(readFileSync(join(places.log, 'settled.json'), 'utf8')).toContain('2026/03/01/0badcafe.parquet');
});

test('A reader who opens the log while others fold it sees every event once, every time', async () => {
  const places = temporaryHome();
  const days = Array.from({ length: 20 }, (_, index) => `2026-02-${String(index + 1).padStart(2, '0')}`);
  let written = 0;
  for (let round = 0; round < 4; round++) {
    written += keep(
      places,
      days.map((day) => call(`${day}-${round}`, { at: `${day}T12:00:00.000Z` })),
    );
    let folding = true;
    const folded = compact(places, { before: '2026-03-05', now }).finally(() => (folding = false));
    while (folding) {
      const db = await openDuckdb();
      await openEvents(db, places);
      const { rows } = await db.rows('select count(*), count(distinct "id") from event');
      db.close();
      expect(rows).toEqual([[BigInt(written), BigInt(written)]]);
    }
    await folded;
  }
});

test('A lifelike month of 2,000 calls a day takes less than 20 MB, and an event less than 60 bytes', async () => {
  const places = temporaryHome();
  const events = writeEvents(places.home, { calls: 6000, days: 3, from: '2026-02-01' });
  const { parquet_bytes: bytes } = await compact(places, { before: '2026-03-05', now });
  expect(bytes / events).toBeLessThan(60);
  expect(bytes * 10).toBeLessThan(20e6);
});
