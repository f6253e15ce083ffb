/** A large import on several threads, built as it is shipped, says and stores what one thread does. */

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';

const project = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'hindcast-worker-'));
const tree = join(folder, 'projects', '-home-dev-project');

afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  mkdirSync(tree, { recursive: true });
  for (let file = 0; file < 12; file++)
    writeFileSync(join(tree, `s${file}.jsonl`), transcript(`s${file}`, file === 0 ? 400 : 120));
  const program = `
    import { importFiles } from './src/ingest.ts';
    import { places } from './src/config/home.ts';
    import { sources } from './src/sources/index.ts';
    const [home, tree, parallel] = process.argv.slice(2);
    const environment = { variable: (name) => (name === 'CLAUDE_CONFIG_DIR' ? tree : undefined), homeDir: '/home/nobody', cwd: '/', platform: 'linux', user: {} };
    const options = { places: places(home), sources: sources.filter(({ id }) => id === 'claude-code'), environment, redaction: {}, parallel: parallel === 'yes' };
    const answer = await importFiles(options).catch((error) => ({ failed: error.code }));
    process.stdout.write(JSON.stringify(answer));`;
  await build({
    stdin: { contents: program, resolveDir: project, sourcefile: 'program.ts', loader: 'ts' },
    outfile: join(folder, 'alone', 'program.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
    banner: REQUIRE,
  });
  await build({
    entryPoints: [join(project, 'src', 'ingest-worker.ts')],
    outfile: join(folder, 'crew', 'ingest-worker.cjs'),
    bundle: true,
    format: 'cjs',
    platform: 'node',
    logLevel: 'error',
  });
  writeFileSync(join(folder, 'crew', 'program.mjs'), readFileSync(join(folder, 'alone', 'program.mjs')));
}, 120_000);

const REQUIRE = {
  js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
};

/** Calls with large results, in the format of the transcripts. */
function transcript(session: string, calls: number): string {
  const head = { sessionId: session, cwd: '/nowhere/project', version: '2.0.0', gitBranch: 'main', isSidechain: false };
  const lines: unknown[] = [];
  for (let call = 0; call < calls; call++) {
    const id = `toolu_${session}x${call}`;
    const at = (second: number) => new Date(Date.UTC(2026, 0, 1 + (call % 9), 12, call % 60, second)).toISOString();
    const usage = { input_tokens: 3, cache_creation_input_tokens: 10, cache_read_input_tokens: 20, output_tokens: 5 };
    const content = [{ type: 'tool_use', id, name: 'Bash', input: { command: `cat ${call}` } }];
    lines.push({
      ...head,
      type: 'assistant',
      uuid: `${id}a`,
      requestId: `req_${id}`,
      timestamp: at(1),
      message: { id: `msg_${id}`, role: 'assistant', model: 'claude-x', content, usage, stop_reason: 'tool_use' },
    });
    const result = [
      { type: 'tool_result', tool_use_id: id, content: `é\n${'x"y\n'.repeat(5_000)}`, is_error: call % 7 === 0 },
    ];
    lines.push({ ...head, type: 'user', uuid: `${id}u`, timestamp: at(2), message: { role: 'user', content: result } });
  }
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

function run(
  how: 'alone' | 'crew',
  home: string,
): { read_bytes: number; events: number; new_events: number; duration_ms: number } {
  const args = [join(folder, how, 'program.mjs'), home, folder, how === 'crew' ? 'yes' : 'no'];
  return JSON.parse(
    execFileSync(process.execPath, args, { encoding: 'utf8', env: { ...process.env, TZ: 'UTC' }, timeout: 50_000 }),
  );
}

/** All lines, sorted, without the id of the installation. */
function lines(home: string): string[] {
  const names = readdirSync(join(home, 'log'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ndjson'),
  );
  const texts = names.flatMap((name) => readFileSync(join(home, 'log', name), 'utf8').split('\n'));
  return texts
    .filter((text) => text !== '')
    .map((text) => text.replace(/"machine":"[0-9a-f]{8}"/, '"machine":""'))
    .sort();
}

test('Threads store the same lines and count the same as one thread, and a second import finds nothing new.', () => {
  const [one, many] = [join(folder, 'one'), join(folder, 'many')];
  const { duration_ms: _, ...alone } = run('alone', one);
  const { duration_ms: __, ...crew } = run('crew', many);
  expect(crew).toEqual(alone);
  expect(alone.read_bytes).toBeGreaterThan(32 * 1024 * 1024);
  expect(alone.new_events).toBeGreaterThan(3_000);
  expect(lines(many)).toEqual(lines(one));
  expect(lines(one)).toHaveLength(alone.new_events);
  expect(run('crew', many)).toMatchObject({ read_bytes: 0, new_events: 0 });
});

test('An import that is killed in the middle is finished by the next one, and nothing is lost or doubled.', async () => {
  const home = join(folder, 'killed');
  const child = spawn(process.execPath, [join(folder, 'crew', 'program.mjs'), home, folder, 'yes'], {
    stdio: 'ignore',
    env: { ...process.env, TZ: 'UTC' },
  });
  const ended = once(child, 'exit');
  while (child.exitCode === null && !existsSync(join(home, 'log'))) await setTimeout(1);
  child.kill('SIGKILL');
  await ended;
  run('crew', home);
  const whole = lines(home).filter((line) => line.endsWith('}'));
  expect(whole).toEqual(lines(join(folder, 'one')));
  expect(run('crew', home)).toMatchObject({ read_bytes: 0, new_events: 0 });
});

test('When the log cannot be written, the import fails, and no thread keeps the process alive.', () => {
  const home = join(folder, 'blocked');
  mkdirSync(home);
  writeFileSync(join(home, 'log'), 'a file where the folder of the log should be');
  expect(run('crew', home)).toEqual({ failed: expect.any(String) });
  expect(existsSync(join(home, 'import.lock'))).toBe(false);
  expect(existsSync(join(home, 'import.json'))).toBe(false);
});
