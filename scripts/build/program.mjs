// Bundles the program into CommonJS files that its entries share: loading forty ES modules costs 30 ms of every command. What most commands
// need lies together in one file, what few need in chunks. What others import gets an ES module that hands the names on.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { lateModules } from './late-modules.mjs';

/** Entries that others import, as opposed to those that only this package starts. */
const IMPORTED = new Set(['index', 'redact']);
const STARTED = new Set(['main.cjs', 'ingest-worker.cjs']);
/** What these need at once is packed together: what every command needs, and what reading a file needs besides. */
const PACKS = {
  pack: ['src/cli/main.ts', 'src/cli/commands/import.ts', 'src/cli/outcomes.ts'],
  reading: ['src/ingest/read-files.ts', 'src/doors/known.ts', 'src/sources/claude-code/parser.ts'],
};
const OPTIONS = { platform: 'node', target: 'node20.19', minifyWhitespace: true, minifySyntax: true };
const HERE = '$here';
/** What Node loads slowly and most commands never use. */
const SLOW = /^node:((fs|readline)\/promises|v8)$/;

/** The files as `{ path, contents }`, and the sources that went in. `entries`: name → source file. */
export async function bundleProgram(esbuild, entries) {
  const { outputFiles, metafile } = await esbuild.build({
    ...OPTIONS,
    entryPoints: { ...entries, ...lateEntries() },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    // Only this form can be split; parts import each other without cycles, so that each can be turned into CommonJS by itself.
    format: 'esm',
    chunkNames: 'chunk-[hash]',
    loader: { '.sql': 'text' },
    // Its CommonJS form cannot be bundled.
    alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
    external: ['@duckdb/node-bindings', '@duckdb/node-bindings-*'],
    define: { 'import.meta.url': HERE },
    plugins: [lateModules(SLOW), lateParts, besideThem],
    legalComments: 'none',
    logLevel: 'warning',
  });
  const parts = await Promise.all(outputFiles.map((file) => commonJs(esbuild, file)));
  const files = [...packed(parts, packsOf(metafile.outputs)), await bundleLoader(esbuild)];
  for (const [output, { entryPoint, exports }] of Object.entries(metafile.outputs)) {
    const name = basename(output, '.cjs');
    if (entryPoint !== undefined && IMPORTED.has(name)) files.push(esModule(name, exports));
  }
  return { files, inputs: Object.keys(metafile.inputs) };
}

// Parsers and hooks of sources. A descriptor says where files lie, which every import asks; its parser is loaded with the first file to read.

const PART = /^\.\/[\w-]+\/(parser|hook)\.ts$/;

