/**
 * Where the files of a source lie on this machine. Of links inside of a root, only those to folders are followed that lie directly below it
 * and lead elsewhere, so a loop cannot be walked and a file is found once; what matches but is no regular file is counted.
 */

import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';

import type { Environment } from '../config/environment.ts';
import { expandHome } from '../config/folders.ts';
import { countSkip, type SkipCounts } from '../event/skip.ts';
import type { Source } from '../sources/define.ts';
import type { Known } from '../store/manifest.ts';
import { compileGlob, type Glob, type Places } from './glob.ts';
import { belongingTo, isStored } from './stored.ts';

export type FoundFile = {
  /** Absolute. */
  readonly path: string;
  /** Path below the root, with forward slashes. */
  readonly below: string;
  readonly size: number;
  /** The later of the times at which the content and the inode changed: a restored modification time hides no rewriting. */
  readonly changedMs: number;
  readonly inode: number;
};

export type Found = {
  readonly roots: readonly string[];
  readonly files: readonly FoundFile[];
  readonly skips: SkipCounts;
};

/** The files of `source` below its first root that exists, in the order of their paths. */
export function findFiles(source: Source, environment: Environment): Found {
  for (const root of source.files.roots) {
    const set = root.env === undefined ? undefined : environment.variable(root.env);
    const path =
      set === undefined
        ? expandHome(root.path, environment.homeDir)
        : join(expandHome(set, environment.homeDir), root.below ?? '');
    const folder = resolve(environment.cwd, path);
    if (isFolder(folder)) return walkFolder(folder, source.files.match);
  }
  return { roots: [], files: [], skips: {} };
}

/** The files below `root` whose path matches the glob. Leading folders that the glob names outright may be links. */
export function walkFolder(root: string, match: string): Found {
  const parts = match.split('/');
  const wild = parts.findIndex((part, place) => /[*{]/.test(part) || place === parts.length - 1);
  const named = parts.slice(0, wild);
  const top = join(root, ...named);
  const found: Finding = { files: [], skips: {} };
  const glob = compileGlob(parts.slice(wild).join('/'));
  if (isFolder(top))
    walk(
      { folder: withSeparator(realFolder(top)), below: named.map((name) => `${name}/`).join(''), places: glob.start },
      glob,
      found,
    );
  found.files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return { roots: [root], ...found };
}

/** Both paths end with a separator: joining them with a name is all that a walk does, and `join` would look at every character again. */
type Step = { readonly folder: string; readonly below: string; readonly places: Places };
type Finding = { readonly files: FoundFile[]; readonly skips: SkipCounts };

function walk(from: Step, glob: Glob, found: Finding): void {
  const steps = [from];
  const trees = [from.folder];
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    for (const entry of list(step.folder, found.skips)) {
      const { name } = entry;
      const isMatch = glob.matches(step.places, name);
      if (entry.isDirectory() || (entry.isSymbolicLink() && step === from && isTree(step.folder + name, trees))) {
        const places = glob.enter(step.places, name);
        if (places.length > 0) steps.push({ folder: step.folder + name + sep, below: `${step.below}${name}/`, places });
        if (isMatch && !name.startsWith('.') && hasExtension(name)) countSkip(found.skips, 'not-a-file');
      } else if (isMatch) {
        const file = entry.isFile() ? statFile(step.folder + name, step.below + name) : undefined;
        if (file === undefined) countSkip(found.skips, 'not-a-file');
        else found.files.push(file);
      }
    }
  }
}

/** Whether a link leads to a folder that neither holds one of the trees nor lies in one; then it is one more of them. */
function isTree(link: string, trees: string[]): boolean {
  if (!isFolder(link)) return false;
  const real = withSeparator(realFolder(link));
  if (trees.some((tree) => real.startsWith(tree) || tree.startsWith(real))) return false;
  trees.push(real);
  return true;
}

function withSeparator(folder: string): string {
  return folder.endsWith(sep) ? folder : folder + sep;
}

/** A folder below `**` matches by itself; only one that is named like a file is worth a count. */
function hasExtension(name: string): boolean {
  return /\.(?:jsonl|csv|ndjson|json|db|zst)$/.test(name);
}

function list(folder: string, skips: SkipCounts) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    countSkip(skips, 'unreadable-file');
    return [];
  }
}

/** Undefined when the file has gone since its folder was listed, or is no regular file. */
export function statFile(path: string, below: string): FoundFile | undefined {
  const stat = stats(path);
  if (stat?.isFile() !== true) return undefined;
  const changedMs = Math.max(stat.mtimeMs, stat.ctimeMs);
  const found = { path, below, size: stat.size, changedMs, inode: stat.ino };
  // What was written to a database last may only stand in the log beside it.
  const log = path.endsWith('.db') ? stats(`${path}-wal`) : undefined;
  if (log !== undefined)
    return { ...found, size: stat.size + log.size, changedMs: Math.max(changedMs, log.mtimeMs, log.ctimeMs) };
  const belonging = isStored(below) ? belongingTo(path).map((other) => stats(other)?.mtimeMs ?? 0) : [];
  return belonging.length === 0 ? found : { ...found, changedMs: Math.max(changedMs, ...belonging) };
}

/** True when the file need not even be opened. */
export function isUnchanged(file: FoundFile, known: Known | undefined, version: number): boolean {
  return (
    known !== undefined &&
    known.version === version &&
    known.size === file.size &&
    known.mtime_ms === file.changedMs &&
    known.inode === file.inode &&
    !known.gone
  );
}

export function isFolder(path: string): boolean {
  return stats(path)?.isDirectory() === true;
}

function realFolder(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (isRefusal(error)) return path;
    throw error;
  }
}

function stats(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

/** An answer of the file system, not a bug. */
export function isRefusal(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error;
}
