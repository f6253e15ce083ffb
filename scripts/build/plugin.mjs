// Bundles the server of the Claude Code plugin: one file without dependencies, because a plugin is installed by copying its folder. It is
// committed; `npm run generate -- --check` says when it is stale. Run as a program it writes the file, or with --check compares it.
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

export const PLUGIN_SERVER = 'plugin/dist/server.mjs';

/** The bundle as a file: `{ path, contents }`. The same sources give the same bytes. */
export async function bundlePlugin(esbuild, outfile = PLUGIN_SERVER) {
  const { outputFiles } = await esbuild.build({
    entryPoints: ['src/plugin.ts'],
    outfile,
    bundle: true,
    minify: true,
    charset: 'utf8',
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    legalComments: 'none',
    banner: { js: '// Generated from src/plugin.ts by npm run generate; do not edit.' },
    plugins: [versionOnly],
    logLevel: 'warning',
  });
  return { path: outfile, contents: Buffer.from(outputFiles[0].contents) };
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

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { path, contents } = await bundlePlugin(await import('esbuild'));
  const isFresh = existsSync(path) && readFileSync(path).equals(contents);
  if (process.argv.includes('--check')) process.exitCode = isFresh ? 0 : 1;
  else if (!isFresh) writeFileSync(path, contents);
}
