/** The view over the log: what is merged, what is scanned, what is left out, and what is refused. */

import { copyFileSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Places } from '../../src/config/home.ts';
import { openDuckdb, type Duckdb } from '../../src/duckdb.ts';
import { upgrade } from '../../src/event/upgrade.ts';
import { compact } from '../../src/store/compact.ts';
import { inspectLog } from '../../src/store/inspect.ts';
import { readEvents } from '../../src/store/read.ts';
import { listSegments, segmentPath } from '../../src/store/segment.ts';
import { openEvents, type EventsOpened, type EventsOptions } from '../../src/store/tables.ts';
import { all, call, keep, redacted, temporaryHome } from './events.ts';

const NOW = { before: '2027-01-01', now: () => new Date('2027-01-01T12:00:00Z') };

async function opened(places: Places, options: EventsOptions = {}): Promise<{ db: Duckdb; state: EventsOpened }> {
  const db = await openDuckdb();
  onTestFinished(() => db.close());
  return { db, state: await openEvents(db, places, options) };
}

async function idsOf(places: Places, options: EventsOptions = {}): Promise<unknown[]> {
  const { db } = await opened(places, options);
  const { rows } = await db.rows('select "id" from event order by 1');
  return rows.map(([id]) => id);
}

test('An empty log is a view without rows and with all columns', async () => {
  const { db } = await opened(temporaryHome());
  expect((await db.rows('select count(*), count("reported_cost_micros") from event')).rows).toEqual([[0n, 0n]]);
});

test('Days that are settled are scanned, not merged; lines of another day do not change that', async () => {
  const places = temporaryHome();
  keep(places, [call('a', { at: '2026-03-01T12:00:00.000Z' }), call('b', { at: '2026-03-02T12:00:00.000Z' })]);
  await compact(places, NOW);
  keep(places, [call('c', { at: '2026-03-03T12:00:00.000Z' })]);
  const { db, state } = await opened(places);
  expect(state.merged).toBe(0);
  expect(state.segments.map(({ day, format }) => `${day} ${format}`)).toEqual([
    '2026-03-01 parquet',
    '2026-03-02 parquet',
    '2026-03-03 ndjson',
  ]);
  expect((await db.rows('select count(*) from event')).rows).toEqual([[3n]]);
});

test('What a file lacks is null: for its rows alone, whatever the files beside it hold', async () => {
  const places = temporaryHome();
  keep(places, [
    call('a', { at: '2026-03-01T12:00:00.000Z', program: 'npm test', exit_code: 1 }),
    call('b', { at: '2026-03-02T12:00:00.000Z' }),
    call('c', { at: '2026-03-03T12:00:00.000Z', program: 'tsc', duration_ms: 5 }),
  ]);
  await compact(places, NOW);
  const { db } = await opened(places);
  // Twice: what is known of the files from the first time must not mislead the second.
  await db.run('set parquet_metadata_cache = true');
  for (let time = 0; time < 2; time++) {
    const { rows } = await db.rows('select "id", "program", "exit_code", "duration_ms", "task" from event order by 1');
    expect(rows).toEqual([
      ['a', 'npm test', 1n, null, null],
      ['b', null, null, null, null],
      ['c', 'tsc', null, 5n, null],
    ]);
    const counted = await db.rows(`select
      count(*) filter (where "program" is null),
      (select count(*) from event where "program" is null),
      (select count(*) from event where "exit_code" = 1),
      (select count(*) from event where "exit_code" is distinct from 1),
      (select count(*) from event where coalesce("program", 'none') in ('none', 'tsc')),
      count("program"), min("duration_ms") from event`);
    expect(counted.rows).toEqual([[1n, 1n, 1n, 2n, 2n, 2n, 5n]]);
  }
});

