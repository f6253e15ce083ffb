/**
 * How long the analyses take on a large log, as a multiple of the time that the engine needs to read the same columns
 * from the same files (the floor): `node scripts/run.mjs bench/analyses.ts [--calls 1000000] [--home DIR] [--only ID,ID] [--rounds 7]`.
 * Rounds alternate, so that a busy machine slows both alike; the ratio is that of CPU times. `rss` is the peak of a process that does nothing
 * but open the log and ask once.
 */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { analyses } from '../src/analyses/index.ts';
import type { Places } from '../src/config/home.ts';
import { openDuckdb } from '../src/duckdb.ts';
import { openEngine } from '../src/engine/engine.ts';
import { openEvents } from '../src/store/tables.ts';
import { floorQuery } from './floors.ts';
import { largeLog } from './large-log.ts';

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '1000000' },
    home: { type: 'string' },
    only: { type: 'string' },
    rounds: { type: 'string', default: '7' },
    /** Asks this analysis once and tells the peak of memory: what the benchmark starts for each. */
    once: { type: 'string' },
  },
});
const home = values.home ?? join('node_modules', '.cache', 'bench', `analyses-${values.calls}`);
const where = await largeLog(home, Number(values.calls));
await (values.once === undefined ? measure(where) : askOnce(where, values.once));

async function measure(there: Places): Promise<void> {
  const opening = await timed(async () => (await openEngine(there)).close());
  const engine = await openEngine(there);
  const plain = await openDuckdb({ temp: join(there.cache, 'spill') });
  await plain.run('set parquet_metadata_cache = true');
  await openEvents(plain, there);
  process.stdout.write(`${values.calls} calls; opened in ${opening.ms.toFixed(0)} ms\n`);
  print(['analysis', 'ms', 'cpu ms', 'floor ms', 'cpu ms', 'ratio', 'rows', 'rss MB']);
  for (const analysis of analyses) {
    if (values.only !== undefined && !values.only.split(',').includes(analysis.id)) continue;
    const floor = floorQuery(analysis.id);
    const asked: Taken[] = [];
    const read: Taken[] = [];
    let rows = 0;
    for (let round = 0; round < Number(values.rounds); round++) {
      if (floor !== undefined) read.push(await timed(() => plain.rows(floor)));
      asked.push(await timed(async () => (rows = (await engine.run(analysis)).rows.length)));
    }
    const [slow, fast] = [median(asked), median(read)];
    const ratio = slow === undefined || fast === undefined ? undefined : slow.cpu / fast.cpu;
    const cells = [slow?.ms, slow?.cpu, fast?.ms, fast?.cpu].map((cell) => cell?.toFixed(0) ?? '');
    print([analysis.id, ...cells, ratio?.toFixed(1) ?? '', String(rows), peakOf(analysis.id)]);
  }
  await engine.close();
  plain.close();
}

/** In a process of its own: what another analysis needed would count, too. */
function peakOf(id: string): string {
  const told = ['scripts/run.mjs', 'bench/analyses.ts', '--calls', values.calls, '--home', home, '--once', id];
  return execFileSync(process.execPath, told, { encoding: 'utf8' }).trim();
}

async function askOnce(there: Places, id: string): Promise<void> {
  const analysis = analyses.find((each) => each.id === id);
  if (analysis === undefined) throw new Error(`There is no analysis ${id}.`);
  const engine = await openEngine(there);
  await engine.run(analysis);
  await engine.close();
  process.stdout.write(`${(process.resourceUsage().maxRSS / 1024).toFixed(0)}\n`);
}

type Taken = { readonly ms: number; readonly cpu: number };

async function timed(work: () => Promise<unknown>): Promise<Taken> {
  const start = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { ms: performance.now() - start, cpu: (user + system) / 1000 };
}

/** Of the rounds after the first, which warms up. */
function median(times: readonly Taken[]): Taken | undefined {
  const warm = times.length > 1 ? times.slice(1) : times;
  const middle = (of: keyof Taken) =>
    warm.map((taken) => taken[of]).toSorted((a, b) => a - b)[Math.floor(warm.length / 2)];
  const [ms, cpu] = [middle('ms'), middle('cpu')];
  return ms === undefined || cpu === undefined ? undefined : { ms, cpu };
}

function print([id = '', ...cells]: readonly string[]): void {
  process.stdout.write(`${id.padEnd(16)}${cells.map((cell) => cell.padStart(9)).join('')}\n`);
}
