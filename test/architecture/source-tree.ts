/** Reads src/ for the architecture test: files, their imports, and their code without types and comments. */

import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, posix, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';

export const ROOT = resolve(fileURLToPath(new URL('../..', import.meta.url)));

export type Imported = {
  /** As written. */
  readonly specifier: string;
  /** Path relative to src/ when it is a file of this tree. */
  readonly file: string | undefined;
  /** False for `import type` and types in `import('…')`: nothing of it is left when the code runs. */
  readonly runs: boolean;
  /** True for `import('…')` in code: loaded when it is reached, not at start. */
  readonly lazy: boolean;
};

export type SourceFile = {
  /** Relative to src/, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** What runs: types and comments removed, strings in double quotes. */
  readonly code: string;
  readonly imports: readonly Imported[];
};

/** Every TypeScript file of src/ but those of AssemblyScript, which is another language. */
export function sourceFiles(): SourceFile[] {
  const names = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
  const paths = names
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.ts') && !/\.(as|d)\.ts$/.test(name));
  return paths.sort().map(readSource);
}

/** Files that run as soon as `entry` is imported: what its static imports reach. */
export function reachedStatically(entry: string, files: readonly SourceFile[]): Set<string> {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const reached = new Set<string>();
  const waiting = [entry];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    const statics = (byPath.get(path)?.imports ?? []).filter(({ runs, lazy }) => runs && !lazy);
    for (const { file, specifier } of statics) waiting.push(file ?? specifier);
  }
  return reached;
}

const compiled = new Map<string, string>();

function readSource(path: string): SourceFile {
  const text = readFileSync(join(ROOT, 'src', path), 'utf8');
  let code = compiled.get(text);
  if (code === undefined) {
    const options = {
      loader: 'ts',
      tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
      legalComments: 'none',
    } as const;
    code = transformSync(text, options).code;
    compiled.set(text, code);
  }
  return { path, text, code, imports: importsOf(path, text, code) };
}

const STATIC = /(?:^|\n)\s*(?:import|export)\b[^;'"`]*?from\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]/g;
const LAZY = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

function importsOf(path: string, text: string, code: string): Imported[] {
  const running = new Set([...code.matchAll(STATIC)].map((match) => match[1] ?? match[2]));
  const runningLazily = new Set([...code.matchAll(LAZY)].map((match) => match[1]));
  const statics = [...text.matchAll(STATIC)].map((match) => match[1] ?? match[2] ?? '');
  const lazies = [...text.matchAll(LAZY)].map((match) => match[1] ?? '');
  return [
    ...statics.map((specifier) => ({
      specifier,
      file: fileOf(path, specifier),
      runs: running.has(specifier),
      lazy: false,
    })),
    ...lazies.map((specifier) => ({
      specifier,
      file: fileOf(path, specifier),
      runs: runningLazily.has(specifier),
      lazy: true,
    })),
  ];
}

function fileOf(from: string, specifier: string): string | undefined {
  return specifier.startsWith('.') ? posix.join(dirname(from), specifier) : undefined;
}
