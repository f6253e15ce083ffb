import { closeSync, copyFileSync, existsSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sqlite from 'node-sqlite3-wasm';
import { expect, test } from 'vitest';
import { readSqlite } from '../../../src/doors/sqlite.ts';
import { flaw } from '../../../src/event/validate.ts';
import { object } from '../../../src/sources/read.ts';
import opencode from '../../../src/sources/opencode.ts';
import { merged, readAll } from '../codex/reading.ts';

const DATABASE = join(import.meta.dirname, '../../../../shared/captures/opencode-1.18.33/opencode.db');
const isThere = existsSync(DATABASE);
if (!isThere) console.warn(`SKIPPED: the captured database of OpenCode is not at ${DATABASE}; it was not checked.`);

function rowsOf(path: string): unknown[] {
  const rows: unknown[] = [];
  const descriptor = openSync(path, 'r');
  try {
    const skip = (reason: string): void => expect.fail(reason);
    readSqlite({ path, descriptor }, opencode.files.tables ?? [], { record: (row) => void rows.push(row), skip });
  } finally {
    closeSync(descriptor);
  }
  return rows;
}

/** Counted by SQLite itself, in a copy: it writes beside what it reads. */
function naive(path: string): Record<string, unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-opencode-'));
  try {
    copyFileSync(path, join(folder, 'copy.db'));
    const db = new sqlite.Database(join(folder, 'copy.db'));
    db.exec('pragma locking_mode = exclusive');
    const [counted] = db.all(`
      select (select sum(tokens_input) from session) as input, (select sum(tokens_output + tokens_reasoning) from session) as output,
        (select sum(tokens_cache_read) from session) as cached, (select round(sum(cost) * 1e6) from session) as micros,
        (select count(*) from part where data ->> 'type' = 'tool') as calls,
        (select count(*) from part where data ->> '$.state.metadata.exit' > 0) as nonzero`);
    db.close();
    return { ...object(counted) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test.skipIf(!isThere)('over the captured database, tokens, cost and calls are what SQLite counts', () => {
  const { events, skips } = readAll(opencode, 'opencode.db', { records: rowsOf(DATABASE) });
  expect(events.map(flaw).filter((problem) => problem !== undefined)).toEqual([]);
  expect(skips['unknown-type'] ?? 0).toBe(0);
  const all = merged(events);
  const of = (kind: string) => all.filter((event) => event['kind'] === kind);
  const sum = (name: string): number => of('answer').reduce((total, answer) => total + Number(answer[name] ?? 0), 0);
  expect({
    input: sum('input_tokens'),
    output: sum('output_tokens'),
    cached: sum('cache_read_tokens'),
    micros: sum('reported_cost_micros'),
    calls: of('call').length,
    nonzero: of('call').filter((call) => call['outcome'] === 'command_nonzero').length,
  }).toEqual(naive(DATABASE));
});
