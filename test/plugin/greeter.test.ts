/** What greets the client before node is started says the same as node, and hands on what it does not know. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, expect, test } from 'vitest';
import { ROOT } from '../architecture/source-tree.ts';

const dist = join(ROOT, 'plugin', 'dist');
const home = mkdtempSync(join(tmpdir(), 'hindcast-greeter-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const env = { PATH: process.env['PATH'] ?? '', HOME: home, HINDCAST_HOME: home, TZ: 'UTC' };
const say = (command: string, args: readonly string[], lines: readonly string[]): unknown[] => {
  const input = lines.map((line) => `${line}\n`).join('');
  const { status, stdout, stderr } = spawnSync(command, args, { input, env, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
};
const byShell = (...lines: readonly string[]): unknown[] => say(join(dist, 'server'), [], lines);
const byNode = (...lines: readonly string[]): unknown[] => say(process.execPath, [join(dist, 'server.cjs')], lines);

const request = (id: unknown, method: string, params?: unknown): string =>
  JSON.stringify({ method, ...(params === undefined ? {} : { params }), jsonrpc: '2.0', id });
const initialize = (protocolVersion: string): string =>
  request(0, 'initialize', { protocolVersion, capabilities: { roots: {} }, clientInfo: { name: 'x', version: '1' } });
/** As the client says it, which spells some messages in another order than others. */
const discover = (id: string): string =>
  `{"jsonrpc":"2.0","id":"${id}","method":"server/discover","params":{"_meta":{"clientInfo":{"name":"x"}}}}`;
const HELLO = [
  discover('server-discover-probe-1'),
  initialize('2025-06-18'),
  '{"jsonrpc":"2.0","method":"notifications/initialized"}',
  request(1, 'tools/list'),
];
const SPEAKS_OF_IT = '{"jsonrpc":"2.0","id":"b","method":"ping","params":{"name":"","method":"server/discover"}}';
/** More than one argument of a process may hold. */
const LONG = request(2, 'ping', { filling: 'x'.repeat(200_000) });

test.skipIf(process.platform === 'win32')(
  'The greeting is the one that node gives, and what follows is answered',
  () => {
    const said = [...HELLO, request(2, 'ping'), request(3, 'no/such')];
    expect(byShell(...said)).toEqual(byNode(...said));
    expect(byShell(...said)).toHaveLength(5);
  },
);

test.skipIf(process.platform === 'win32')('The whole greeting of a client is answered where there is no node', () => {
  const input = HELLO.map((line) => `${line}\n`).join('');
  const empty = { PATH: '/nowhere' };
  const { stdout } = spawnSync('/bin/sh', [join(dist, 'server')], { input, env: empty, encoding: 'utf8' });
  expect(stdout.split('\n').slice(0, -1)).toHaveLength(3);
});

test.skipIf(process.platform === 'win32').each([
  ['is nothing at all', []],
  ['ends after the greeting', HELLO],
  ['is spelled in another order', [`{"jsonrpc":"2.0","id":0,"method":"ping"}`]],
  ['has a text as its id', [request('a', 'tools/list')]],
  ['comes without the question for a later protocol', HELLO.slice(1)],
  ['comes in the other spelling', ['{"method":"notifications/initialized","jsonrpc":"2.0"}', request(1, 'tools/list')]],
  ['asks with an id that has to be quoted', [discover('a\\"b')]],
  ['only speaks of that question', [request('a', 'tools/list', { name: '', method: 'server/discover' }), SPEAKS_OF_IT]],
  ['asks with no id', ['{"jsonrpc":"2.0","method":"server/discover"}', discover('')]],
  ['speaks a version that is none', [initialize('a"b\\c%s')]],
  ['has a page as its parameter', [request(1, 'tools/list', { cursor: 'x' })]],
  ['is no JSON', ['%s \\n $(exit 3) "id":7}', request(1, 'ping')]],
  ['is very long', [LONG, request(4, 'ping')]],
])('What %s is answered as by node', (_, lines) => {
  expect(byShell(...lines)).toEqual(byNode(...lines));
});

test('It may be started as it is', () => {
  expect(statSync(join(dist, 'server')).mode & 0o111).toBe(0o111);
});
