// Runs a TypeScript file of this repository: `node scripts/run.mjs scripts/generate.ts [arguments]`.
import { mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [file, ...rest] = process.argv.slice(2);
const folder = join('node_modules', '.cache', 'run');
mkdirSync(folder, { recursive: true });
const out = join(folder, `${basename(file, '.ts')}-${process.pid}.mjs`);
await build({
  entryPoints: [file],
  outfile: out,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  loader: { '.sql': 'text' },
  logLevel: 'warning',
});
process.argv = [process.argv[0], file, ...rest];
try {
  await import(pathToFileURL(out).href);
} finally {
  rmSync(out, { force: true });
}
