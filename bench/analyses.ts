/**
 * How long the analyses take on a large log, as a multiple of the time that the engine needs to read the same columns
 * from the same files (the floor): `node scripts/run.mjs bench/analyses.ts [--calls 1000000] [--home DIR]`. Rounds
 * alternate, so that a busy machine slows both alike; ratios count, not milliseconds.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { analyses } from '../src/analyses/index.ts';
import { places, type Places } from '../src/config/home.ts';
import { openDuckdb } from '../src/duckdb.ts';
import { openEngine } from '../src/engine/engine.ts';
import type { EventOf } from '../src/event/schema.ts';
import type { RedactedEvent } from '../src/redaction/redacted.ts';
import { openLog, toLine } from '../src/store/append.ts';
import { compact } from '../src/store/compact.ts';
import { machineId } from '../src/store/machine.ts';
import { dayOf } from '../src/store/segment.ts';
import { openEvents } from '../src/store/tables.ts';
import { makeEvents, writeEvents } from './events.ts';

const ROUNDS = 7;

/** The columns that an answer cannot do without. */
const FLOORS: Readonly<Record<string, { readonly kind: string; readonly columns: readonly string[] }>> = {
  usage: {
    kind: 'answer',
    columns: [
      'model',
      'at',
      'input_tokens',
      'cache_read_tokens',
      'cache_write_5m_tokens',
      'cache_write_1h_tokens',
      'output_tokens',
      'output_is_final',
      'service_tier',
      'web_searches',
      'reported_cost_micros',
    ],
  },
  'usage-by-day': {
    kind: 'answer',
    columns: [
      'model',
      'at',
      'input_tokens',
      'cache_read_tokens',
      'cache_write_5m_tokens',
      'cache_write_1h_tokens',
      'output_tokens',
      'output_is_final',
      'service_tier',
      'web_searches',
      'reported_cost_micros',
    ],
  },
  tools: { kind: 'call', columns: ['tool', 'outcome', 'error_class', 'duration_ms', 'observers'] },
  coverage: { kind: 'call', columns: ['session_id', 'observers', 'outcome', 'error_class', 'at'] },
};

const { values } = parseArgs({ options: { calls: { type: 'string', default: '1000000' }, home: { type: 'string' } } });
const home = values.home ?? join('node_modules', '.cache', 'bench', `analyses-${values.calls}`);
const there = places(home);
if (!existsSync(there.log)) await prepare(there, Number(values.calls));
await measure(there);

/** A log of sessions, a third of whose calls a hook has timed as well, compacted. */
async function prepare(where: Places, calls: number): Promise<void> {
  const events = writeEvents(where.home, { calls });
  const log = openLog(where, machineId(where), { once: false });
  let index = 0;
  for (const event of makeEvents({ calls })) {
    if (event.kind !== 'call' || (index += 1) % 3 !== 0) continue;
    const { kind, id, at, agent, session_id: session } = event;
    const seen: EventOf<'call'> = {
      kind,
      id,
      at,
      agent,
      observers: 'hook',
      duration_ms: 5 + (index % 997),
      ...(session === undefined ? {} : { session_id: session }),
    };
    if (isMarked(seen)) log.append(dayOf(at), [toLine(seen)]);
  }
  log.close();
  const { parquet_bytes: bytes } = await compact(where, { before: '9999-12-31' });
  process.stdout.write(`${events} events, ${(bytes / 1e6).toFixed(1)} MB of Parquet in ${where.home}\n`);
}

function isMarked(event: EventOf<'call'>): event is EventOf<'call'> & RedactedEvent {
  return event.id !== '';
}

async function measure(where: Places): Promise<void> {
  const opening = await timed(async () => (await openEngine(where)).close());
  const engine = await openEngine(where);
  const plain = await openDuckdb();
  await plain.run('set parquet_metadata_cache = true');
  await openEvents(plain, where);
  process.stdout.write(
    `open ${opening.toFixed(0)} ms\n${'analysis'.padEnd(16)}${'ms'.padStart(8)}${'floor'.padStart(8)}${'ratio'.padStart(8)}\n`,
  );
  for (const analysis of analyses) {
    const floor = FLOORS[analysis.id];
    const read =
      floor === undefined
        ? undefined
        : `select ${floor.columns.map((name) => `max("${name}")`).join(', ')} from event where kind = '${floor.kind}'`;
    const times: { asked: number[]; read: number[] } = { asked: [], read: [] };
    for (let round = 0; round < ROUNDS; round++) {
      if (read !== undefined) times.read.push(await timed(() => plain.rows(read)));
      times.asked.push(await timed(() => engine.run(analysis)));
    }
    const [asked, lowest] = [median(times.asked), median(times.read)];
    const ratio = lowest === undefined || asked === undefined ? '' : (asked / lowest).toFixed(1);
    process.stdout.write(
      `${analysis.id.padEnd(16)}${(asked?.toFixed(0) ?? '').padStart(8)}${(lowest?.toFixed(0) ?? '').padStart(8)}${ratio.padStart(8)}\n`,
    );
  }
  await engine.close();
  plain.close();
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Of the rounds after the first, which warms up. */
function median(times: readonly number[]): number | undefined {
  const warm = times.slice(1).toSorted((a, b) => a - b);
  return warm[Math.floor(warm.length / 2)];
}
