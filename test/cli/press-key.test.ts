/** One key press on a real terminal, which the program `script` of util-linux makes: the answer, and Ctrl-C. */

import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWorld, type World } from './world.ts';

const hasTerminal = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') === true;
if (!hasTerminal) console.warn('SKIPPED: no key is pressed, because the program "script" of util-linux is not here.');

let world: World;
beforeEach(() => {
  world = openWorld();
});
afterEach(() => world.remove());

test.runIf(hasTerminal).each([
  ['4', 0, '4 of 5, good.'],
  ['\u0003', 130, '^C'],
])('%j ends with %i', async (key, status, said) => {
  await world.run(['log', 'invocation', '--name', 'frontend-developer', '--status', 'success']);
  const line = `'${process.execPath}' '${join(process.cwd(), 'bin', 'hindcast.cjs')}' rate`;
  const child = spawn('script', ['-qec', line, '/dev/null'], {
    cwd: world.home,
    env: { PATH: process.env['PATH'] ?? '', HOME: world.home, TZ: 'UTC', NO_COLOR: '1', SHELL: '/bin/sh' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let shown = '';
  let isAsked = false;
  child.stdout.on('data', (chunk: Buffer) => {
    shown += chunk.toString('utf8');
    if (isAsked || !shown.includes('Esc for no judgement: ')) return;
    isAsked = true;
    child.stdin.write(key);
  });
  const ended = await new Promise((resolve) => child.on('close', resolve));
  expect({ ended, shown }).toEqual({ ended: status, shown: expect.stringContaining(said) });
  const { out } = await world.run(['sql', 'select rating from feedback', '--json']);
  expect(JSON.parse(out)).toEqual(status === 0 ? [{ rating: 4 }] : []);
});
