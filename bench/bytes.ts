/**
 * Where the bytes of a log go: folds a made-up log and prints bytes per event by kind and by column.
 * `node scripts/run.mjs bench/bytes.ts --calls 100000`
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { places } from '../src/config/home.ts';
import { literal, openDuckdb } from '../src/duckdb.ts';
import { compact } from '../src/store/compact.ts';
import { writeEvents } from './events.ts';

const { values } = parseArgs({ options: { calls: { type: 'string' } }, strict: false });
const home = mkdtempSync(join(tmpdir(), 'hindcast-bytes-'));
const db = await openDuckdb();
try {
  const there = places(home);
  const calls = Number(values.calls ?? 100_000);
  const events = writeEvents(home, { calls });
  const began = performance.now();
  const { parquet_bytes: bytes, lines_bytes: lines, days } = await compact(there, { before: '2027-01-01' });
  const files = literal(join(there.log, '**', '*.parquet'));
  print(
    `${events} events (${calls} calls), ${days} days: ${lines} bytes of lines, ${bytes} of Parquet, folded in ${Math.round(performance.now() - began)} ms`,
  );
  print(
    `${(bytes / events).toFixed(1)} bytes per event, ${(bytes / calls).toFixed(1)} per call with its answers and prompts`,
  );

  const alone = join(home, 'alone.parquet');
  for (const kind of ['call', 'answer', 'prompt', 'session']) {
    const from = `from read_parquet(${files}, union_by_name = true) where "kind" = '${kind}'`;
    await db.run(
      `copy (select * ${from} order by "session_id", "at", "seq") to ${literal(alone)} (format parquet, compression zstd, write_bloom_filter false)`,
    );
    const { rows } = await db.rows(
      `select sum(total_compressed_size), (select count(*) from ${literal(alone)}) from parquet_metadata(${literal(alone)})`,
    );
    print(`  a file of ${kind} events alone: ${(Number(rows[0]?.[0]) / Number(rows[0]?.[1])).toFixed(1)} bytes each`);
  }
  const columns = await db.rows(
    `select path_in_schema, sum(total_compressed_size) as size from parquet_metadata(${files}) group by 1 order by size desc, 1`,
  );
  for (const [name, size] of columns.rows)
    print(`  ${String(name).padEnd(24)} ${(Number(size) / events).toFixed(2).padStart(6)} bytes per event`);
} finally {
  db.close();
  rmSync(home, { recursive: true, force: true });
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
