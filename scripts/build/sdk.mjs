// Bundles the client library: one CommonJS file without dependencies, which an ES module hands on, so that a program which loads it both ways
// has one instance. The writer is a file of its own, that a thread runs. Adapters ask for the library beside them.

import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { leanSources } from './hook.mjs';
import { lateModules } from './late-modules.mjs';

const LIBRARY = 'sdk.cjs';
const WRITER = 'sdk-writer.cjs';
const ADAPTERS = 'src/sdk/adapters';
const TYPES = 'dist/types/sdk';
const OPTIONS = {
  bundle: true,
  minify: true,
  charset: 'ascii',
  write: false,
  metafile: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20.19',
  legalComments: 'none',
  logLevel: 'warning',
};

/** The bundles as files: `{ path, contents }`. */
export async function bundleSdk(esbuild) {
  const library = { [LIBRARY]: 'src/sdk/index.ts' };
  for (const name of adapters()) library[`sdk-${name}.cjs`] = join(ADAPTERS, `${name}.ts`);
  const bundles = await Promise.all([
    bundle(esbuild, [WRITER, 'src/sdk/writer.ts'], [leanSources, lateModules(SLOW)]),
    ...Object.entries(library).map((entry) => bundle(esbuild, entry, [besideUs, leanSources])),
  ]);
  return bundles.flatMap(({ name, file, names }) => [file, ...(name === WRITER ? [] : modulesOf(name, names))]);
}

const SLOW = /^node:(fs\/promises|timers\/promises)$/;

/** Names of properties that never leave the library: neither to programs nor to the writer. */
const INNER =
  /^(?:pending|forget|finished|written|claim|owner|seize|hurry|ending|isOff|waitForDone|recordingIn|parentId|invocationId|characters|parts|flushing|settle|above|sized|returned|threw|watching|record|extra|isOn|became|scope|until|ring|words|shape|filled|wording|longest|deepest|wide|free|timer|worker|kind|emit|send|drain|variable|disabled)$/;

/** Names of the adapters. */
export function adapters() {
  if (!existsSync(ADAPTERS)) return [];
  const files = readdirSync(ADAPTERS).filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'));
  return files.map((name) => basename(name, '.ts')).sort();
}

async function bundle(esbuild, [name, source], plugins) {
  // What esbuild adds to CommonJS, so that anything may ask for it, is a tenth of the library.
  const format = name === WRITER ? 'cjs' : 'esm';
  const { outputFiles, metafile } = await esbuild.build({
    ...OPTIONS,
    format,
    entryPoints: [source],
    outfile: join('dist', name),
    plugins,
    define: { 'import.meta.url': 'undefined' },
    ...(name === LIBRARY ? { mangleProps: INNER } : {}),
  });
  const code = format === 'cjs' ? outputFiles[0].text : commonJs(outputFiles[0].text);
  const names = await exportsOf(esbuild, source);
  return {
    name,
    names,
    file: { path: join('dist', name), contents: Buffer.from(code) },
    inputs: Object.keys(metafile.inputs),
  };
}

/**
 * The ES module, whose names are said so that Node and bundlers see them without running it. Before it runs a file that is no module, Node
 * looks through it for names, which takes milliseconds for one as long as the library: it is shown a short one instead.
 */
function modulesOf(name, names) {
  const shown = name === LIBRARY ? 'sdk-names.cjs' : name;
  const module = `import library from './${shown}';\nexport const { ${names.join(', ')} } = library;\n`;
  const pairs = names.map((each) => `${each}: library.${each}`).join(', ');
  return [
    ...(shown === name ? [] : [[shown, `const library = require('./${name}');\nmodule.exports = { ${pairs} };\n`]]),
    [name.replace(/\.cjs$/, '.js'), module],
  ].map(([file, text]) => ({ path: join('dist', file), contents: Buffer.from(text) }));
}

/** Imports of names and one list of exports are all there is in a bundle. */
function commonJs(code) {
  const asked = code
    .replaceAll(/\bimport\{([^}]*)\}from(".*?");/g, (_all, names, from) => `const{${renamed(names)}}=require(${from});`)
    .replace('REQUIRE_WRITER', 'require("./sdk-writer.cjs")');
  const text = asked.replace(/\bexport\{([^}]*)\};\s*$/, (_all, names) => {
    const pairs = names.split(',').map((pair) => pair.split(' as '));
    return `module.exports={${pairs.map(([own, name = own]) => `${name}:${own}`).join(',')}};\n`;
  });
  if (/\b(?:import|export)[{*"]/.test(text)) throw new Error('the library has an import or export of another form');
  return `"use strict";${text}`;
}

function renamed(names) {
  return names.replaceAll(' as ', ':');
}

async function exportsOf(esbuild, source) {
  const { metafile } = await esbuild.build({
    entryPoints: [source],
    bundle: false,
    write: false,
    metafile: true,
    format: 'esm',
    outdir: 'dist',
    logLevel: 'silent',
  });
  return Object.values(metafile.outputs)[0].exports.toSorted();
}

/** The writer lies beside the library, where bundlers of programs find it too; an adapter's library is the one beside it. */
const besideUs = {
  name: 'beside-us',
  setup(build) {
    build.onLoad({ filter: /[\\/]sdk[\\/]writer-file\.ts$/ }, () => ({
      contents: `
        const here = typeof __dirname === 'string' ? __dirname : '';
        export const writerFile = () => here + '/sdk-writer.cjs';
        export const requireWriter = () => REQUIRE_WRITER;`,
      loader: 'ts',
    }));
    // Of the settings only those that switch recording off are asked here; the writer asks for the others.
    build.onLoad({ filter: /[\\/]config[\\/]settings\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(/^  (?!disabled:)[\w'.]+: \{\n(?:    .*\n)*  \},\n/gm, ''),
      loader: 'ts',
    }));
    // As a module it needs what tells modules of both kinds apart.
    build.onResolve({ filter: /^node:process$/ }, ({ path }) => ({ path, namespace: 'global' }));
    build.onLoad({ filter: /./, namespace: 'global' }, () => ({ contents: 'export default globalThis.process;' }));
    build.onResolve({ filter: /^\.\/sdk-writer\.cjs$/ }, ({ path }) => ({ path, external: true }));
    build.onResolve({ filter: /^\.\.\/index\.ts$/ }, ({ importer }) =>
      /[\\/]sdk[\\/]adapters[\\/]/.test(importer) ? { path: './sdk.cjs', external: true } : undefined,
    );
  },
};

/** Programs of both kinds of module get types of their kind: the same declarations, by another name. */
export function copyTypes() {
  for (const entry of readdirSync(TYPES, { recursive: true })) {
    const path = join(TYPES, String(entry));
    if (path.endsWith('.d.cts')) rmSync(path);
    if (!path.endsWith('.d.ts')) continue;
    const text = readFileSync(path, 'utf8').replaceAll(/(from '\.{1,2}\/[^']+?)\.(?:ts|js)'/g, "$1.cjs'");
    writeFileSync(path.replace(/\.d\.ts$/, '.d.cts'), text);
  }
}
