/**
 * Loads TypeScript modules of the tree as they are on disk now. All are bundled in one go; when that fails, each on its own, so that one
 * broken module hides no other.
 */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

export type Loaded = Readonly<Record<string, unknown>>;
export type Loader = {
  /** Loads these together, which is cheaper than one by one. */
  prepare(paths: readonly string[]): Promise<void>;
  /** Exports of the module at this path, or undefined when it cannot be loaded, which is then listed in `failures`. */
  load(path: string): Promise<Loaded | undefined>;
  readonly failures: string[];
};

export function openLoader(root: string): Loader {
  const failures: string[] = [];
  const loaded = new Map<string, Promise<Loaded | undefined>>();
  async function loadAlone(path: string): Promise<Loaded | undefined> {
    try {
      return (await bundleAndImport(root, [path])).get(path);
    } catch (cause) {
      failures.push(`${path} cannot be loaded: ${said(cause)}`);
      return undefined;
    }
  }
  return {
    failures,
    async prepare(paths) {
      const together = await bundleAndImport(root, paths).catch((cause) => {
        process.stderr.write(`generate: not all modules load together (${said(cause)}); loading one by one\n`);
        return new Map<string, Loaded>();
      });
      for (const [path, exports] of together) loaded.set(path, Promise.resolve(exports));
    },
    load(path) {
      const known = loaded.get(path) ?? loadAlone(path);
      loaded.set(path, known);
      return known;
    },
  };
}

async function bundleAndImport(root: string, paths: readonly string[]): Promise<Map<string, Loaded>> {
  // Below node_modules, so that packages resolve as they do for the tree itself.
  const cache = resolve(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'generate-'));
  const entryPoints = paths.map((path, at) => ({ in: resolve(root, path), out: String(at) }));
  const modules = new Map<string, Loaded>();
  try {
    await build({
      entryPoints,
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node20.19',
      packages: 'external',
      loader: { '.sql': 'text' },
      logLevel: 'silent',
    });
    for (const [at, path] of paths.entries())
      modules.set(path, await import(pathToFileURL(join(folder, `${at}.mjs`)).href));
    return modules;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function said(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
