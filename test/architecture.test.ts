/** What the architecture promises and no compiler checks: directions, sizes, names, and who may touch the outside world. */

import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { layerOf } from './architecture/layers.ts';
import { reachedStatically, sourceFiles, type SourceFile } from './architecture/source-tree.ts';
import { repositoryFiles, textOf } from './repository/files.ts';

const files = sourceFiles();

function where(matches: (file: SourceFile) => boolean): string[] {
  return files.filter(matches).map(({ path }) => path);
}

/** Files outside `allowed` whose running code matches. */
function using(pattern: RegExp, allowed: readonly string[] = []): string[] {
  return where(({ path, code }) => !allowed.includes(path) && pattern.test(code));
}

test('There is something to check, and its imports are found', () => {
  expect(files.length).toBeGreaterThan(10);
  const validate = files.find(({ path }) => path === 'event/validate.ts');
  expect(validate?.imports.map(({ file }) => file)).toContain('event/schema.ts');
});

test('Every file has a place in the order of the layers', () => {
  expect(where(({ path }) => layerOf(path) < 0)).toEqual([]);
});

test('Imports point upstream only', () => {
  const downstream = files.flatMap(({ path, imports }) =>
    imports
      .filter(({ file }) => file !== undefined && layerOf(file) > layerOf(path))
      .map(({ file }) => `${path} imports ${file}`),
  );
  expect(downstream).toEqual([]);
});

test('Imports name files with their extension, and no other package than those that are bundled or bound', () => {
  const allowed =
    /^(\.{1,2}\/.*\.(ts|sql)|(\.\.\/)+package\.json|node:[\w/]+|@duckdb\/node-(api|bindings)|@pydantic\/genai-prices(\/.*)?|csv-parse(\/.*)?|jsonc-parser)$/;
  const odd = files.flatMap(({ path, imports }) =>
    imports.filter(({ specifier }) => !allowed.test(specifier)).map(({ specifier }) => `${path}: ${specifier}`),
  );
  expect(odd).toEqual([]);
});

