// Bundles src/ into dist/. Entries share chunks; DuckDB's binding stays outside, its JavaScript goes in (half its load time is reading files).
import { existsSync, rmSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { build } from 'esbuild';

const entries = {
  main: 'src/cli/main.ts',
  'ingest-worker': 'src/ingest-worker.ts',
  index: 'src/index.ts',
  redact: 'src/redaction/redact.ts',
};

rmSync('dist', { recursive: true, force: true });
await build({
  entryPoints: Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(file))),
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  chunkNames: 'chunk-[hash]',
  loader: { '.sql': 'text' },
  external: ['@duckdb/node-bindings', '@duckdb/node-bindings-*'],
  banner: { js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);" },
  legalComments: 'linked',
  logLevel: 'warning',
});
if (process.argv.includes('--types')) execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.types.json'], { stdio: 'inherit' });
