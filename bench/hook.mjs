// What a hook costs: the process of one hook event against an empty CommonJS file in the same node, interleaved, so that a busy machine
// slows both. Prints medians and their ratio, with and without NODE_EXTRA_CA_CERTS. Usage: node bench/hook.mjs [ROUNDS]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROUNDS = Number(process.argv[2] ?? 60);
const folder = mkdtempSync(join(tmpdir(), 'hindcast-bench-'));
const empty = join(folder, 'empty.cjs');
writeFileSync(empty, '');
const payload = JSON.stringify({
  session_id: '019a0000-0000-7000-8000-000000000001',
  cwd: folder,
  hook_event_name: 'PostToolUse',
  model: 'gpt-5.4',
  tool_name: 'Bash',
  tool_input: { command: 'npm test -- --run src/kettle.test.ts' },
  tool_use_id: 'call_1',
  tool_response: 'ok\n'.repeat(500),
});
const bundle = ['/etc/ssl/certs/ca-certificates.crt', '/etc/ssl/cert.pem'].find((path) => existsSync(path));
const plain = { PATH: process.env.PATH, HOME: folder, HINDCAST_HOME: join(folder, 'home') };
const behind = { ...plain, NODE_EXTRA_CA_CERTS: bundle };

const variants = {
  'empty file': { env: plain, argv: [process.execPath, empty] },
  hook: { env: plain, argv: [process.execPath, 'dist/hook.cjs', 'codex'] },
  'hindcast hook': { env: plain, argv: [process.execPath, 'bin/hindcast.cjs', 'hook', 'codex'] },
  'hook, as init writes it': {
    env: plain,
    argv: ['sh', '-c', "env -u NODE_EXTRA_CA_CERTS node 'dist/hook.cjs' codex 2>/dev/null || true"],
  },
  ...(bundle === undefined
    ? {}
    : {
        'empty file, certificates': { env: behind, argv: [process.execPath, empty] },
        'hook, certificates, as init writes it': {
          env: behind,
          argv: ['sh', '-c', "env -u NODE_EXTRA_CA_CERTS node 'dist/hook.cjs' codex 2>/dev/null || true"],
        },
      }),
};

const times = Object.fromEntries(Object.keys(variants).map((name) => [name, []]));
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, { env, argv }] of Object.entries(variants)) {
    const started = performance.now();
    const { status } = spawnSync(argv[0], argv.slice(1), { env, input: payload, stdio: ['pipe', 'ignore', 'inherit'] });
    times[name].push(performance.now() - started);
    if (status !== 0) throw new Error(`${name} ended with ${status}`);
  }
}
rmSync(folder, { recursive: true, force: true });

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const base = median(times['empty file']);
process.stdout.write(`${ROUNDS} rounds, node ${process.version}\n`);
for (const [name, values] of Object.entries(times)) {
  const p50 = median(values);
  process.stdout.write(`${name.padEnd(40)} ${p50.toFixed(1).padStart(7)} ms  ${(p50 / base).toFixed(2)}\n`);
}
