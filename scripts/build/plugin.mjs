// Bundles the server of the Claude Code plugin: files without dependencies, because a plugin is installed by copying its folder. They are
// CommonJS, which starts 4 ms sooner than ES modules; the first greets the client, and then loads the second. They are committed;
// `npm run generate -- --check` says when they are stale. Run as a program it writes them (into the folder after --into), or with --check
// compares them.
import { chmodSync, existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lateModules } from './late-modules.mjs';
import { greeterFiles } from './plugin-greeter.mjs';

export const PLUGIN_FOLDER = 'plugin/dist';

const ENTRIES = { 'server.cjs': 'src/plugin.ts', 'attend.cjs': 'src/mcp/attend.ts' };
const SLOW = /^node:(child_process|crypto|fs\/promises|os|timers\/promises)$/;

/** The bundles as files: `{ path, contents, mode }`. The same sources give the same bytes. */
export async function bundlePlugin(esbuild, folder = PLUGIN_FOLDER) {
  const cards = await evaluated(
    esbuild,
    ['cards', 'greeting', 'message'].map((name) => `export * from './src/mcp/${name}.ts';`).join('\n'),
  );
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const greeter = Object.entries(greeterFiles(cards, version)).map(([name, text]) => ({
    path: join(folder, name),
    contents: Buffer.from(text),
    mode: 0o755,
  }));
  const bundles = await Promise.all(
    Object.entries(ENTRIES).map(async ([name, source]) => {
      const path = join(folder, name);
      const { outputFiles } = await esbuild.build({
        entryPoints: [source],
        outfile: path,
        bundle: true,
        minify: true,
        // Text of one byte a character is read and compiled faster.
        charset: 'ascii',
        write: false,
        format: 'cjs',
        platform: 'node',
        target: 'node20.19',
        supported: { 'dynamic-import': false },
        define: { 'import.meta.url': 'undefined' },
        legalComments: 'none',
        banner: { js: `// Generated from ${source} by npm run generate; do not edit.` },
        plugins: [versionOnly, secondFile, globalProcess, lateModules(SLOW)],
        logLevel: 'warning',
      });
      return { path, contents: Buffer.from(outputFiles[0].contents), mode: 0o644 };
    }),
  );
  return [...bundles, ...greeter];
}

/** What a piece of source exports. */
async function evaluated(esbuild, contents) {
  const { outputFiles } = await esbuild.build({
    stdin: { contents, resolveDir: process.cwd(), loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    logLevel: 'warning',
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

/** Of package.json only the version goes in, so that the bundle is not stale whenever something else in it changes. */
const versionOnly = {
  name: 'version-only',
  setup(build) {
    build.onLoad({ filter: /package\.json$/ }, ({ path }) => {
      if (basename(path) !== 'package.json') return undefined;
      const { version } = JSON.parse(readFileSync(path, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

/** Asking for `process` as a module looks at each of its properties, which opens streams and takes milliseconds. */
const globalProcess = {
  name: 'global-process',
  setup(build) {
    build.onResolve({ filter: /^node:process$/ }, ({ path }) => ({ path, namespace: 'global' }));
    build.onLoad({ filter: /./, namespace: 'global' }, () => ({ contents: 'export default globalThis.process;' }));
  },
};

const secondFile = {
  name: 'second-file',
  setup(build) {
    build.onResolve({ filter: /\/attend\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './attend.cjs', external: true } : undefined,
    );
  },
};

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const into = process.argv.indexOf('--into');
  const files = await bundlePlugin(await import('esbuild'), into < 0 ? PLUGIN_FOLDER : process.argv[into + 1]);
  const stale = files.filter(({ path, contents }) => !existsSync(path) || !readFileSync(path).equals(contents));
  if (process.argv.includes('--check')) process.exitCode = stale.length === 0 ? 0 : 1;
  else
    for (const { path, contents, mode } of stale) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, contents);
      chmodSync(path, mode);
    }
}
