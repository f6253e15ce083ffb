import { mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync, appendFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { places as placesOf } from '../../src/config/home.ts';
import { openDuckdb } from '../../src/duckdb.ts';
import { logSizes, pendingEvents, pendingFiles } from '../../src/sync/pending.ts';
import { rowsOf } from '../../src/sync/row-count.ts';

const home = mkdtempSync(join(tmpdir(), 'hindcast-pending-'));
const places = placesOf(home);
const day = join(places.log, '2026', '11', '19');
const lines = join(day, '0a1b2c3d.ndjson');
const line = (repo: string, id: number): string => `${JSON.stringify({ kind: 'call', id: `c${id}`, repo })}\n`;
const REPO = 'github.com/shop/shop';

beforeAll(() => mkdirSync(day, { recursive: true }));
afterAll(() => rmSync(home, { recursive: true, force: true }));

test('Lines of this repository that were appended since the last sync are counted, with others left out', () => {
  expect(pendingEvents(places, REPO, {})).toEqual({ events: 0, exact: true });
  writeFileSync(lines, line(REPO, 1) + line('github.com/shop/other', 2) + line(REPO, 3));
  expect(pendingEvents(places, REPO, {})).toEqual({ events: 2, exact: true });
  const last = { log: logSizes(places), doneAt: '2026-11-19T12:00:00.000Z' };
  expect(pendingEvents(places, REPO, last)).toEqual({ events: 0, exact: true });
  appendFileSync(lines, line(REPO, 4) + line(`${REPO}-more`, 5));
  expect(pendingEvents(places, REPO, last)).toEqual({ events: 1, exact: true });
});

test('The rows of a Parquet file that is new are an upper bound, and its footer tells how many there are', async () => {
  const parquet = join(day, '0a1b2c3d.parquet');
  const db = await openDuckdb({ temp: join(places.cache, 'spill') });
  for (const rows of [1, 70, 300_000]) {
    await db.rows(
      `copy (select i as a, 'x' || i as b, i % 2 = 0 as c, i / 7.0 as d from range(${rows}) t(i)) to '${parquet}' (format parquet)`,
    );
    expect(rowsOf(parquet)).toBe(rows);
  }
  db.close();
  const before = pendingEvents(places, REPO, {}).events;
  expect(before).toBeGreaterThan(300_000);
  expect(pendingEvents(places, REPO, {}).exact).toBe(false);
  const later = new Date(statSync(parquet).mtimeMs + 1_000).toISOString();
  expect(pendingEvents(places, REPO, { log: logSizes(places), doneAt: later })).toEqual({ events: 0, exact: true });
  writeFileSync(parquet, 'no Parquet file');
  expect(rowsOf(parquet)).toBe(0);
});

test('Files of other tools wait until they are on the branch, and again when they change', () => {
  const folder = join(home, 'devtools-telemetry');
  const path = 'reviewer/sessions/20261119-1/session.json';
  expect(pendingFiles({ folder, maxFileBytes: 100 }, new Set(), {})).toEqual([]);
  mkdirSync(join(folder, 'reviewer', 'sessions', '20261119-1'), { recursive: true });
  writeFileSync(join(folder, path), '{}');
  writeFileSync(join(folder, 'reviewer', 'sessions', '20261119-1', 'big.json'), 'x'.repeat(101));
  writeFileSync(join(folder, 'loose.json'), '{}');
  expect(pendingFiles({ folder, maxFileBytes: 100 }, new Set(), {})).toEqual([path]);
  const then = new Date('2026-11-19T10:00:00Z');
  utimesSync(join(folder, path), then, then);
  const on = new Set([path]);
  expect(pendingFiles({ folder, maxFileBytes: 100 }, on, { doneAt: '2026-11-19T11:00:00.000Z' })).toEqual([]);
  expect(pendingFiles({ folder, maxFileBytes: 100 }, on, { doneAt: '2026-11-19T09:00:00.000Z' })).toEqual([path]);
});
