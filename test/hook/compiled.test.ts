/** The compiled form of the hook process: it appears by itself, and whatever became of it, the event is recorded. */

import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readCompiled } from '../../src/hook/compiled.ts';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));

let folder: string;
let compiled: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hindcast-hook-'));
  compiled = join(folder, 'hook-main.compiled');
  for (const name of ['hook.cjs', 'hook-main.cjs']) copyFileSync(join(dist, name), join(folder, name));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(input: string): void {
  const env = { PATH: process.env['PATH'], HOME: folder, HINDCAST_HOME: join(folder, 'h') };
  const argv = [join(folder, 'hook.cjs'), 'codex'];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { input, env, cwd: folder, encoding: 'utf8' });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
}

function call(id: string): string {
  return JSON.stringify({
    session_id: '019a0000-0000-7000-8000-000000000001',
    cwd: folder,
    hook_event_name: 'PostToolUse',
    tool_name: 'Bash',
    tool_input: { command: 'npm test' },
    tool_use_id: id,
    tool_response: 'ok',
  });
}

function lines(): number {
  const log = join(folder, 'h', 'log');
  const files = readdirSync(log, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ndjson'));
  return files.flatMap((name) => readFileSync(join(log, name), 'utf8').trim().split('\n')).length;
}

test('The first call leaves a compiled form, which the next one takes as it is', () => {
  run('nothing');
  expect(existsSync(compiled)).toBe(false);
  run(call('call_1'));
  const kept = readFileSync(compiled);
  expect(readCompiled(join(folder, 'hook-main.cjs'), compiled).compiled?.length).toBeGreaterThan(10_000);
  run(call('call_2'));
  expect(readFileSync(compiled).equals(kept)).toBe(true);
  expect(readdirSync(folder).filter((name) => name.startsWith('hook-main')).length).toBe(2);
});

const damages: readonly (readonly [string, (kept: Buffer) => Uint8Array])[] = [
  ['whose end is empty', (kept) => Buffer.from(kept).fill(0, kept.length / 2)],
  ['with one wrong bit', (kept) => Buffer.from(kept).fill((kept[20_000] ?? 0) ^ 4, 20_000, 20_001)],
  ['that was cut', (kept) => kept.subarray(0, 40_000)],
  ['of zeros', (kept) => Buffer.alloc(kept.length)],
  ['of nothing', () => new Uint8Array()],
  ['of another program', (kept) => Buffer.concat([Buffer.from('// 0'), kept.subarray(4)])],
];

test.each(damages)('A compiled form %s is not run but made again', (_what, damage) => {
  run(call('call_1'));
  const kept = readFileSync(compiled);
  writeFileSync(compiled, damage(kept));
  expect(readCompiled(join(folder, 'hook-main.cjs'), compiled).compiled).toBeUndefined();
  run(call('call_2'));
  expect(lines()).toBe(2);
  expect(readCompiled(join(folder, 'hook-main.cjs'), compiled).compiled).toBeDefined();
});

test('What V8 refuses, or cannot be written, changes nothing for the agent', () => {
  run(call('call_1'));
  const { key, compiled: good } = readCompiled(join(folder, 'hook-main.cjs'), compiled);
  const other = Buffer.from(good ?? []).fill(7, 0, 16);
  writeFileSync(compiled, Buffer.concat([key, other, other]));
  run(call('call_2'));
  expect(readCompiled(join(folder, 'hook-main.cjs'), compiled).compiled?.equals(other)).toBe(false);
  rmSync(compiled);
  mkdirSync(compiled);
  run(call('call_3'));
  expect(lines()).toBe(3);
});

test('Without the file that does the work, the agent goes on', () => {
  rmSync(join(folder, 'hook-main.cjs'));
  const argv = [join(folder, 'hook.cjs'), 'codex'];
  expect(spawnSync(process.execPath, argv, { input: call('call_1'), env: { HOME: folder } }).status).toBe(0);
});