function lateEntries() {
  const sources = readdirSync('src/sources', { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const paths = sources.flatMap(({ name }) => ['parser', 'hook'].map((part) => `src/sources/${name}/${part}.ts`));
  return Object.fromEntries(paths.filter((path) => existsSync(path)).map((path) => [lateName(path), path]));
}

function lateName(path) {
  return `${basename(dirname(path))}-${basename(path, '.ts')}`;
}

const lateParts = {
  name: 'late-parts',
  setup(build) {
    build.onResolve({ filter: PART }, ({ path, importer }) =>
      basename(dirname(importer)) === 'sources'
        ? { path: resolve(dirname(importer), path), namespace: 'late', sideEffects: false }
        : undefined,
    );
    build.onResolve({ filter: /\.cjs$/, namespace: 'late' }, ({ path }) => ({ path, external: true }));
    build.onLoad({ filter: /./, namespace: 'late' }, ({ path }) => {
      const names = Array.from(readFileSync(path, 'utf8').matchAll(/^export function (\w+)/gm), ([, name]) => name);
      const load = `require("./${lateName(path)}.cjs")`;
      const wrapped = names.map((name) => `export const ${name} = (...given) => ${load}.${name}(...given);`);
      return { contents: wrapped.join('\n'), loader: 'js' };
    });
  },
};

/** What runs the packs is a file of its own, so that the thread, the program and the library find it beside them. */
const besideThem = {
  name: 'beside-them',
  setup(build) {
    build.onResolve({ filter: /^\.\/packs\.ts$/ }, () => ({ path: './packs.cjs', external: true }));
  },
};

async function bundleLoader(esbuild) {
  const { outputFiles } = await esbuild.build({
    ...OPTIONS,
    entryPoints: ['src/cli/packs.ts'],
    bundle: true,
    write: false,
    format: 'cjs',
    logLevel: 'warning',
  });
  const plainly = Object.keys(PACKS).map((pack) => `${pack}:()=>require("./${pack}.cjs")`);
  return file('packs.cjs', `"use strict";const $plainly={${plainly}};${lean(outputFiles[0].text)}`);
}

async function commonJs(esbuild, { path, text }) {
  const { code } = await esbuild.transform(text, {
    ...OPTIONS,
    format: 'cjs',
    supported: { 'dynamic-import': false },
    legalComments: 'none',
  });
  const head = code.includes(HERE) ? `const ${HERE}=require("node:url").pathToFileURL(__filename).href;` : '';
  return { name: basename(path), code: `"use strict";${head}${lean(code)}` };
}

/** What the transformation adds so that any module could ask: copies of all exports, and of all that `process` has. */
function lean(code) {
  return code
    .replace(
      'module.exports=__toCommonJS(stdin_exports)',
      'module.exports=__defProp(stdin_exports,"__esModule",{value:!0})',
    )
    .replaceAll('__toESM(require("node:process"))', '{default:process}');
}

/** Output → the pack that it is in. */
function packsOf(outputs) {
  const packs = new Map();
  for (const [pack, entries] of Object.entries(PACKS)) {
    const rest = Object.keys(outputs).filter((path) => entries.includes(outputs[path].entryPoint));
    for (let path = rest.pop(); path !== undefined; path = rest.pop()) {
      if (packs.has(basename(path))) continue;
      packs.set(basename(path), pack);
      for (const one of outputs[path].imports)
        if (one.kind === 'import-statement' && !one.external) rest.push(one.path);
    }
  }
  return packs;
}

/** Puts the parts that are packed into their packs; the others, and those who want an entry, ask there. */
function packed(parts, packs) {
  const asking = ({ code }) =>
    code.replaceAll(/require\("\.\/([\w-]+\.cjs)"\)/g, (asked, name) => {
      const pack = packs.get(name);
      return pack === undefined ? asked : `${loading(pack)}("${name}")`;
    });
  return [
    ...Object.keys(PACKS).map((pack) =>
      packFile(
        pack,
        parts.filter(({ name }) => packs.get(name) === pack),
        asking,
      ),
    ),
    ...parts.filter(({ name }) => !packs.has(name)).map((part) => file(part.name, started(part.name) + asking(part))),
    ...parts
      .filter(({ name }) => packs.has(name) && !name.startsWith('chunk-'))
      .map(({ name }) => file(name, `${started(name)}module.exports=${loading(packs.get(name))}("${name}");\n`)),
  ];
}

function started(name) {
  return STARTED.has(name) ? '"use strict";require("./packs.cjs").useCompiled();' : '';
}

function loading(pack) {
  return `require("./packs.cjs").loadPack("${pack}")`;
}

/** A function that makes each part when it is first asked for. Parentheses tell V8 to compile it at once instead of twice. */
function packFile(pack, parts, asking) {
  const bodies = parts.map((part) => `"${part.name}":(function(module,exports){${asking(part)}\n})`);
  const make =
    'const made={};module.exports=function(name){const known=made[name];if(known!==undefined)return known.exports;' +
    'const module=made[name]={exports:{}};parts[name](module,module.exports);return module.exports};\n';
  const code = `"use strict";const parts={${bodies.join(',\n')}};${make}`;
  // The first line is what tells whether something compiled was made from this file.
  return file(`${pack}.cjs`, `// ${createHash('sha256').update(code).digest('hex').slice(0, 32)}\n${code}`);
}

function file(name, contents) {
  return { path: join('dist', name), contents: Buffer.from(contents) };
}

function esModule(name, exports) {
  const names = exports.toSorted().join(', ');
  return file(`${name}.js`, `import program from './${name}.cjs';\nexport const { ${names} } = program;\n`);
}
