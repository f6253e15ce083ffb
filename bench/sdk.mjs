// What a recorded error of 1 KB costs: the time of each call on the caller's thread, and the CPU time of the whole process until all is on
// the disk, beside pino writing the same object to a file (its default, synchronous destination, and its transport in a worker thread). Each
// is a process of its own, run in turns, so that a busy machine slows them alike; the ratio is of medians over the rounds.
//
//   node bench/sdk.mjs [--rounds 5] [--records 20000]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SELF = fileURLToPath(import.meta.url);
const MODES = ['nothing', 'hindcast', 'pino', 'pino-worker'];
const PAUSE = new Int32Array(new SharedArrayBuffer(4));
const records = Number(option('--records') ?? 20_000);

/** With the error, 1 KB. */
const CONTEXT = {
  agent: 'importer',
  file: '/srv/app/data.json',
  operation: 'import of the records of a day',
  attempt: 1,
  arguments: { folder: '/srv/app/in', pattern: '*.json', limit: 500, strict: true },
  note: 'the file was listed by the index, but its end was missing when it was opened. '.repeat(8),
};

if (process.argv[2] === '--one') await one(process.argv[3], process.argv[4]);
else compare(Number(option('--rounds') ?? 5));

function compare(rounds) {
  const told = new Map(MODES.map((mode) => [mode, []]));
  for (let round = 0; round < rounds; round++)
    for (const [index] of MODES.entries()) {
      const mode = MODES[(index + round) % MODES.length];
      const folder = mkdtempSync(join(tmpdir(), 'hindcast-bench-'));
      const env = { ...process.env, HINDCAST_HOME: join(folder, 'home') };
      const { stdout } = spawnSync(process.execPath, [SELF, '--one', mode, folder, '--records', String(records)], {
        env,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      rmSync(folder, { recursive: true, force: true });
      told.get(mode).push(JSON.parse(stdout));
    }
  // What the program does besides is taken off.
  const idle = summaryOf(told.get('nothing')).cpu;
  const base = summaryOf(told.get('pino'));
  for (const mode of MODES) {
    const { first, p50, p99, p999, caller, cpu, load, lost } = summaryOf(told.get(mode));
    process.stdout.write(
      `${mode.padEnd(12)} call p50 ${p50.toFixed(1)} µs, p99 ${p99.toFixed(1)} µs, p99.9 ${p999.toFixed(1)} µs, first ${first.toFixed(1)} ms; ` +
        `caller's thread ${caller.toFixed(1)} µs each (${(caller / base.caller).toFixed(2)} x pino), ` +
        `CPU of all threads ${(cpu - idle).toFixed(1)} µs each (${((cpu - idle) / (base.cpu - idle)).toFixed(2)} x pino); import ${load.toFixed(1)} ms; lost ${lost}\n`,
    );
  }
}

function summaryOf(all) {
  return Object.fromEntries(Object.keys(all[0]).map((name) => [name, median(all.map((each) => each[name]))]));
}

/** A program that logs as fast as a busy server: a record, then 100 µs of something else. */
async function one(mode, folder) {
  const before = performance.now();
  const target = await open(mode, folder);
  const load = performance.now() - before;
  const errors = Array.from({ length: 100 }, (_, n) => errorOf(n));
  const times = new Float64Array(records);
  const start = process.cpuUsage();
  for (let n = 0; n < records; n++) {
    const from = performance.now();
    target.write(errors[n % errors.length], n);
    times[n] = (performance.now() - from) * 1000;
    Atomics.wait(PAUSE, 0, 0, 0.1);
    if (n % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  // A thread that writes does not keep the process alive.
  const alive = setInterval(() => {}, 1_000);
  const lost = await target.end();
  clearInterval(alive);
  const { user, system } = process.cpuUsage(start);
  const first = times[0] / 1000;
  const sorted = times.slice(1).toSorted();
  const at = (share) => sorted[Math.floor(sorted.length * share)];
  const caller = sorted.reduce((sum, time) => sum + time, 0) / sorted.length;
  const cpu = (user + system) / records;
  const told = { first, p50: at(0.5), p99: at(0.99), p999: at(0.999), caller, cpu, load, lost };
  process.stdout.write(JSON.stringify(told), () => process.exit(0));
}

async function open(mode, folder) {
  if (mode === 'nothing') return { write() {}, end: async () => 0 };
  if (mode === 'hindcast') {
    const { hindcast } = await import('../dist/sdk.js');
    return {
      write: (error, n) => hindcast.recordError(error, { ...CONTEXT, attempt: n }),
      async end() {
        await hindcast.flush();
        return hindcast.dropped;
      },
    };
  }
  const { default: pino } = await import('pino');
  const file = join(folder, 'pino.log');
  const stream =
    mode === 'pino' ? pino.destination(file) : pino.transport({ target: 'pino/file', options: { destination: file } });
  const logger = pino(stream);
  return {
    write: (error, n) => logger.error({ err: error, ...CONTEXT, attempt: n }),
    end: () =>
      new Promise((resolve) => {
        if (mode === 'pino') {
          stream.flushSync();
          resolve(0);
        } else {
          stream.on('close', () => resolve(0));
          stream.end();
        }
      }),
  };
}

/** An error whose message names a file and a person. Its stack is short: pino would write it, too. */
function errorOf(n) {
  const error = new TypeError(
    `cannot read /home/alice/work/part-${n}.json for alice@example.com: unexpected end of input`,
  );
  error.stack = 'TypeError';
  return error;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

function option(name) {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}
