import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Environment } from '../../../src/config/environment.ts';
import { places } from '../../../src/config/home.ts';
import { openEngine } from '../../../src/engine/engine.ts';
import { importFiles, type ImportSummary } from '../../../src/ingest.ts';
import { object } from '../../../src/sources/read.ts';
import opencode from '../../../src/sources/opencode.ts';
import { recordsOf } from '../codex/reading.ts';
import { addRows, makeDatabase } from './database.ts';

const rows = recordsOf(join(import.meta.dirname, 'work', 'input.jsonl'));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hindcast-opencode-'));
  mkdirSync(join(folder, 'data', 'opencode'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const database = (): string => join(folder, 'data', 'opencode', 'opencode.db');

function importNow(paths?: readonly string[]): Promise<ImportSummary> {
  const environment: Environment = {
    variable: (name) => (name === 'XDG_DATA_HOME' ? join(folder, 'data') : undefined),
    homeDir: join(folder, 'nobody'),
    cwd: folder,
    platform: 'linux',
    user: {},
  };
  const store = places(join(folder, 'home'));
  return importFiles({
    places: store,
    sources: [opencode],
    environment,
    redaction: {},
    ...(paths === undefined ? {} : { paths }),
  });
}

async function ask(sql: string): Promise<unknown> {
  const engine = await openEngine(places(join(folder, 'home')), { threads: 1 });
  try {
    return (await engine.sql(sql)).rows;
  } finally {
    await engine.close();
  }
}

const OUTCOMES =
  "select outcome, cast(count(*) as integer) from event where kind = 'call' group by outcome order by outcome";

test('a database whose client is running is imported, and nothing appears beside it', async () => {
  const db = makeDatabase(database(), rows, true);
  try {
    const before = readdirSync(join(folder, 'data', 'opencode')).sort();
    expect(before).toContain('opencode.db-wal');
    const bytes = readFileSync(database());
    const summary = await importNow();
    expect(summary).toMatchObject({ files: 1, events: 16, new_events: 16, warnings: [] });
    expect(readdirSync(join(folder, 'data', 'opencode')).sort()).toEqual(before);
    expect(readFileSync(database()).equals(bytes)).toBe(true);
  } finally {
    db.close();
  }
  expect(await ask(OUTCOMES)).toEqual([
    ['cancelled', 1],
    ['command_nonzero', 1],
    ['denied', 2],
    ['ok', 4],
    ['tool_error', 1],
    ['unknown', 1],
  ]);
});

test('what is added later is found, also when only the write-ahead log has grown, and nothing is counted twice', async () => {
  const cut = rows.length - 6;
  const db = makeDatabase(database(), rows.slice(0, cut), true);
  try {
    const first = await importNow();
    expect(await importNow()).toMatchObject({ read_bytes: 0, events: 0, new_events: 0 });
    addRows(db, rows.slice(cut));
    const second = await importNow();
    expect(second.events).toBe(16);
    expect(first.new_events + second.new_events).toBeGreaterThanOrEqual(16);
  } finally {
    db.close();
  }
  const counted = await ask('select kind, cast(count(*) as integer) from event group by kind order by kind');
  expect(counted).toEqual([
    ['answer', 3],
    ['call', 10],
    ['prompt', 2],
    ['session', 1],
  ]);
  // Closing moved the log into the database: it is read again, and says nothing new.
  expect(existsSync(`${database()}-wal`)).toBe(false);
  expect(await importNow()).toMatchObject({ events: 16, new_events: 0 });
});

test('a call that was running is known to have ended once its row was written again', async () => {
  const running = rows.map((row) => object(object(row)?.['row'])?.['id']).indexOf('prt_14');
  const db = makeDatabase(database(), rows);
  await importNow();
  const row = object(object(rows[running])?.['row']) ?? {};
  const state = {
    status: 'completed',
    input: { command: 'true' },
    output: 'done',
    metadata: { exit: 7 },
    time: { start: 1777629606100, end: 1777629606200 },
  };
  addRows(db, [
    { table: 'part', row: { ...row, data: JSON.stringify({ type: 'tool', tool: 'bash', callID: 'call_8', state }) } },
  ]);
  db.close();
  await importNow();
  expect(await ask("select outcome, exit_code, duration_ms from event where id like '%:call_8'")).toEqual([
    ['command_nonzero', 7, 100],
  ]);
});

test('a database that a person names is taken for what it is', async () => {
  const elsewhere = join(folder, 'opencode-copy.db');
  makeDatabase(elsewhere, rows).close();
  expect(await importNow([elsewhere])).toMatchObject({ files: 1, events: 16 });
});
