/** What `doctor` says about live capture: installed, able to run, fired, and what it could not do. */

import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWorld, type World } from './world.ts';

let world: World;

beforeEach(() => {
  world = openWorld();
  mkdirSync(join(world.home, '.codex'));
});

afterEach(() => world.remove());

const NOW = new Date('2026-11-20T12:00:00.000Z');

const PROMPT = JSON.stringify({
  session_id: '019a0000-0000-7000-8000-000000000001',
  turn_id: '019a0000-0000-7000-8000-000000000002',
  hook_event_name: 'UserPromptSubmit',
  prompt: 'Boil less.',
});

async function doctor(variables: Readonly<Record<string, string>> = {}): Promise<string> {
  const { out } = await world.run(['doctor'], { variables, now: NOW });
  return out
    .replace(/\n +/g, ' ')
    .split('\n')
    .filter((line) => /Codex: |Codex worked|not recorded/.test(line))
    .join('\n');
}

/** Sets the age of a file. */
function aged(path: string, at: string): void {
  const seconds = Date.parse(at) / 1000;
  utimesSync(path, seconds, seconds);
}

test('Hooks that are not installed are offered', async () => {
  expect(await doctor()).toMatch(/Codex: no hooks are installed → hindcast init codex/);
});

test('Installed hooks that have not fired yet are told from those that have', async () => {
  await world.run(['init', 'codex', '--yes']);
  expect(await doctor()).toContain('have not fired yet');
  await world.run(['hook', 'codex'], { stdin: PROMPT, now: new Date('2026-11-20T11:58:00.000Z') });
  expect(await doctor()).toMatch(/✓ Codex: hooks are installed and last fired 2 m/);
});

test('Hooks that were silent while the client worked need action', async () => {
  await world.run(['init', 'codex', '--yes']);
  aged(join(world.home, '.codex', 'hooks.json'), '2026-11-19T12:00:00.000Z');
  world.write('.codex/sessions/2026/11/20/rollout-2026-11-20T11-00-00-019a.jsonl', '{}\n');
  expect(await doctor()).toMatch(/✗ Codex worked .* but its hooks have never fired .*trust/);
});

test('A script that is gone, a node that is not on the path and settings that are broken need action', async () => {
  await world.run(['init', 'codex', '--yes']);
  expect(await doctor({ PATH: '/nowhere' })).toMatch(/✗ Codex: its hooks run node, which is not on the path/);
  const path = join(world.home, '.codex', 'hooks.json');
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace(/'[^']*hook\.cjs'/g, "'/gone/dist/hook.cjs'"));
  expect(await doctor()).toMatch(/✗ Codex: its hooks run \/gone\/dist\/hook\.cjs, which is not there any more/);
  writeFileSync(path, '{');
  expect(await world.run(['doctor'])).toMatchObject({ status: 1 });
});

test('What could not be recorded is counted', async () => {
  for (const stdin of ['', '{', '{']) await world.run(['hook', 'codex'], { stdin, now: NOW });
  expect(await doctor()).toMatch(
    /2 events were not recorded by codex: skip\/not-json, last at 2026-11-20T12:00:00\.000Z/,
  );
  expect(await doctor()).toMatch(/1 event was not recorded by codex: skip\/no-payload/);
});
