/** The command itself: what it prints without a server, what it refuses, and that it runs, records and ends as a process. */

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build } from 'esbuild';
import { CLIENTS } from '../../src/sources/otlp/clients.ts';
import { ROOT } from '../architecture/source-tree.ts';
import { openWorld as openCommands, type World as Commands } from '../cli/world.ts';
import { callsOf, linesIn } from './running.ts';

let commands: Commands;
beforeAll(() => {
  commands = openCommands();
});
afterAll(() => commands.remove());

describe('hindcast serve --print-env', () => {
  test.each(Object.keys(CLIENTS))('says what %s needs, and asks it for no content', async (client) => {
    const { status, out } = await commands.run(['serve', '--port', '4400', '--print-env', client]);
    expect(status).toBe(0);
    expect(out).toContain('http://127.0.0.1:4400');
    expect(out).not.toMatch(/(?:PROMPTS|DETAILS|CONTENT|prompt)\s*=\s*(?:1|true)/i);
  });

  test('names the token that the clients must send', async () => {
    commands.write('token', 'correct-horse-battery-staple\n');
    const argv = ['serve', '--host', '0.0.0.0', '--token-file', 'token', '--print-env', 'claude-code'];
    const { out } = await commands.run(argv);
    expect(out).toContain('authorization=Bearer%20correct-horse-battery-staple');
    expect(out).toContain('http://localhost:4319');
  });

  test('knows the clients, and says so when it does not know one', async () => {
    const { status, err } = await commands.run(['serve', '--print-env', 'gemini-cl']);
    expect(status).toBe(2);
    expect(err).toContain('gemini-cli');
  });
});

test.each([
  ['an address that others can reach, without a token', ['--host', '0.0.0.0'], '--token-file'],
  ['a port that is none', ['--port', '70000'], '--port'],
  ['a token that can be guessed', ['--token-file', 'short'], 'token'],
  ['a token file that is not there', ['--token-file', 'missing'], 'cannot be read'],
])('hindcast serve refuses %s', async (_name, argv, hint) => {
  commands.write('short', 'abc\n');
  const { status, err } = await commands.run(['serve', ...argv]);
  expect(status).toBe(2);
  expect(err).toContain(hint);
});

test('hindcast serve listens, keeps what comes although it is killed the moment after, and ends on Ctrl-C', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-serve-'));
  try {
    const program = await bundle(folder);
    const first = await start(program, folder);
    const reply = await fetch(`${first.url}/v1/logs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(callsOf('toolu_killed')),
    });
    expect(reply.status).toBe(200);
    first.kill('SIGKILL');
    await first.ended;
    const second = await start(program, folder);
    expect(second.logged()).toContain('toolu_killed');
    second.kill('SIGINT');
    expect(await second.ended).toBe(130);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** The program as it is shipped, but without the engine, which this command does not use. */
async function bundle(folder: string): Promise<string> {
  const outfile = join(folder, 'program.mjs');
  const banner = {
    js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
  };
  await build({
    stdin: {
      contents: "import { main } from './src/cli/main.ts'; await main(process.argv.slice(2));",
      resolveDir: ROOT,
      loader: 'ts',
    },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    loader: { '.sql': 'text' },
    external: ['@duckdb/node-bindings', '@duckdb/node-bindings-*'],
    banner,
    logLevel: 'error',
  });
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  return outfile;
}

async function start(program: string, folder: string) {
  const home = join(folder, 'home');
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, HINDCAST_HOME: home };
  const child = spawn(process.execPath, [program, 'serve', '--port', '0'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (data: Buffer) => {
      said += data.toString();
      const found = /http:\/\/[\d.:]+/.exec(said)?.[0];
      if (found !== undefined) resolve(found);
    });
    void ended.then((status) => reject(new Error(`serve ended with ${status}`)));
  });
  return {
    url,
    ended,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    logged: () => linesIn(home).map(({ id }) => id),
  };
}
