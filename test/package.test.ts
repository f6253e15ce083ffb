/** What is published: only what is needed, usable with the runtime dependencies alone. */

import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { ROOT } from './architecture/source-tree.ts';
import { textFiles, textOf } from './repository/files.ts';
import { eventsIn } from './sdk/program.ts';

const folder = mkdtempSync(join(tmpdir(), 'hindcast-package-'));
const installed = join(folder, 'node_modules', 'hindcast');

/** Packs the repository and unpacks it where an installation would lie, beside the runtime dependencies and nothing else. */
beforeAll(() => {
  execFileSync('npm', ['pack', '--pack-destination', folder], { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'] });
  const archive = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', join(folder, archive), '-C', installed, '--strip-components=1']);
  mkdirSync(join(folder, 'node_modules', '@duckdb'));
  const bindings = readdirSync(join(ROOT, 'node_modules', '@duckdb')).filter((name) =>
    name.startsWith('node-bindings'),
  );
  for (const name of bindings.map((binding) => `@duckdb/${binding}`).concat('detect-libc')) {
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name), 'dir');
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function node(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const env = { PATH: process.env['PATH'], HOME: folder, HINDCAST_HOME: join(folder, 'home') };
  return spawnSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8' });
}

test('The package holds the program, its types, the plugin and the documentation, and nothing else', () => {
  const files = readdirSync(installed, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name).slice(installed.length + 1));
  const needed =
    /^(bin\/hindcast\.cjs|dist\/[\w.-]+\.(c?js|txt)|dist\/types\/.*\.d\.c?ts|docs\/(?:guide|reference)\/[\w.-]+|plugin\/[\w./-]+|\.claude-plugin\/marketplace\.json|package\.json|README\.md|LICENSE|CHANGELOG\.md)$/;
  expect(paths.filter((path) => !needed.test(path))).toEqual([]);
  for (const path of ['bin/hindcast.cjs', 'package.json', 'LICENSE', 'CHANGELOG.md']) expect(paths).toContain(path);
  const plugin = textFiles().filter((path) => path.startsWith('plugin/'));
  expect(paths).toEqual(
    expect.arrayContaining([...plugin, 'plugin/dist/server.cjs', '.claude-plugin/marketplace.json']),
  );
});

test('Every page that the program names is in the package', () => {
  const said = textFiles()
    .filter((path) => path.startsWith('src/') && path.endsWith('.ts'))
    .flatMap((path) => [...textOf(path).matchAll(/\bdocs\/[\w/-]+\.md\b/g)].map(([page]) => page));
  expect(said.length).toBeGreaterThan(0);
  expect([...new Set(said)].filter((page) => !existsSync(join(installed, page)))).toEqual([]);
});

test('The marketplace of the package leads to the plugin', () => {
  const marketplace: { plugins: { source: string }[] } = JSON.parse(
    readFileSync(join(installed, '.claude-plugin', 'marketplace.json'), 'utf8'),
  );
  for (const { source } of marketplace.plugins)
    expect(existsSync(join(installed, source, '.claude-plugin', 'plugin.json'))).toBe(true);
});

test('Every entry of the manifest leads to a file of the package', () => {
  const targets = [
    ...Object.values(manifest.bin),
    ...Object.values(manifest.exports).flatMap((entry) => (typeof entry === 'string' ? [entry] : Object.values(entry))),
  ].flatMap((target): string[] => (typeof target === 'string' ? [target] : Object.values(target)));
  expect(targets.filter((path) => !existsSync(join(installed, path)))).toEqual([]);
});

test('The installed program tells its version and asks the engine', () => {
  const program = join(installed, manifest.bin.hindcast);
  expect(node(program, '--version')).toMatchObject({ status: 0, stdout: `${manifest.version}\n` });
  const asked = node(program, 'sql', 'select 6 * 7 as answer', '--json');
  expect(asked).toMatchObject({ status: 0, stderr: '' });
  expect(asked.stdout).toContain('42');
});

test('The installed modules can be imported', () => {
  const script =
    "const all = await import('hindcast'); const { redact } = await import('hindcast/redact'); console.log(typeof all.openEngine, redact({ password: 'x1y2z3a4b5' }).password);";
  expect(node('--input-type=module', '-e', script)).toMatchObject({ status: 0, stdout: 'function ***\n' });
});

test('Every adapter of the client library is an entry, for both kinds of module', () => {
  const files = readdirSync(join(ROOT, 'src', 'sdk', 'adapters')).filter((name) => name.endsWith('.ts'));
  const entry = (name: string) => ({
    import: { types: `./dist/types/sdk/adapters/${name}.d.ts`, default: `./dist/sdk-${name}.js` },
    require: { types: `./dist/types/sdk/adapters/${name}.d.cts`, default: `./dist/sdk-${name}.cjs` },
  });
  const entries = Object.entries(manifest.exports).filter(([path]) => path.startsWith('./sdk/'));
  const names = files.map((file) => file.slice(0, -'.ts'.length));
  expect(Object.fromEntries(entries)).toEqual(Object.fromEntries(names.map((name) => [`./sdk/${name}`, entry(name)])));
});

test('An adapter records through the library of the program, however each of them was loaded', () => {
  const script = `
    import { createRequire } from 'node:module';
    import { hindcast } from 'hindcast/sdk';
    import { callbacks } from 'hindcast/sdk/langchain';
    const required = createRequire(import.meta.url)('hindcast/sdk/langchain');
    hindcast.session('one', () => {
      for (const { handleToolStart, handleToolEnd } of [callbacks(), required.callbacks()]) {
        handleToolStart({ name: 'Recorded' }, '{}', 'run');
        handleToolEnd('four', 'run');
      }
    });
    await hindcast.flush();`;
  expect(node('--input-type=module', '-e', script)).toMatchObject({ status: 0, stderr: '' });
  const calls = eventsIn(join(folder, 'home')).filter(({ tool }) => tool === 'Recorded');
  expect(calls.map(({ session_id }) => session_id)).toEqual(['one', 'one']);
});

test('A strict TypeScript program can use the declarations', () => {
  const program =
    "import { importFiles, openEngine, type Report } from 'hindcast';\nimport { redact } from 'hindcast/redact';\n" +
    'export const left: unknown = redact("x");\nexport type Rows = Report["rows"];\nexport const doors = [importFiles, openEngine] as const;\n';
  writeFileSync(join(folder, 'use.ts'), program);
  const options = {
    module: 'nodenext',
    target: 'es2023',
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    types: ['node'],
    typeRoots: [join(ROOT, 'node_modules', '@types')],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['use.ts'] }));
  const { status, stdout } = node(join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', '.');
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
});

test('The two halves of DuckDB have one version', () => {
  expect(manifest.devDependencies['@duckdb/node-api']).toBe(manifest.dependencies['@duckdb/node-bindings']);
});

test('Every dependency is explained', () => {
  const page = textOf('docs/decisions/dependencies.md');
  const names = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies)];
  expect(names.filter((name) => !name.startsWith('@types/') && !page.includes(`\`${name}\``))).toEqual([]);
});

test('The lock file knows the optional packages of every platform, so that `npm ci` works everywhere', () => {
  const { packages }: { packages: Record<string, { optionalDependencies?: Record<string, string> }> } = JSON.parse(
    textOf('package-lock.json'),
  );
  const wanted = Object.values(packages).flatMap(({ optionalDependencies }) => Object.keys(optionalDependencies ?? {}));
  expect(wanted.length).toBeGreaterThan(0);
  expect(wanted.filter((name) => packages[`node_modules/${name}`] === undefined)).toEqual([]);
});

test('No file names a package registry, so that everybody installs from their own', () => {
  expect(textOf('package-lock.json')).not.toContain('"resolved"');
  const hosts = new RegExp(
    [
      'registry\\.npm' + 'js',
      'npm' + 'mirror',
      'registry\\.yarn' + 'pkg',
      'npm\\.pkg\\.' + 'github',
      'registry\\.npm' + '\\.',
    ].join('|'),
  );
  expect(textFiles().filter((path) => hosts.test(textOf(path)))).toEqual([]);
});
