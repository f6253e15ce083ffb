// What live capture costs an agent: the real Claude Code client makes 20 tool calls against a scripted model, without hooks, with the
// plugin, with a server in its place that answers and does nothing (what the client itself costs), and with `cat >> file` hooks on the same
// events. They are run in turns, so that a busy machine slows them alike.
//
//   node bench/capture.mjs [--rounds 7] [--only plugin]
//
// Needs ../shared/clients (a scripted model and a script that runs the client in a folder of its own).
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const clients = join(root, '..', 'shared', 'clients');
const CALLS = 20;
const IDLE_SERVER = `
const { read, writeSync } = require('node:fs');
const chunk = Buffer.alloc(1 << 20);
const tools = [{ name: 'record', inputSchema: { type: 'object' } }];
const content = [{ type: 'text', text: '{}' }];
const result = ({ method, params }) =>
  method === 'initialize' ? { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'idle', version: '0' } }
  : method === 'tools/list' ? { tools } : method === 'tools/call' ? { content } : undefined;
const answer = (line) => {
  const message = JSON.parse(line);
  if (message.id === undefined) return;
  const said = result(message);
  const told = said === undefined ? { error: { code: -32601, message: 'no' } } : { result: said };
  writeSync(1, JSON.stringify({ jsonrpc: '2.0', id: message.id, ...told }) + '\\n');
};
let rest = '';
const next = () => read(0, chunk, (error, size) => {
  if (error !== null || size === 0) return;
  const lines = (rest + chunk.toString('utf8', 0, size)).split('\\n');
  rest = lines.pop();
  lines.forEach(answer);
  next();
});
next();
`;

if (!existsSync(join(clients, 'run-claude.sh'))) {
  process.stderr.write(`SKIPPED: ${clients} is missing, so the cost of live capture was not measured.\n`);
  process.exit(0);
}

const rounds = Number(option('--rounds') ?? 7);
const only = option('--only');
const folder = mkdtempSync(join(tmpdir(), 'hindcast-capture-'));
const modes = ['none', 'plugin', 'idle', 'cat'].filter((mode) => only === undefined || mode === only);
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

for (const [mode, all] of times) {
  const told = ['wall', 'cpu'].map((what) => {
    const values = all.map((one) => one[what]);
    // Against the run without hooks of the same round, so that slow drifts of the machine cancel out.
    const added = all.map((one, round) => one[what] - (times.get('none')?.[round]?.[what] ?? Number.NaN));
    const cost = mode === 'none' || Number.isNaN(added[0]) ? '' : ` (+${Math.round(median(added))})`;
    return `${what} ${Math.round(median(values))} ms${cost}, least ${Math.round(Math.min(...values))}`;
  });
  process.stdout.write(`${mode.padEnd(7)} medians of ${all.length}: ${told.join('; ')}\n`);
}
if (wanted > 0)
  process.stdout.write(`plugin: ${wanted - lost} of ${wanted} calls recorded, each once and with its duration\n`);
process.exitCode = lost === 0 ? 0 : 1;

function run(mode, name) {
  const home = join(folder, name);
  mkdirSync(home, { recursive: true });
  const hooks = { none: () => '-', plugin: () => join(root, 'plugin'), idle: idlePlugin, cat: catHooks }[mode](home);
  const command = [join(clients, 'run-claude.sh'), join(clients, 'scenarios', 'bench20.json'), hooks, home];
  const out = execFileSync('bash', ['-c', '"$@"; times', 'times', ...command], {
    encoding: 'utf8',
    env: { ...process.env, EXTRA_ENV: `HINDCAST_HOME=${join(home, 'hindcast')}` },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lines = out.trim().split('\n');
  const { wall_ms: wall } = JSON.parse(lines.find((line) => line.startsWith('{"rc"')));
  if (mode === 'plugin') {
    wanted += CALLS;
    lost += CALLS - recorded(join(home, 'hindcast', 'log'));
  }
  return { wall, cpu: cpuMs(lines.at(-1)) };
}

/** Processor time of all processes of a run, which another's work slows far less: `0m1.250s 0m0.310s`, user and system. */
function cpuMs(line) {
  return [...line.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + (minutes * 60 + Number(seconds)) * 1000,
    0,
  );
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

/** The plugin with the smallest server that a client takes for one. */
function idlePlugin(home) {
  const path = join(home, 'idle');
  cpSync(join(root, 'plugin'), path, { recursive: true });
  writeFileSync(join(path, 'dist', 'server'), `#!/usr/bin/env node\n${IDLE_SERVER}`);
  return path;
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
