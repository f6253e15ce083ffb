// Bundles src/ into dist/. Entries share files; DuckDB's binding stays outside, its JavaScript goes in (half its load time is reading
// files). New files are written before old ones go, so that a `hindcast` that runs meanwhile finds what it needs.
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { bundleHook } from './build/hook.mjs';
import { bundlePlugin } from './build/plugin.mjs';
import { bundleProgram } from './build/program.mjs';
import { bundleSdk, copyTypes } from './build/sdk.mjs';

const entries = {
  main: 'src/cli/main.ts',
  'ingest-worker': 'src/ingest-worker.ts',
  index: 'src/index.ts',
  redact: 'src/redaction/redact.ts',
};

const esbuild = await import('esbuild').catch((cause) => {
  if (cause.code !== 'ERR_MODULE_NOT_FOUND') throw cause;
  process.stderr.write(
    'hindcast: esbuild is not installed (development dependencies were left out), so dist/ was not built.\n',
  );
});
if (esbuild !== undefined) await bundle();
if (esbuild !== undefined && existsSync('plugin')) await bundlePluginServer();
if (esbuild !== undefined && process.argv.includes('--types')) {
  rmSync('dist/types', { recursive: true, force: true });
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.types.json'], {
    stdio: 'inherit',
  });
  copyTypes();
}

async function bundle() {
  const { files, inputs } = await bundleProgram(
    esbuild,
    Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(file))),
  );
  files.push(...(await bundleHook(esbuild)), ...(await bundleSdk(esbuild)));
  files.push({ path: join('dist', 'third-party-licenses.txt'), contents: licensesOf(inputs) });
  const chunksFirst = files.toSorted((a, b) => Number(b.path.includes('chunk-')) - Number(a.path.includes('chunk-')));
  for (const { path, contents } of chunksFirst) replaceFile(path, contents);
  const kept = new Set(files.map(({ path }) => path));
  mkdirSync('dist', { recursive: true });
  for (const name of readdirSync('dist')) {
    const path = join('dist', name);
    if (name !== 'types' && !kept.has(path)) rmSync(path, { recursive: true, force: true });
  }
}

async function bundlePluginServer() {
  for (const { path, contents } of await bundlePlugin(esbuild)) replaceFile(path, contents);
}

function replaceFile(path, contents) {
  if (existsSync(path) && readFileSync(path).equals(contents)) return;
  mkdirSync(dirname(path), { recursive: true });
  const next = `${path}.${process.pid}.new`;
  writeFileSync(next, contents);
  renameSync(next, path);
}

/** What is bundled is distributed, and its licences ask to go with it. */
function licensesOf(inputs) {
  const folders = inputs
    .map((path) => /^node_modules\/(@[^/]+\/)?[^/]+/.exec(path)?.[0])
    .filter((folder) => folder !== undefined);
  const texts = [...new Set(folders)].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    return `${name} ${version} (${license})\n\n${file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim()}\n`;
  });
  return Buffer.from(texts.join(`\n${'-'.repeat(80)}\n\n`));
}
