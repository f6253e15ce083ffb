// Imports a tree of transcripts with the program as it is shipped, against a peer that only adds up tokens, whole processes, interleaved:
// first import, repeat, and after growth.
// node bench/import.mjs --tree DIR [--peer PATH-OF-CCUSAGE] [--runs 5]     DIR holds projects/ as ~/.claude does.
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { tree: { type: 'string' }, peer: { type: 'string' }, runs: { type: 'string', default: '5' } },
});
if (values.tree === undefined) throw new Error('usage: node bench/import.mjs --tree DIR [--peer PATH] [--runs 5]');
const project = join(dirname(fileURLToPath(import.meta.url)), '..');
const scratch = mkdtempSync(join(tmpdir(), 'hindcast-bench-'));
const tree = join(scratch, 'tree');
const store = join(scratch, 'store');

try {
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: project });
  const command = [process.execPath, join(project, 'bin', 'hindcast.cjs'), 'import', 'claude-code'];
  cpSync(values.tree, tree, { recursive: true });
  const files = readdirSync(tree, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .map((name) => join(tree, name));
  const measured = { peer: [], first: [], repeat: [], grown: [] };
  for (let run = 0; run < Number(values.runs); run++) {
    if (values.peer !== undefined) measured.peer.push(time([values.peer, 'claude', 'daily', '--json', '--offline']));
    rmSync(store, { recursive: true, force: true });
    measured.first.push(time(command));
    measured.repeat.push(time(command));
    grow(files, run);
    measured.grown.push(time(command));
  }
  print(measured);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Wall seconds, CPU seconds and peak memory of a whole process. */
function time(command) {
  const started = process.hrtime.bigint();
  const useTime = existsSync('/usr/bin/time');
  const [program, ...args] = useTime ? ['/usr/bin/time', '-f', '%U %S %M', ...command] : command;
  const { status, stderr } = spawnSync(program, args, {
    env: { ...process.env, CLAUDE_CONFIG_DIR: tree, HINDCAST_HOME: store },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const wall = Number(process.hrtime.bigint() - started) / 1e9;
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}: ${stderr}`);
  const [user = 0, system = 0, kilobytes = 0] = useTime ? stderr.trim().split('\n').at(-1).split(' ').map(Number) : [];
  return { wall, cpu: user + system, megabytes: kilobytes / 1024 };
}

/** Ten files get the first quarter of a megabyte of another one appended. */
function grow(files, run) {
  for (let i = 0; i < 10; i++) {
    const from = readFileSync(files[(run * 10 + i + 37) % files.length]);
    appendFileSync(files[(run * 10 + i) % files.length], from.subarray(0, from.lastIndexOf(10, 250_000) + 1));
  }
}

function print(measured) {
  const median = (list, key) => list.map((one) => one[key]).sort((a, b) => a - b)[Math.floor(list.length / 2)];
  const peer =
    measured.peer.length === 0 ? undefined : { wall: median(measured.peer, 'wall'), cpu: median(measured.peer, 'cpu') };
  const rows = [['', 'wall s', 'CPU s', 'MB', 'wall / peer', 'CPU / peer']];
  for (const [name, list] of Object.entries(measured)) {
    if (list.length === 0) continue;
    const [wall, cpu, megabytes] = ['wall', 'cpu', 'megabytes'].map((key) => median(list, key));
    const ratios = peer === undefined ? ['', ''] : [(wall / peer.wall).toFixed(2), (cpu / peer.cpu).toFixed(2)];
    rows.push([name, wall.toFixed(3), cpu.toFixed(2), megabytes.toFixed(0), ...ratios]);
  }
  for (const row of rows)
    process.stdout.write(
      `${row[0].padEnd(8)}${row
        .slice(1)
        .map((cell) => cell.padStart(13))
        .join('')}\n`,
    );
  process.stdout.write(
    `medians of ${values.runs} interleaved runs, load ${execFileSync('uptime', { encoding: 'utf8' }).split('load average:')[1]?.trim() ?? ''}\n`,
  );
}
