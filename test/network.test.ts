/** Nothing that Hindcast does on its own opens a connection: proven on the built program, for its JavaScript and for the native engine. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from './architecture/source-tree.ts';
import { writeSession } from './network/session.ts';

const home = mkdtempSync(join(tmpdir(), 'hindcast-network-'));
const log = join(home, 'network.log');
const hindcast = join(ROOT, 'bin', 'hindcast.cjs');
const preload = join(ROOT, 'test', 'network', 'forbid.cjs');
const COMMANDS = [
  ['import', '--json'],
  [],
  ['report', 'usage', '--since', 'all'],
  ['tools', '--json'],
  ['sql', 'select count(*) from event'],
  ['export', 'jsonl', '-o', '-'],
  ['doctor'],
];

beforeAll(() => writeSession(home, new Date()));
afterAll(() => rmSync(home, { recursive: true, force: true }));

function environment(): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: home,
    HINDCAST_HOME: join(home, 'hindcast'),
    NETWORK_LOG: log,
    NODE_OPTIONS: `--require ${preload}`,
  };
}

test('The watch itself works: a program that asks for a connection is caught', () => {
  const script = join(home, 'asks.mjs');
  writeFileSync(
    script,
    "import { connect } from 'node:net';\ntry { connect(9, '127.0.0.1'); } catch {}\nawait fetch('http://127.0.0.1:9').catch(() => {});\n",
  );
  spawnSync(process.execPath, [script], { env: environment() });
  expect(readFileSync(log, 'utf8')).toMatch(/net\.connect\n(.*\n)*.*fetch/);
  rmSync(log);
});

test.each(COMMANDS.map((words) => [words]))('`hindcast %j` opens no connection', (words) => {
  const { status, stderr } = spawnSync(process.execPath, [hindcast, ...words], {
    env: environment(),
    encoding: 'utf8',
  });
  expect(existsSync(log) ? readFileSync(log, 'utf8') : '').toBe('');
  expect({ finished: status === 0 || (words[0] === 'doctor' && status === 1), stderr }).toMatchObject({
    finished: true,
  });
});

const strace = spawnSync('strace', ['-V']).status === 0;
if (!strace)
  console.warn('SKIPPED: strace is not installed, so the system calls of the native engine were not watched.');

test.skipIf(!strace)('The whole process, native code included, makes no socket but local ones', () => {
  const trace = join(home, 'trace');
  const tracing = ['-f', '-qq', '-e', 'trace=socket,connect,bind,sendto,sendmsg', '-o', trace];
  for (const words of [['import'], ['report', 'usage', '--since', 'all']]) {
    const { status, stderr } = spawnSync('strace', [...tracing, process.execPath, hindcast, ...words], {
      env: environment(),
      encoding: 'utf8',
    });
    expect({ status, stderr }).toMatchObject({ status: 0 });
    const calls = readFileSync(trace, 'utf8')
      .split('\n')
      .filter((line) => /\b(socket|connect|bind|sendto|sendmsg)\(/.test(line));
    expect(calls.filter((line) => /AF_INET|AF_NETLINK|AF_PACKET/.test(line))).toEqual([]);
  }
});
