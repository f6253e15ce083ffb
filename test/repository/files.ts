/** The files of the repository as a checkout has them: what is installed, built or measured is left out. */

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../architecture/source-tree.ts';

const LEFT_OUT = new Set(['node_modules', 'dist', '.git', 'tmp']);
const BINARY = /\.(parquet|wasm|png|gz|tgz|zst|db|node)$/;

/** Paths relative to the root, sorted. */
export function repositoryFiles(folder = ''): string[] {
  const entries = readdirSync(join(ROOT, folder), { withFileTypes: true }).filter(({ name }) => !LEFT_OUT.has(name));
  const paths = entries.flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return repositoryFiles(path);
    return entry.isFile() ? [path] : [];
  });
  return paths.sort();
}

export function textFiles(): string[] {
  return repositoryFiles().filter((path) => !BINARY.test(path));
}

export function textOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}
