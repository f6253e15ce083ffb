// What live capture costs an agent: the real Claude Code client makes 20 tool calls against a scripted model, without hooks, with the
// plugin, and with `cat >> file` hooks on the same events. The three are run in turns, so that a busy machine slows them alike.
//
//   node bench/capture.mjs [--rounds 7] [--only plugin]
//
// Needs ../shared/clients (a scripted model and a script that runs the client in a folder of its own).
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const clients = join(root, '..', 'shared', 'clients');
const CALLS = 20;

if (!existsSync(join(clients, 'run-claude.sh'))) {
  process.stderr.write(`SKIPPED: ${clients} is missing, so the cost of live capture was not measured.\n`);
  process.exit(0);
}

const rounds = Number(option('--rounds') ?? 7);
const only = option('--only');
const folder = mkdtempSync(join(tmpdir(), 'hindcast-capture-'));
const modes = ['none', 'plugin', 'cat'].filter((mode) => only === undefined || mode === only);
const times = new Map(modes.map((mode) => [mode, []]));
let lost = 0;
let wanted = 0;
try {
  run('none', 'warm-up');
  for (let round = 0; round < rounds; round++) {
    // Each takes each place in the order equally often.
    const turn = modes.map((_, index) => modes[(index + round) % modes.length]);
    for (const mode of turn) times.get(mode).push(run(mode, `${mode}-${round}`));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const base = median(times.get('none') ?? [0]);
for (const [mode, all] of times) {
  const middle = median(all);
  const added =
    mode === 'none' || base === 0
      ? ''
      : `  +${Math.round(middle - base)} ms, ${((middle - base) / CALLS).toFixed(1)} ms per call`;
  process.stdout.write(
    `${mode.padEnd(7)} median ${Math.round(middle)} ms of ${all.length} (${Math.round(Math.min(...all))}–${Math.round(Math.max(...all))})${added}\n`,
  );
}
if (wanted > 0)
  process.stdout.write(`plugin: ${wanted - lost} of ${wanted} calls recorded, each once and with its duration\n`);
process.exitCode = lost === 0 ? 0 : 1;

function run(mode, name) {
  const home = join(folder, name);
  mkdirSync(home, { recursive: true });
  const hooks = mode === 'none' ? '-' : mode === 'plugin' ? join(root, 'plugin') : catHooks(home);
  const out = execFileSync(join(clients, 'run-claude.sh'), [join(clients, 'scenarios', 'bench20.json'), hooks, home], {
    encoding: 'utf8',
    env: { ...process.env, EXTRA_ENV: `HINDCAST_HOME=${join(home, 'hindcast')}` },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const { wall_ms: wall } = JSON.parse(out.trim().split('\n').at(-1));
  if (mode === 'plugin') {
    wanted += CALLS;
    lost += CALLS - recorded(join(home, 'hindcast', 'log'));
  }
  return wall;
}

/** Calls in the log that are there exactly once, ended well, and were timed. */
function recorded(log) {
  if (!existsSync(log)) return 0;
  const files = readdirSync(log, { recursive: true, encoding: 'utf8' }).filter((path) => /^\d.*\.ndjson$/.test(path));
  const lines = files.flatMap((path) => readFileSync(join(log, path), 'utf8').trim().split('\n'));
  const calls = lines.map((line) => JSON.parse(line)).filter(({ kind }) => kind === 'call');
  const times = new Map();
  for (const { id } of calls) times.set(id, (times.get(id) ?? 0) + 1);
  return calls.filter(({ id, outcome, duration_ms: ms }) => times.get(id) === 1 && outcome === 'ok' && ms >= 0).length;
}

/** Settings with a command hook on every event that the plugin listens to. */
function catHooks(home) {
  const { hooks } = JSON.parse(readFileSync(join(root, 'plugin', 'hooks', 'hooks.json'), 'utf8'));
  const hook = { type: 'command', command: `cat >> ${join(home, 'cat.jsonl')}` };
  const path = join(home, 'settings.json');
  const events = Object.keys(hooks).map((event) => [event, [{ hooks: [hook] }]]);
  writeFileSync(path, JSON.stringify({ hooks: Object.fromEntries(events) }));
  return path;
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function option(name) {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}