test('A call that straddles midnight is one call, before and after both days are folded', async () => {
  const places = temporaryHome();
  const seen = call('a', { at: '2026-03-01T23:59:59.900Z', tool: 'Bash' });
  const hooked = call('a', { at: '2026-03-02T00:00:00.100Z', observers: 'hook', duration_ms: 5 });
  const one = { ...seen, observers: 'hook,transcript', duration_ms: 5 };
  keep(places, [
    seen,
    call('other', { at: '2026-03-01T00:00:00.000Z' }),
    call('apart', { at: '2026-02-11T00:00:00.000Z' }),
  ]);
  await compact(places, NOW);
  keep(places, [hooked]);
  const found = async () => (await all(readEvents(places))).filter(({ id }) => id === 'a');
  expect(await found()).toEqual([one]);
  await compact(places, NOW);
  expect(await found()).toEqual([one]);
  expect((await inspectLog(places)).parquet).toMatchObject({ files: 3, unsettled: 2 });
});

test('Observations that lie far apart are found when their days are folded', async () => {
  const places = temporaryHome();
  keep(places, [call('a', { at: '2026-03-01T12:00:00.000Z' })]);
  await compact(places, NOW);
  keep(places, [call('a', { at: '2026-05-01T12:00:00.000Z', duration_ms: 7 })]);
  await compact(places, NOW);
  expect(await all(readEvents(places))).toEqual([call('a', { at: '2026-03-01T12:00:00.000Z', duration_ms: 7 })]);
});

test('A session that is resumed after weeks stays one session', async () => {
  const places = temporaryHome();
  const began = '2026-03-01T12:00:00.000Z';
  const session = (at: string, ended: string) =>
    redacted({
      v: 2,
      kind: 'session',
      id: 's',
      at,
      session_id: 's',
      session_at: began,
      observers: 'hook',
      agent: 'claude-code',
      ended_at: ended,
    });
  keep(places, [session(began, '2026-03-01T13:00:00.000Z')]);
  await compact(places, NOW);
  keep(places, [session('2026-04-20T12:00:00.000Z', '2026-04-20T13:00:00.000Z')]);
  expect(await all(readEvents(places))).toEqual([session(began, '2026-04-20T13:00:00.000Z')]);
});

test('Without settled.json the answer is the same, and the next compaction makes it again', async () => {
  const places = temporaryHome();
  keep(places, [
    call('a', { at: '2026-03-01T12:00:00.000Z' }),
    call('a', { at: '2026-03-02T12:00:00.000Z', seq: 3 }),
    call('b', { at: '2026-03-05T12:00:00.000Z' }),
  ]);
  await compact(places, NOW);
  const before = await all(readEvents(places));
  const settled = readFileSync(places.settled, 'utf8');
  rmSync(places.settled);
  expect(await all(readEvents(places))).toEqual(before);
  writeFileSync(places.settled, '{"version":');
  expect(await all(readEvents(places))).toEqual(before);
  await compact(places, NOW);
  expect(JSON.parse(readFileSync(places.settled, 'utf8'))).toEqual(JSON.parse(settled));
});

test('A Parquet file that was put there by hand is looked into before it is trusted', async () => {
  const places = temporaryHome();
  keep(places, [call('a', { at: '2026-03-01T12:00:00.000Z' })]);
  await compact(places, NOW);
  const [mine] = listSegments(places).segments;
  if (mine === undefined) throw new Error('nothing was folded');
  const copy = segmentPath(places, { day: '2026-03-09', machine: 'elsewhere', format: 'parquet' });
  mkdirSync(dirname(copy), { recursive: true });
  copyFileSync(mine.path, copy);
  expect(await idsOf(places)).toEqual(['a']);
  utimesSync(mine.path, new Date(), new Date());
  expect(await idsOf(places)).toEqual(['a']);
  expect((await inspectLog(places)).machines).toEqual(['0badcafe', 'elsewhere']);
});

