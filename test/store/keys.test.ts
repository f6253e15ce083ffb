/** The keys by which rows are grouped: the same for lines, for Parquet files, and for files that were written before there were keys. */

import { renameSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import type { Places } from '../../src/config/home.ts';
import { literal, openDuckdb } from '../../src/duckdb.ts';
import { KEY_COLUMNS } from '../../src/store/columns.ts';
import { compact } from '../../src/store/compact.ts';
import { listSegments } from '../../src/store/segment.ts';
import { openEvents } from '../../src/store/tables.ts';
import { call, keep, temporaryHome } from './events.ts';

const NOW = { before: '2027-01-01', now: () => new Date('2027-01-01T12:00:00Z') };

const EVENTS = [
  call('a', { at: '2026-03-01T12:00:00.000Z', session_id: 's1', target: 'x.ts' }),
  call('b', { at: '2026-03-01T12:00:01.000Z', session_id: 's1', subagent_id: 'agent-1', target: 'x.ts' }),
  call('c', { at: '2026-03-02T12:00:00.000Z', session_id: 's1', target: 'y.ts' }),
  call('d', { at: '2026-03-02T12:00:00.000Z', session_id: 's2' }),
];

async function keysOf(places: Places): Promise<Record<string, readonly unknown[]>> {
  const db = await openDuckdb();
  onTestFinished(() => db.close());
  await openEvents(db, places);
  const { rows } = await db.rows('select "id", stream_key, target_key from event order by 1');
  return Object.fromEntries(rows.map(([id, ...keys]) => [id, keys]));
}

async function dropKeys(places: Places): Promise<void> {
  const db = await openDuckdb();
  onTestFinished(() => db.close());
  const names = KEY_COLUMNS.map(({ name }) => name).join(', ');
  for (const { path } of listSegments(places).segments) {
    await db.run(
      `copy (select * exclude (${names}) from read_parquet(${literal(path)})) to ${literal(`${path}.old`)} (format parquet)`,
    );
    renameSync(`${path}.old`, path);
  }
}

test('A session, its subagents and other sessions have keys of their own; calls about the same thing share one', async () => {
  const places = temporaryHome();
  keep(places, EVENTS);
  const { a = [], b = [], c = [], d = [] } = await keysOf(places);
  expect(new Set([a[0], b[0], d[0]]).size).toBe(3);
  expect(c[0]).toBe(a[0]);
  expect(b[1]).toBe(a[1]);
  expect(c[1]).not.toBe(a[1]);
  expect(d[1]).toBeNull();
});

test('Folding keeps the keys, and a file that was written without any answers with the same ones', async () => {
  const places = temporaryHome();
  keep(places, EVENTS);
  const ofLines = await keysOf(places);
  await compact(places, NOW);
  expect(await keysOf(places)).toEqual(ofLines);
  await dropKeys(places);
  expect(await keysOf(places)).toEqual(ofLines);
  await compact(places, NOW);
  expect(await keysOf(places)).toEqual(ofLines);
});
