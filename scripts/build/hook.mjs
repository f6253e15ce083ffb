// Bundles the hook process: CommonJS, because an ES module costs 4 ms to start. A small file that starts it, and the file that does the work,
// which the first compiles with what V8 remembers of it. Modules of Node that load slowly are asked for only when one of their functions is
// called, which most hook events never do. Reading 10 KB of code costs half a millisecond, so explanations that a hook never prints stay out.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { lateModules } from './late-modules.mjs';

const SLOW = /^node:(crypto|fs\/promises|os|timers\/promises)$/;

/** The bundles as files: `{ path, contents }`. */
export async function bundleHook(esbuild) {
  const [start, main] = await Promise.all(
    ['src/hook/start.ts', 'src/hook/main.ts'].map((entry) => bundle(esbuild, entry)),
  );
  const hash = createHash('sha256').update(main).digest('hex').slice(0, 32);
  return [
    { path: 'dist/hook-main.cjs', contents: Buffer.from(`// ${hash}\n${main}`) },
    { path: 'dist/hook.cjs', contents: Buffer.from(start) },
  ];
}

async function bundle(esbuild, entry) {
  const { outputFiles } = await esbuild.build({
    entryPoints: [entry],
    outfile: 'dist/hook.cjs',
    bundle: true,
    minify: true,
    // It is read as text of one byte a character.
    charset: 'ascii',
    write: false,
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    define: { 'import.meta.url': 'undefined' },
    plugins: [lateModules(SLOW), onlyWanted, leanSources],
    logLevel: 'warning',
  });
  return askedOnce(outputFiles[0].text);
}

/** Every source file asks for its modules of Node itself, and each of the twenty questions takes time. */
function askedOnce(code) {
  const asked = `"use strict";\nconst $fs = require("node:fs"), $path = require("node:path");\n`;
  return asked + code.replaceAll('require("node:fs")', '$fs').replaceAll('require("node:path")', '$path');
}

/** Nothing happens in our modules but that they make what they export: one of which nothing is wanted stays out, with its tables. */
const onlyWanted = {
  name: 'only-wanted',
  setup(build) {
    build.onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, ({ path, importer }) => ({
      path: resolve(dirname(importer), path),
      sideEffects: false,
    }));
  },
};

/** Texts for people in the tables that come along. */
const TEXTS = /\b(meaning|help|hint): '(?:[^'\\\n]|\\.)*'/g;
const FIELD_HELP = /\b(id|word|text|path|closed|count|flag|instant|json)\((['"])(?:(?!\2)[^\\\n]|\\.)*\2/g;

export const leanSources = {
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
