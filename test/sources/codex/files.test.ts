import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findFiles } from '../../../src/doors/find.ts';
import codex from '../../../src/sources/codex.ts';

const home = mkdtempSync(join(tmpdir(), 'hindcast-codex-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

for (const path of [
  '.codex/sessions/2026/11/20/rollout-a.jsonl',
  '.codex/archived_sessions/rollout-b.jsonl',
  '.codex/history.jsonl',
  '.codex/log/codex-tui.log',
  'elsewhere/sessions/rollout-c.jsonl',
]) {
  mkdirSync(dirname(join(home, path)), { recursive: true });
  writeFileSync(join(home, path), '');
}

function found(variables: Readonly<Record<string, string>>): string[] {
  const environment = {
    variable: (name: string) => variables[name],
    homeDir: home,
    cwd: home,
    platform: 'linux',
    user: {},
  };
  return findFiles(codex, environment).files.map((file) => file.below);
}

test('rollouts are found, archived ones as well, and the history of prompts is left alone', () => {
  expect(found({})).toEqual(['archived_sessions/rollout-b.jsonl', 'sessions/2026/11/20/rollout-a.jsonl']);
});

test('CODEX_HOME moves the place', () => {
  expect(found({ CODEX_HOME: join(home, 'elsewhere') })).toEqual(['sessions/rollout-c.jsonl']);
});
