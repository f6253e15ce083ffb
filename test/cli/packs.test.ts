/** What V8 compiled of the program: an import that reads something keeps it, and it changes nothing but the time that a command takes. */

import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readCompiled } from '../../src/hook/compiled.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const PACKS = ['pack', 'reading'];

let folder: string;
let transcript: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hindcast-packs-'));
  const isCode = (path: string): boolean => statSync(path).isDirectory() || path.endsWith('.cjs');
  cpSync(join(root, 'dist'), join(folder, 'dist'), { recursive: true, filter: isCode });
  cpSync(join(root, 'bin'), join(folder, 'bin'), { recursive: true });
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  mkdirSync(join(folder, 'claude', 'projects', 'p'), { recursive: true });
  transcript = join(folder, 'claude', 'projects', 'p', 's-1.jsonl');
  writeFileSync(transcript, answer(1));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A transcript of one answer. */
function answer(number: number): string {
  return `${JSON.stringify({
    type: 'assistant',
    uuid: `u-${number}`,
    sessionId: 's-1',
    timestamp: `2026-01-31T12:00:0${number}.000Z`,
    message: { id: `msg_${number}`, role: 'assistant', model: 'm', content: [], usage: { output_tokens: number } },
  })}\n`;
}

/** How many lines of the log an import made. */
function importNew(flags: readonly string[] = []): number {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...flags, join(folder, 'bin', 'hindcast.cjs'), 'import', 'claude-code', '--json'],
    {
      env: { HOME: folder, HINDCAST_HOME: join(folder, 'h'), CLAUDE_CONFIG_DIR: join(folder, 'claude') },
      cwd: folder,
      encoding: 'utf8',
    },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return Number(JSON.parse(stdout).new_events);
}

function path(pack: string): string {
  return join(folder, 'dist', `${pack}.compiled`);
}

function kept(): string[] {
  return readdirSync(join(folder, 'dist')).filter((name) => name.includes('.compiled'));
}

test('The first import that reads something keeps both packs, and the next one takes them as they are', () => {
  expect(importNew()).toBeGreaterThan(0);
  expect(kept()).toEqual(PACKS.map((pack) => `${pack}.compiled`));
  const before = PACKS.map((pack) => readFileSync(path(pack)));
  for (const pack of PACKS)
    expect(readCompiled(join(folder, 'dist', `${pack}.cjs`), path(pack)).compiled?.length).toBeGreaterThan(10_000);
  appendFileSync(transcript, answer(2));
  expect(importNew()).toBeGreaterThan(0);
  expect(PACKS.map((pack) => readFileSync(path(pack)))).toEqual(before);
});

test('An import that reads nothing keeps nothing, because little of the program has run', () => {
  rmSync(transcript);
  expect(importNew()).toBe(0);
  expect(kept()).toEqual([]);
});

test('Under flags that changed meanwhile nothing is kept, and what was made under others is made again', () => {
  const change = join(folder, 'change.cjs');
  writeFileSync(change, "setImmediate(() => require('node:v8').setFlagsFromString('--max-lazy'));");
  expect(importNew(['--require', change])).toBeGreaterThan(0);
  expect(kept()).toEqual([]);
  appendFileSync(transcript, answer(2));
  expect(importNew(['--max-lazy'])).toBeGreaterThan(0);
  const others = readFileSync(path('pack'));
  appendFileSync(transcript, answer(3));
  expect(importNew()).toBeGreaterThan(0);
  expect(readFileSync(path('pack')).equals(others)).toBe(false);
});

test('What is damaged is not run but made again', () => {
  importNew();
  for (const pack of PACKS) writeFileSync(path(pack), Buffer.alloc(100_000));
  appendFileSync(transcript, answer(2));
  expect(importNew()).toBeGreaterThan(0);
  for (const pack of PACKS)
    expect(readCompiled(join(folder, 'dist', `${pack}.cjs`), path(pack)).compiled).toBeDefined();
});
