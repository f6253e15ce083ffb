/** What the files of a repository tell without starting git: whether anything moved since, and what its reflogs say. */

import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { codeOf } from '../../store/refusal.ts';

/** Changes whenever a branch, a head or a remote branch moves. `common` is the folder that holds the branches. */
export function stampOf(common: string): string {
  const files = ['HEAD', 'packed-refs', 'FETCH_HEAD', 'logs/HEAD', 'reftable/tables.list'].map((name) =>
    join(common, name),
  );
  const heads = worktrees(common).flatMap((folder) => [join(folder, 'HEAD'), join(folder, 'logs', 'HEAD')]);
  const folders = [...foldersBelow(join(common, 'refs', 'heads')), ...foldersBelow(join(common, 'refs', 'remotes'))];
  return [...files, ...heads, ...folders].map((path) => mtimeOf(path)).join(' ');
}

export type Move = {
  readonly from: string;
  readonly to: string;
  /** Seconds since 1970. */ readonly at: number;
  /** `made`: a commit was made in this clone. `reset`: a branch was set elsewhere. */
  readonly how: 'made' | 'reset' | 'other';
};

/** The moves of every head of the repository, one head after another, oldest first; of long reflogs only the end. */
export function readReflogs(common: string): readonly (readonly Move[])[] {
  return [common, ...worktrees(common)].map((folder) =>
    endOf(join(folder, 'logs', 'HEAD'))
      .split('\n')
      .flatMap((line) => {
        const { from, to, at, said } = ENTRY.exec(line)?.groups ?? {};
        if (from === undefined || to === undefined) return [];
        return [{ from, to, at: Number(at), how: howOf(said ?? '') }];
      }),
  );
}

const ENTRY = /^(?<from>[0-9a-f]{40,64}) (?<to>[0-9a-f]{40,64}) .*> (?<at>\d{1,12}) [+-]\d{4}(?:\t(?<said>.*))?$/;

function howOf(said: string): Move['how'] {
  if (said.startsWith('reset: ')) return 'reset';
  return /^(?:commit(?: \((?:amend|initial)\))?|cherry-pick|rebase[^:]{0,40}\((?:pick|reword|squash|fixup|edit|continue)\)):/.test(
    said,
  )
    ? 'made'
    : 'other';
}

const MOST_FOLDERS = 500;
const MOST_BYTES = 1024 * 1024;

function worktrees(common: string): readonly string[] {
  const folder = join(common, 'worktrees');
  return names(folder)
    .slice(0, MOST_FOLDERS)
    .map(({ name }) => join(folder, name));
}

function foldersBelow(top: string): readonly string[] {
  const found = [top];
  for (let next = 0; next < found.length && found.length < MOST_FOLDERS; next++) {
    const folder = found[next] ?? top;
    for (const entry of names(folder)) if (entry.isDirectory()) found.push(join(folder, entry.name));
  }
  return found;
}

function names(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return [];
  }
}

/** 0 for what is not there. */
function mtimeOf(path: string): number {
  try {
    return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return 0;
  }
}

/** The last megabyte; the first line of a part is no entry and is passed over. */
function endOf(path: string): string {
  try {
    const file = openSync(path, 'r');
    try {
      const { size } = fstatSync(file);
      const bytes = Buffer.alloc(Math.min(size, MOST_BYTES));
      const read = readSync(file, bytes, 0, bytes.length, size - bytes.length);
      return bytes.toString('utf8', 0, read);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return '';
  }
}
