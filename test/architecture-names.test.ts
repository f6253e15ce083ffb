/** Orchestration knows no source, analysis or rule by name: adding one must not mean changing the machinery. */

import { expect, test } from 'vitest';
import { idsOf } from '../scripts/generate/tree.ts';
import { ROOT, sourceFiles } from './architecture/source-tree.ts';

const MACHINERY = /^(ingest(-worker)?\.ts|duckdb\.ts|doors\/|store\/|engine\/|report\/|server\/|cli\/)/;

/** Words that are an id and something else as well, by file. Each with its reason. */
const ALLOWED: Readonly<Record<string, Readonly<Record<string, string>>>> = {};

test('No string of the machinery is the id of an extension', () => {
  const ids = new Set(
    ['source', 'analysis', 'rule', 'sink'].flatMap((kind) => (isListed(kind) ? idsOf(kind, ROOT) : [])),
  );
  expect(ids.size).toBeGreaterThan(0);
  // The overview is a command as well; which parts it has is said in its analysis.
  for (const command of idsOf('command', ROOT)) ids.delete(command);
  // Names of file formats, which the log and the reports use as well.
  for (const format of ['csv', 'jsonl', 'parquet']) ids.delete(format);
  const named = sourceFiles()
    .filter(({ path }) => MACHINERY.test(path) && path !== 'cli/index.ts')
    .flatMap(({ path, code }) =>
      [...code.matchAll(/(?<!from |import\()(["'`])([a-z][a-z0-9-]*)\1(?!:)/g)]
        .map(([, , word]) => word ?? '')
        .filter((word) => ids.has(word) && ALLOWED[path]?.[word] === undefined)
        .map((word) => `${path}: ${word}`),
    );
  expect(named).toEqual([]);
});

test('Every exception is still needed', () => {
  const texts = new Map(sourceFiles().map(({ path, code }) => [path, code]));
  const idle = Object.entries(ALLOWED).flatMap(([path, words]) =>
    Object.keys(words)
      .filter((word) => !texts.get(path)?.includes(`"${word}"`))
      .map((word) => `${path}: ${word}`),
  );
  expect(idle).toEqual([]);
});

function isListed(kind: string): kind is 'source' | 'analysis' | 'rule' | 'sink' {
  return kind === 'source' || kind === 'analysis' || kind === 'rule' || kind === 'sink';
}
