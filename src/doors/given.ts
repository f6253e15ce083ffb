/** Files and folders that a person named: each file goes to the source whose place it lies in, or that understands its first records. */

import { closeSync, openSync } from 'node:fs';
import { basename, resolve, sep } from 'node:path';

import type { Environment } from '../config/environment.ts';
import { expandHome } from '../config/folders.ts';
import { AppError } from '../errors.ts';
import { isSkip, SKIPS, type SkipReason } from '../event/skip.ts';
import type { Source } from '../sources/define.ts';
import { findFiles, isFolder, isRefusal, statFile, walkFolder, type Found, type FoundFile } from './find.ts';
import { alternativesOf, compileGlob } from './glob.ts';
import { readRecords } from './records.ts';

export type Given = {
  readonly found: ReadonlyMap<Source, Found>;
  /** Files that no source understood. */
  readonly strangers: readonly string[];
};

/** Throws `source/no-match` for a path that does not exist, and when no source understands any of the files. */
export function findGiven(paths: readonly string[], sources: readonly Source[], environment: Environment): Given {
  const homes = sources.map((source) => ({ source, found: findFiles(source, environment) }));
  const files = new Map<Source, Map<string, FoundFile>>();
  const strangers: string[] = [];
  for (const given of paths) {
    const path = resolve(environment.cwd, expandHome(given, environment.homeDir));
    for (const file of filesAt(path, sources)) {
      const { source, below } = homeOf(file, homes) ?? { source: understands(file, sources), below: file.below };
      if (source === undefined) strangers.push(file.path);
      else files.set(source, (files.get(source) ?? new Map<string, FoundFile>()).set(file.path, { ...file, below }));
    }
  }
  if (files.size === 0) {
    throw new AppError('source/no-match', `No source can read anything in ${paths.join(', ')}.`, {
      hint: `Sources: ${sources.map(({ id }) => id).join(', ')}.`,
    });
  }
  const found = new Map(
    [...files].map(([source, byPath]) => [source, { roots: [...paths], files: inOrder(byPath), skips: {} }]),
  );
  return { found, strangers };
}

function inOrder(byPath: ReadonlyMap<string, FoundFile>): FoundFile[] {
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function filesAt(path: string, sources: readonly Source[]): readonly FoundFile[] {
  if (isFolder(path)) {
    const files = new Map<string, FoundFile>();
    for (const name of new Set(sources.flatMap(namesOf))) {
      for (const file of walkFolder(path, `**/${name}`).files) files.set(file.path, file);
    }
    return inOrder(files);
  }
  // A source may tell a subagent by the folders that its file lies in.
  const file = statFile(path, path.split(sep).slice(-4).join('/'));
  if (file === undefined) {
    throw new AppError('source/no-match', `There is no file or folder ${path}.`, {
      hint: 'Check the spelling of --path.',
    });
  }
  return [file];
}

/** How the files of a source are named, wherever they lie. */
function namesOf({ files }: Source): readonly string[] {
  return alternativesOf(files.match).map((match) => basename(match));
}

/** The source below whose root the file lies, if its place there is one that the source reads. */
function homeOf(
  { path }: FoundFile,
  homes: readonly { source: Source; found: Found }[],
): { source: Source; below: string } | undefined {
  for (const { source, found } of homes) {
    const root = found.roots.find((folder) => path.startsWith(folder + sep));
    const below = root === undefined ? '' : path.slice(root.length + 1).replaceAll(sep, '/');
    if (root !== undefined && compileGlob(source.files.match).test(below)) return { source, below };
  }
  return undefined;
}

const FIRST_BYTES = [256 * 1024, 16 * 1024 * 1024];
const FIRST_RECORDS = 200;

/** The source that makes most of the first records; those whose files have such a name are asked first. */
function understands(file: FoundFile, sources: readonly Source[]): Source | undefined {
  const isNamed = (source: Source): boolean =>
    namesOf(source).some((name) => compileGlob(name).test(basename(file.path)));
  return (
    best(file, sources.filter(isNamed)) ??
    best(
      file,
      sources.filter((source) => !isNamed(source)),
    )
  );
}

function best(file: FoundFile, sources: readonly Source[]): Source | undefined {
  let found: { source: Source; understood: number } | undefined;
  for (const source of sources) {
    const understood = understoodBy(source, file);
    if (understood > (found?.understood ?? 0)) found = { source, understood };
  }
  return found?.source;
}

/** Reasons with which a source says that a record is none of its own. */
const STRANGE: ReadonlySet<SkipReason> = new Set([
  'not-json',
  'not-an-object',
  'unknown-type',
  'no-id',
  'no-timestamp',
  'bad-value',
  'invalid-event',
  'unfinished-record',
]);

function understoodBy(source: Source, file: FoundFile): number {
  let descriptor: number;
  try {
    descriptor = openSync(file.path, 'r');
  } catch (error) {
    if (isRefusal(error)) return 0;
    throw error;
  }
  try {
    for (const bytes of FIRST_BYTES) {
      const { records, understood } = tryOut(source, {
        descriptor,
        size: Math.min(file.size, bytes),
        below: file.below,
        path: file.path,
      });
      if (records > 0 || file.size <= bytes) return understood;
    }
    return 0;
  } finally {
    closeSync(descriptor);
  }
}

function tryOut(
  source: Source,
  file: { descriptor: number; size: number; below: string; path: string },
): { records: number; understood: number } {
  const parser = source.parser({ path: file.below, state: undefined });
  let records = 0;
  let understood = 0;
  readRecords({ ...file, offset: 0, index: 0, isDocument: file.below.endsWith('.json') }, source.files, {
    record(value, index) {
      records += 1;
      if (records > FIRST_RECORDS) return;
      const yielded = parser.read(value, { index });
      const known = yielded.filter((one) => !isSkip(one) || (SKIPS[one.skip].quiet && !STRANGE.has(one.skip)));
      understood += known.length > 0 ? 1 : 0;
    },
    skip: () => undefined,
  });
  return { records, understood };
}
