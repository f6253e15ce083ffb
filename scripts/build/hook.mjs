// Bundles the hook process: one CommonJS file, because an ES module costs 4 ms to start. Modules of Node that load slowly are asked for only
// when one of their functions is called, which most hook events never do. Reading 10 KB of code costs half a millisecond, so explanations
// that a hook never prints stay out, too.

import { readFileSync } from 'node:fs';

const SLOW = /^node:(crypto|fs\/promises|os|timers\/promises)$/;

/** The bundle as a file: `{ path, contents }`. */
export async function bundleHook(esbuild, { minify = true, metafile = false } = {}) {
  const { outputFiles, metafile: inputs } = await esbuild.build({
    entryPoints: ['src/hook/main.ts'],
    outfile: 'dist/hook.cjs',
    bundle: true,
    minify,
    metafile,
    write: false,
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    define: { 'import.meta.url': 'undefined' },
    plugins: [lateModules, leanSources],
    logLevel: 'warning',
  });
  return { path: 'dist/hook.cjs', contents: Buffer.from(askedOnce(outputFiles[0].text)), inputs };
}

/** Every source file asks for its modules of Node itself, and each of the twenty questions takes time. */
function askedOnce(code) {
  const asked = `"use strict";\nconst $fs = require("node:fs"), $path = require("node:path");\n`;
  return asked + code.replaceAll('require("node:fs")', '$fs').replaceAll('require("node:path")', '$path');
}

/** Texts for people in the tables that come along. */
const TEXTS = /\b(meaning|help|hint): '(?:[^'\\\n]|\\.)*'/g;
const FIELD_HELP = /\b(id|word|text|path|closed|count|flag|instant|json)\((['"])(?:(?!\2)[^\\\n]|\\.)*\2/g;

const leanSources = {
  name: 'lean-sources',
  setup(build) {
    // What remembers the lines of an import is never opened by a hook.
    build.onLoad({ filter: /[\\/]store[\\/]seen\.ts$/ }, () => ({
      contents: 'export const openSeen = undefined;',
      loader: 'ts',
    }));
    build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8').replace(TEXTS, "$1: ''");
      const isSchema = /[\\/]event[\\/]schema\.ts$/.test(path);
      return { contents: isSchema ? text.replace(FIELD_HELP, "$1(''") : text, loader: 'ts' };
    });
  },
};

const lateModules = {
  name: 'late-modules',
  setup(build) {
    build.onResolve({ filter: SLOW }, ({ path, namespace }) =>
      namespace === 'late' ? { path, external: true } : { path, namespace: 'late', sideEffects: false },
    );
    build.onLoad({ filter: SLOW, namespace: 'late' }, async ({ path }) => {
      const names = Object.keys(await import(path)).filter((name) => name !== 'default');
      const wrapped = names.map(
        (name) => `export const ${name} = (...given) => require(${JSON.stringify(path)}).${name}(...given);`,
      );
      return { contents: wrapped.join('\n'), loader: 'js' };
    });
  },
};
