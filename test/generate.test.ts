/** The generator and the scaffolds, run for real in a copy of the repository: what they write type-checks, lints and passes its tests. */

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addToChangelog } from '../scripts/new/changelog.ts';
import { scaffold } from '../scripts/new/scaffold.ts';
import { ROOT } from './architecture/source-tree.ts';

const copy = mkdtempSync(join(tmpdir(), 'hindcast-copy-'));
const PARTS = [
  'src',
  'scripts',
  'bin',
  'docs',
  'CHANGELOG.md',
  'package.json',
  'tsconfig.json',
  'vitest.config.ts',
  '.oxfmtrc.json',
  '.oxlintrc.json',
  'test/scratch.ts',
  'test/seed.ts',
  'test/runs.ts',
  'test/clean-up.ts',
  'test/cli/world.ts',
  'test/config/environment.ts',
];

const ADDED = [
  {
    kind: 'source',
    name: 'some-client',
    files: ['src/sources/some-client.ts', 'test/sources/some-client/some-client.test.ts'],
  },
  { kind: 'rule', name: 'some-vendor', files: ['src/redaction/rules/some-vendor.ts'] },
  {
    kind: 'analysis',
    name: 'some-question',
    files: ['src/analyses/some-question.ts', 'test/analyses/some-question.test.ts'],
  },
  { kind: 'sink', name: 'some-place', files: ['src/sinks/some-place.ts', 'test/sinks/some-place.test.ts'] },
  { kind: 'command', name: 'some-action', files: ['src/cli/commands/some-action.ts', 'test/cli/some-action.test.ts'] },
];

type Run = { readonly status: number | null; readonly text: string };

function run(...args: readonly string[]): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8' });
  return { status, text: stdout + stderr };
}

const generate = (...args: readonly string[]): Run => run('scripts/run.mjs', 'scripts/generate.ts', ...args);
const add = (...args: readonly string[]): Run => run('scripts/run.mjs', 'scripts/new.ts', ...args);

beforeAll(() => {
  for (const part of PARTS) cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'dir');
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

test('A generated file that was changed or is gone is named by --check and written again, byte for byte', () => {
  const stale = ['src/analyses/index.ts', 'docs/reference/errors.md'].map((path) => ({
    path,
    text: readFileSync(join(copy, path), 'utf8'),
  }));
  writeFileSync(join(copy, 'src/analyses/index.ts'), 'export const analyses = [];\n');
  rmSync(join(copy, 'docs/reference/errors.md'));
  const checked = generate('--check');
  expect(checked.status).toBe(1);
  for (const { path } of stale) expect(checked.text).toContain(path);
  expect(existsSync(join(copy, 'docs/reference/errors.md'))).toBe(false);
  expect(generate().status).toBe(0);
  for (const { path, text } of stale) expect(readFileSync(join(copy, path), 'utf8')).toBe(text);
});

test.each([
  [['source', 'Some-Client'], 'no id'],
  [['source', 'some_client'], 'no id'],
  [['source', '-x'], 'no id'],
  [['source', '../x'], 'no id'],
  [['source', 'codex'], 'exists already'],
  [['agent', 'x'], 'nothing that can be added'],
  [['source'], 'usage:'],
  [['constructor', 'x'], 'nothing that can be added'],
])('The scaffold refuses %j', (args, message) => {
  expect(scaffold(args, copy)).toEqual({ refusal: expect.stringContaining(message) });
});

test('A refusal of the scaffold is told', () => {
  expect(add('agent', 'x')).toEqual({ status: 2, text: expect.stringContaining('nothing that can be added') });
});

test('What the scaffold writes type-checks, lints, passes its own tests, and is listed and documented', () => {
  for (const { kind, name, files } of ADDED) {
    // The last one is added as a person would: generating takes all of them up.
    if (kind === 'command') expect(add(kind, name)).toMatchObject({ status: 0 });
    else expect(scaffold([kind, name], copy)).toEqual({ written: expect.arrayContaining(files) });
    for (const file of files) expect(existsSync(join(copy, file)), file).toBe(true);
    expect(readFileSync(join(copy, 'CHANGELOG.md'), 'utf8')).toContain(`- The ${kind} \`${name}\`.`);
  }
  expect(generate('--check')).toEqual({ status: 0, text: '' });
  for (const [page, id] of [
    ['sources', 'some-client'],
    ['rules', 'some-vendor'],
    ['analyses', 'some-question'],
    ['commands', 'some-action'],
  ]) {
    expect(readFileSync(join(copy, `docs/reference/${page}.md`), 'utf8'), page).toContain(id);
  }
  const written = ADDED.flatMap(({ files }) => files);
  const types = run('node_modules/typescript/bin/tsc', '--noEmit', '--singleThreaded');
  expect(types.text.split('\n').filter((line) => line.includes('some-'))).toEqual([]);
  const lint = run('node_modules/oxlint/bin/oxlint', ...written);
  expect(lint, lint.text).toMatchObject({ status: 0 });
  const tests = run('node_modules/vitest/vitest.mjs', 'run', ...written.filter((file) => file.startsWith('test/')));
  expect(tests, tests.text).toMatchObject({ status: 0 });
}, 300_000);

test('A changelog entry goes under what was added in the version to come', () => {
  const begun =
    '# Changelog\n\n## Unreleased\n\n### Added\n\n- One.\n\n### Fixed\n\n- Two.\n\n## 0.1.0\n\n### Added\n\n- Old.\n';
  expect(addToChangelog(begun, 'New.')).toBe(begun.replace('- One.\n', '- One.\n- New.\n'));
  const fresh = '# Changelog\n\n## 0.1.0\n\n- Old.\n';
  expect(addToChangelog(fresh, 'New.')).toContain('## Unreleased\n\n### Added\n\n- New.\n');
  const empty = '# Changelog\n\n## Unreleased\n\n## 0.1.0\n';
  expect(addToChangelog(empty, 'New.')).toBe('# Changelog\n\n## Unreleased\n\n### Added\n\n- New.\n\n## 0.1.0\n');
});