test('A period leaves out the days outside of it, with a day of margin', async () => {
  const places = temporaryHome();
  keep(
    places,
    ['01', '02', '03', '04', '05', '06', '07'].map((day) => call(`on-${day}`, { at: `2026-03-${day}T12:00:00.000Z` })),
  );
  await compact(places, { ...NOW, before: '2026-03-05' });
  expect(await idsOf(places, { since: '2026-03-03T06:00:00.000Z', until: '2026-03-05T00:00:00.000Z' })).toEqual([
    'on-02',
    'on-03',
    'on-04',
    'on-05',
    'on-06',
  ]);
});

test('Lines of the first schema version read as the upgrade in the event contract says', async () => {
  const places = temporaryHome();
  const path = segmentPath(places, { day: '2026-03-05', machine: '0badcafe', format: 'ndjson' });
  mkdirSync(dirname(path), { recursive: true });
  const old = [
    {
      v: 1,
      kind: 'answer',
      id: 'a',
      at: '2026-03-05T12:00:00.000Z',
      observer: 'transcript',
      agent: 'codex',
      cache_write_tokens: 12,
      output_tokens: 4,
    },
    { kind: 'call', id: 'b', at: '2026-03-05T12:00:01.000Z', observer: 'hook', agent: 'codex' },
    { v: 1, kind: 'call', id: 'c', at: '2026-03-05T12:00:02.000Z', observers: 'otel', agent: 'codex' },
  ];
  writeFileSync(path, old.map((event) => `${JSON.stringify(event)}\n`).join(''));
  const upgraded = old.map((event) => upgrade(event));
  expect(await all(readEvents(places))).toEqual(upgraded);
  await compact(places, NOW);
  expect(await all(readEvents(places))).toEqual(upgraded);
});

test('A log of a later Hindcast is refused, as lines and as Parquet', async () => {
  const places = temporaryHome();
  const path = segmentPath(places, { day: '2026-03-05', machine: '0badcafe', format: 'ndjson' });
  mkdirSync(dirname(path), { recursive: true });
  const later = JSON.stringify({
    v: 99,
    kind: 'call',
    id: 'x',
    at: '2026-03-05T12:00:00.000Z',
    observers: 'hook',
    agent: 'a',
  });
  writeFileSync(path, `${later}\n`);
  await expect(idsOf(places)).rejects.toMatchObject({ code: 'store/newer-version' });
  await expect(compact(places, NOW)).rejects.toMatchObject({ code: 'store/newer-version' });
  const { db } = await opened(temporaryHome());
  await db.run(`copy (select * from read_json('${path}')) to '${path.replace('ndjson', 'parquet')}' (format parquet)`);
  rmSync(path);
  await expect(idsOf(places)).rejects.toMatchObject({ code: 'store/newer-version' });
});

test('A Parquet file that is none is refused by name', async () => {
  const places = temporaryHome();
  const path = segmentPath(places, { day: '2026-03-05', machine: '0badcafe', format: 'parquet' });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, 'not parquet at all');
  await expect(idsOf(places)).rejects.toMatchObject({
    code: 'store/corrupt-segment',
    message: expect.stringContaining(path),
  });
});

test('Files that do not belong to a log are reported and left alone', async () => {
  const places = temporaryHome();
  keep(places, [call('a')]);
  const foreign = [
    join(places.log, 'notes.txt'),
    join(places.log, '2026', '03', '05', 'x.csv'),
    join(places.log, '2026', '13'),
  ];
  for (const path of foreign) writeFileSync(path, 'hello');
  expect((await inspectLog(places)).foreign.toSorted()).toEqual(foreign.toSorted());
  await compact(places, NOW);
  expect(await idsOf(places)).toEqual(['a']);
  for (const path of foreign) expect(statSync(path).size).toBe(5);
});

test('A home whose path holds quotes and spaces works', async () => {
  const plain = temporaryHome();
  const { places } = await import('../../src/config/home.ts');
  const odd = places(join(plain.home, "o'clock [1] *{a,b}? ü"));
  keep(odd, [call('a')]);
  expect(await idsOf(odd)).toEqual(['a']);
  await compact(odd, NOW);
  expect(await idsOf(odd)).toEqual(['a']);
});
