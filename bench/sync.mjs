// What sharing costs over a plain git push, and how long a report over a team takes: a log of 100,000 events is shared through a bare remote on
// this disk, then one percent more; `status` is asked; then developers with 90 days of work each share theirs, and one asks about all.
//
//   node bench/sync.mjs [--events 100000] [--developers 20] [--a-day 500] [--rounds 5]
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '100000' },
    developers: { type: 'string', default: '20' },
    'a-day': { type: 'string', default: '500' },
    rounds: { type: 'string', default: '5' },
  },
});
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), 'hindcast-bench-'));
const rounds = Number(values.rounds);
/** Of the events of the made-up log so many are calls. */
const CALLS = 0.55;
const DAYS = 90;
const BRANCH = 'devtools-telemetry';

try {
  const remote = join(folder, 'shop.git');
  git(folder, 'init', '-q', '--bare', remote);
  alone(remote);
  team(remote);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** One developer, a large log. */
function alone(remote) {
  const ada = joinTeam(remote, 'ada');
  const events = fill(ada, Number(values.events), 1);
  const first = timed(() => hindcast(ada, 'sync', '--no-import'));
  const pushed = pushAlone(ada);
  fill(ada, Number(values.events) / 100, 2);
  const more = timed(() => hindcast(ada, 'sync', '--no-import'));
  const nothing = timed(() => hindcast(ada, 'sync', '--no-import'));
  const status = median(Array.from({ length: rounds }, () => timed(() => hindcast(ada, 'sync', 'status', '-q'))));
  const node = median(Array.from({ length: rounds }, () => timed(() => execFileSync(process.execPath, ['-e', '0']))));
  const shards = git(ada.clone, 'ls-tree', '-r', '-l', BRANCH)
    .split('\n')
    .filter((line) => line.includes('.jsonl'));
  const bytes = shards.reduce((sum, line) => sum + Number(line.split(/\s+/)[3]), 0);
  git(remote, 'gc', '-q', '--aggressive');
  const pack = Number(/size-pack: (\d+)/.exec(git(remote, 'count-objects', '-v'))?.[1]) * 1024;
  say(`${events} events: first sync ${first} ms, of which git's own push takes ${pushed} ms`);
  say(`1 % more: ${more} ms; nothing new: ${nothing} ms; status ${status} ms (node -e 0: ${node} ms)`);
  say(`${(bytes / events).toFixed(1)} bytes an event as text, ${(pack / events).toFixed(1)} in a pack`);
}

function team(remote) {
  const aDay = Number(values['a-day']);
  const crew = Array.from({ length: Number(values.developers) }, (_, index) => joinTeam(remote, `dev${index}`));
  let events = 0;
  for (const [index, developer] of crew.entries()) {
    events += fill(developer, (aDay * DAYS * 5) / 7, 100 + index);
    hindcast(developer, 'sync', '--no-import');
  }
  const [reader] = crew;
  if (reader === undefined) return;
  hindcast(reader, 'sync', '--no-import');
  const first = timed(() => hindcast(reader, 'report', 'usage', '--team', '--since', 'all'));
  say(`team of ${crew.length}, ${events} events: read for the first time in ${first} ms`);
  for (const analysis of ['usage', 'tools', 'developers', 'trends', 'errors']) {
    const ms = median(
      Array.from({ length: rounds }, () =>
        timed(() => hindcast(reader, 'report', analysis, '--team', '--since', 'all')),
      ),
    );
    say(`  ${analysis} --team: ${ms} ms`);
  }
}

function joinTeam(remote, name) {
  const home = join(folder, name);
  mkdirSync(home);
  const clone = join(home, 'shop');
  git(home, 'clone', '-q', remote, clone);
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    HINDCAST_HOME: join(home, 'hindcast'),
    HINDCAST_SYNC_DEVELOPER: name,
  };
  const developer = { home, clone, env: { ...env, GIT_CONFIG_GLOBAL: '/dev/null' } };
  hindcast(developer, 'sync', 'setup');
  return developer;
}

/** Adds made-up events of the repository to the log, and answers how many. */
function fill({ home, env }, events, seed) {
  const made = join(home, `made-${seed}`);
  const calls = String(Math.max(1, Math.round(events * CALLS)));
  execFileSync(
    process.execPath,
    ['scripts/run.mjs', 'bench/events.ts', '--out', made, '--calls', calls, '--seed', String(seed)],
    { cwd: root, stdio: 'ignore' },
  );
  let lines = 0;
  const log = join(made, 'log');
  for (const path of readdirSync(log, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\d\.ndjson$|[0-9a-f]\.ndjson$/.test(name),
  )) {
    const text = readFileSync(join(log, path), 'utf8').replaceAll(/"repo":"[^"]*"/g, '"repo":"local/shop"');
    lines += text.split('\n').length - 1;
    const to = join(env.HINDCAST_HOME, 'log', path);
    mkdirSync(dirname(to), { recursive: true });
    appendFileSync(to, text);
  }
  cpSync(join(made, 'machine.json'), join(env.HINDCAST_HOME, 'machine.json'), { force: false });
  rmSync(made, { recursive: true });
  return lines;
}

/** The same branch, pushed by git alone to a remote that has nothing of it. */
function pushAlone({ clone }) {
  const other = join(folder, 'other.git');
  git(folder, 'init', '-q', '--bare', other);
  return timed(() => git(clone, 'push', '-q', other, BRANCH));
}

function hindcast({ clone, env }, ...args) {
  const { status, stderr, stdout } = spawnSync(process.execPath, [join(root, 'bin', 'hindcast.cjs'), ...args], {
    cwd: clone,
    env,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`hindcast ${args.join(' ')}: ${stderr}`);
  return stdout;
}

function git(cwd, ...args) {
  return execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

function timed(work) {
  const started = performance.now();
  work();
  return Math.round(performance.now() - started);
}

function median(all) {
  return all.toSorted((a, b) => a - b)[all.length >> 1];
}

function say(text) {
  process.stdout.write(`${text}\n`);
}