test('No helper of tests registers a hook at its top, and none replaces a module: files of tests share the modules of their thread', () => {
  const code = repositoryFiles().filter((path) => path.startsWith('test/') && path.endsWith('.ts'));
  const helpers = code.filter((path) => !/(\.test|^test\/seed)\.ts$/.test(path));
  expect(helpers.filter((path) => /^(?:before|after)(?:All|Each)\(/m.test(textOf(path)))).toEqual([]);
  expect(code.filter((path) => /\bvi\.(?:mock|doMock|stubEnv|stubGlobal)\(/.test(textOf(path)))).toEqual([]);
});

test('No file of code has more than 400 lines', () => {
  const code = repositoryFiles().filter(
    (path) => /^(src|scripts|test|bench|bin)\/.*\.(ts|mjs|cjs|sql)$/.test(path) && !path.endsWith('.wasm.ts'),
  );
  expect(code.filter((path) => textOf(path).split('\n').length > 401)).toEqual([]);
});

test('File names are kebab-case and say what the file is about', () => {
  const drawers = new Set([
    'utils',
    'helpers',
    'common',
    'shared',
    'misc',
    'lib',
    'core',
    'manager',
    'service',
    'base',
  ]);
  expect(where(({ path }) => path.split('/').some((part) => drawers.has(part.replace(/\..*$/, ''))))).toEqual([]);
  expect(
    where(({ path }) => !path.split('/').every((part) => /^[a-z0-9]+(-[a-z0-9]+)*(\.wasm)?(\.ts)?$/.test(part))),
  ).toEqual([]);
});

test('Every file begins by saying what it is', () => {
  expect(where(({ path, text }) => !path.endsWith('.wasm.ts') && !/^(#!.*\n)?\/\*\*\s/.test(text))).toEqual([]);
});

/** A hook process cannot afford what `config/env.ts` asks the system for. */
const ENVIRONMENT_READERS = ['config/env.ts', 'hook/surroundings.ts'];

test('Only config/env.ts, and one file of the hook process, reads the environment and asks for the user', () => {
  expect(using(/\bprocess\.env\b|\bhomedir\(|\buserInfo\(/, ENVIRONMENT_READERS)).toEqual([]);
});

test('Only cli/io.ts writes to the terminal', () => {
  expect(using(/\bprocess\.(stdout|stderr)\b|\bconsole\.\w+/, ['cli/io.ts'])).toEqual([]);
});

test('Only cli/main.ts ends the process or sets its exit status', () => {
  expect(using(/\bprocess\.(exit\(|exitCode\b|abort\()/, ['cli/main.ts'])).toEqual([]);
});

test('Events of people are redacted in one place: the joint between sources and store', () => {
  const callers = using(/\bredactEvent\(|\bfieldRedactors\b/, []).filter((path) => !path.startsWith('redaction/'));
  expect(callers).toEqual(['accept.ts']);
});

test('DuckDB is loaded through duckdb.ts only, and only when it is needed', () => {
  const importers = files.flatMap(({ path, imports }) =>
    imports
      .filter(({ specifier, runs }) => runs && specifier.startsWith('@duckdb/'))
      .map(({ lazy }) => ({ path, lazy })),
  );
  expect(importers.filter(({ path, lazy }) => path !== 'duckdb.ts' || !lazy)).toEqual([]);
});

test('What must start fast, or run inside an agent, never reaches the engine by static imports', () => {
  const entries = where(
    ({ path }) =>
      path === 'store/append.ts' ||
      path === 'cli/main.ts' ||
      path === 'cli/commands/hook.ts' ||
      path === 'hook/main.ts' ||
      path === 'record.ts' ||
      path.startsWith('sdk/'),
  );
  const reaching = entries.flatMap((entry) => {
    const heavy = [...reachedStatically(entry, files)].filter((path) =>
      /^(duckdb\.ts$|engine\/|@duckdb\/|@pydantic\/)/.test(path),
    );
    return heavy.map((path) => `${entry} reaches ${path}`);
  });
  expect(reaching).toEqual([]);
});

test('No error is caught without a look at it', () => {
  expect(where(({ text }) => /\bcatch\s*\{/.test(text))).toEqual([]);
  expect(where(({ text }) => /\.catch\(\s*(\(\s*\)|\(_\w*\)|_\w*)\s*=>/.test(text))).toEqual([]);
});

test('Default exports are for extension modules, and each of those is made by its define function', () => {
  const modules = /^(sources|analyses|sinks|redaction\/rules|cli\/commands)\/[a-z0-9-]+\.ts$/;
  expect(where(({ path, text }) => !modules.test(path) && /^export default /m.test(text))).toEqual([]);
  const made = /^export default define(Source|Analysis|Sink|Rule|Command)\(\s*'([a-z0-9-]+)'/m;
  const wrong = files.filter(
    ({ path, text }) => /^export default /m.test(text) && made.exec(text)?.[2] !== basename(path, '.ts'),
  );
  expect(wrong.map(({ path }) => path)).toEqual([]);
});

test('There are no barrels: nothing but the package entry hands on what another file exports, types excepted', () => {
  expect(
    where(({ path, text }) => path !== 'index.ts' && /^export\s+(\*|\{[^}]*\})\s*(as \w+\s*)?from\b/m.test(text)),
  ).toEqual([]);
});

test('Only AppError is a class', () => {
  expect(using(/^\s*(export )?class \w/m, ['errors.ts'])).toEqual([]);
});

test('No file can reach the network', () => {
  const modules = /^node:(http|https|http2|net|dgram|tls|dns)(\/|$)/;
  const importers = files
    .filter(({ path }) => !/^(server|sinks)\//.test(path))
    .flatMap(({ path, imports }) =>
      imports
        .filter(({ specifier, runs }) => runs && modules.test(specifier))
        .map(({ specifier }) => `${path}: ${specifier}`),
    );
  expect(importers).toEqual([]);
  expect(using(/\bfetch\(|\bnew (WebSocket|EventSource)\b|\bXMLHttpRequest\b/)).toEqual([]);
});
