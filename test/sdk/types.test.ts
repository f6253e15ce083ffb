/** The library as it is published: programs of every kind of module compile against it and run, and checkers of packages find nothing. */

import { createPackageFromTarballData, checkPackage } from '@arethetypeswrong/core';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { publint } from 'publint';
import { afterAll, beforeAll, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { ROOT } from '../architecture/source-tree.ts';

const folder = mkdtempSync(join(tmpdir(), 'hindcast-types-'));
const installed = join(folder, 'node_modules', 'hindcast');
let archive = '';

/** A cache of its own: nothing is asked of a registry. */
beforeAll(() => {
  execFileSync('npm', ['pack', '--pack-destination', folder], { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'] });
  archive = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '');
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', archive, '-C', installed, '--strip-components=1']);
  mkdirSync(join(folder, 'node_modules', '@types'));
  for (const name of ['@types/node', 'undici-types'])
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name), 'dir');
  cpSync(join(ROOT, 'test', 'sdk', 'projects'), folder, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ADAPTERS = Object.keys(manifest.exports).flatMap((entry) => /^\.\/sdk\/(.+)$/.exec(entry)?.[1] ?? []);
const STRICT = { noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, skipLibCheck: false };
test.each([
  ['esm', 'module', { module: 'nodenext' }],
  ['cjs', 'commonjs', { module: 'node16', moduleResolution: 'node16' }],
  ['strict', 'module', { module: 'nodenext', ...STRICT }],
])('A project of kind %s compiles and runs', (name, type, options) => {
  const project = join(folder, name);
  const compilerOptions = { target: 'es2022', strict: true, types: ['node'], outDir: 'out', rootDir: '.', ...options };
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name, type }));
  // None of the libraries is installed that the adapters are for.
  const loaded = ADAPTERS.map((adapter, n) => `import * as a${n} from 'hindcast/sdk/${adapter}';\nvoid a${n};\n`);
  writeFileSync(join(project, 'adapters.ts'), loaded.join(''));
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  const tsc = spawnSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', project], {
    encoding: 'utf8',
  });
  expect(tsc.stdout).toBe('');
  const env = { PATH: process.env['PATH'], HOME: folder, HINDCAST_HOME: join(project, 'home') };
  const adapters = pathToFileURL(join(project, 'out', 'adapters.js')).href;
  const { status, stderr } = spawnSync(process.execPath, ['--import', adapters, join(project, 'out', 'program.js')], {
    env,
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(readdirSync(join(project, 'home', 'log')).length).toBeGreaterThan(0);
});

test('publint finds nothing', async () => {
  const { messages } = await publint({ pkgDir: installed, pack: false });
  expect(messages.filter(({ type }) => type !== 'suggestion')).toEqual([]);
});

test('The types are right for every kind of import of the library', async () => {
  const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(readFileSync(archive))));
  // Resolution as of before `exports` finds no entry below the package's name, in any package.
  const problems = 'problems' in analysis ? analysis.problems : ['no types'];
  expect(
    problems.filter(
      (problem) => JSON.stringify(problem).includes('./sdk') && !JSON.stringify(problem).includes('node10'),
    ),
  ).toEqual([]);
});

test('The library needs nothing but Node, and is small', () => {
  const { asked, size } = builtFile('sdk.cjs');
  expect(asked.filter((name) => !name.startsWith('node:') && name !== './sdk-writer.cjs')).toEqual([]);
  expect(size).toBeLessThan(LARGEST);
});

test.each(ADAPTERS)('The adapter %s needs nothing but the library beside it, of which it has no copy', (adapter) => {
  const { text, asked, size } = builtFile(`sdk-${adapter}.cjs`);
  expect(asked.filter((name) => !name.startsWith('node:'))).toEqual(['./sdk.cjs']);
  expect(text).not.toMatch(/AsyncLocalStorage|worker_threads/);
  expect(size).toBeLessThan(LARGEST);
});

test('The guide shows every adapter, by names that it has', () => {
  const page = readFileSync(join(ROOT, 'docs', 'guide', 'sdk-adapters.md'), 'utf8');
  const shown = [...page.matchAll(/^import \{ (.+) \} from 'hindcast\/sdk\/(.+)';$/gm)];
  expect(shown.map(([, , adapter]) => adapter).toSorted()).toEqual(ADAPTERS.toSorted());
  const wrong = shown.filter(([, names = '', adapter]) => {
    const declared = readFileSync(join(installed, 'dist', `sdk-${adapter}.js`), 'utf8');
    return names.split(', ').some((name) => !new RegExp(`\\b${name.replace(/ as .*/, '')}\\b`).test(declared));
  });
  expect(wrong).toEqual([]);
});

function builtFile(name: string): { text: string; asked: string[]; size: number } {
  const text = readFileSync(join(installed, 'dist', name), 'utf8');
  const asked = [...text.matchAll(/require\("([^"]+)"\)/g)].map(([, required]) => required ?? '');
  return { text, asked, size: Buffer.byteLength(text) };
}

const LARGEST = 15 * 1024;
