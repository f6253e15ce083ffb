/** `init` and `uninstall` on real files: merged, idempotent, exact, and careful with what is not theirs. */

import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hooksIn } from '../../src/clients/edit.ts';
import { settingsText } from '../clients/settings-text.ts';
import { openWorld, type World } from './world.ts';
import { runs } from '../runs.ts';

let world: World;

beforeEach(() => {
  world = openWorld();
});

afterEach(() => world.remove());

function settings(text: string, mode = 0o640): string {
  const path = world.write('.claude/settings.json', text);
  chmodSync(path, mode);
  return path;
}

const MINE =
  '{\n  // mine\n  "model": "opus",\n  "hooks": {"Stop": [{"hooks": [{"type": "command", "command": "say done"}]}]}\n}';

test('A dry run shows the change as a diff and writes nothing', async () => {
  const path = settings(MINE);
  const { status, out } = await world.run(['init', '--dry-run']);
  expect(status).toBe(0);
  expect(out).toContain('--- ~HOME~/.claude/settings.json');
  expect(out).toMatch(/^\+.*hook\.cjs' claude-code/m);
  expect(out).toMatch(/^ .*"model": "opus"/m);
  expect(readFileSync(path, 'utf8')).toBe(MINE);
  expect(existsSync(join(world.home, '.local'))).toBe(false);
});

test('Without a terminal and without --yes nothing is written', async () => {
  const path = settings(MINE);
  const { status, err } = await world.run(['init']);
  expect(status).toBe(2);
  expect(err).toContain('--yes');
  expect(await world.run(['init'], { answer: 'n' })).toMatchObject({ status: 1 });
  expect(readFileSync(path, 'utf8')).toBe(MINE);
});

test('Installing and uninstalling leaves every settings file as it was, byte for byte', async () => {
  await fc.assert(
    fc.asyncProperty(settingsText, async (text) => {
      const path = settings(text);
      expect(await world.run(['init', '--yes'])).toMatchObject({ status: 0, err: '' });
      const installed = readFileSync(path, 'utf8');
      expect(hooksIn(installed, path).size).toBeGreaterThan(5);
      expect(await world.run(['init', '--yes'])).toMatchObject({ status: 0 });
      expect(readFileSync(path, 'utf8')).toBe(installed);
      expect(await world.run(['uninstall', '--yes'])).toMatchObject({ status: 0 });
      expect(readFileSync(path, 'utf8')).toBe(text);
      expect(existsSync(`${path}.before-hindcast`)).toBe(false);
    }),
    { numRuns: runs(40) },
  );
});

test('The mode of the file and a link to it are kept, and the file as it was stays beside it', async () => {
  const real = world.write('dotfiles/claude.json', MINE);
  chmodSync(real, 0o604);
  mkdirSync(join(world.home, '.claude'));
  const link = join(world.home, '.claude', 'settings.json');
  symlinkSync('../dotfiles/claude.json', link);
  await world.run(['init', 'claude-code', '--yes']);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(hooksIn(readFileSync(real, 'utf8'), real).size).toBeGreaterThan(5);
  expect(statSync(real).mode & 0o777).toBe(0o604);
  expect(readFileSync(`${link}.before-hindcast`, 'utf8')).toBe(MINE);
  await world.run(['uninstall', '--yes']);
  expect(readFileSync(real, 'utf8')).toBe(MINE);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
});

test('A file that was not there is gone again', async () => {
  await world.run(['init', 'codex', '--yes']);
  const path = join(world.home, '.codex', 'hooks.json');
  const written: unknown = JSON.parse(readFileSync(path, 'utf8'));
  expect(written).toMatchObject({ hooks: { PostToolUse: [{ hooks: [{ type: 'command', timeout: 2 }] }] } });
  await world.run(['uninstall', 'codex', '--yes']);
  expect(existsSync(path)).toBe(false);
});

test('What somebody else changed in between stays; only our hooks go', async () => {
  const path = settings(MINE);
  await world.run(['init', '--yes']);
  writeFileSync(path, readFileSync(path, 'utf8').replace('"opus"', '"sonnet"'));
  const { status } = await world.run(['uninstall', '--yes']);
  expect(status).toBe(0);
  expect(readFileSync(path, 'utf8')).toBe(MINE.replace('"opus"', '"sonnet"'));
});

test('A file that cannot be parsed is not touched, and the line is named', async () => {
  const path = settings('{\n  "model": "opus",,\n}\n');
  const { status, err } = await world.run(['init', '--yes']);
  expect(status).toBe(1);
  expect(err).toMatch(/settings\.json cannot be understood \(line 2, column 19/);
  expect(readFileSync(path, 'utf8')).toBe('{\n  "model": "opus",,\n}\n');
});

test('Codex users are told to trust the hooks', async () => {
  mkdirSync(join(world.home, '.codex'));
  const { out } = await world.run(['init', '--yes']);
  expect(out).toContain('trust');
});

test('Keys in the settings are not shown in the diff', async () => {
  const key = `sk-${'ant-api03-'}${'a1B2'.repeat(20)}`;
  settings(`{\n  "env": {"ANTHROPIC_API_KEY": "${key}"}\n}\n`);
  const { out } = await world.run(['init', '--dry-run']);
  expect(out).toContain('ANTHROPIC_API_KEY');
  expect(out).not.toContain(key.slice(0, 30));
});

test('Where no client was used, nothing is made', async () => {
  expect(await world.run(['init', '--yes'])).toMatchObject({ status: 0 });
  expect(existsSync(join(world.home, '.claude'))).toBe(false);
  expect(await world.run(['uninstall', '--yes'])).toMatchObject({ status: 0 });
  expect(await world.run(['init', 'cursor'])).toMatchObject({ status: 2 });
});

test('As JSON, each client says what became of it', async () => {
  settings(MINE);
  const { out } = await world.run(['init', '--yes', '--json']);
  const told: unknown = JSON.parse(out);
  expect(told).toMatchObject({ written: true, clients: [{ client: 'claude-code', changed: true, written: true }] });
});
