/**
 * Where an export goes: written aside, in the same folder, and renamed when it is whole. A kill leaves nothing under the final name, and
 * nothing that was there is removed: a folder that exists only gets the files of the export.
 */

import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  rmdirSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { AppError } from '../errors.ts';
import { codeOf } from '../store/refusal.ts';

export type Place = {
  /** The final name. */
  readonly path: string;
  /** What is written first. It is there, and empty. */
  readonly aside: string;
  /** Puts what was written aside in its place. */
  settle(): void;
  /** Removes what was written aside, if it is still there. */
  discard(): void;
};

export type Wish = { readonly makes: 'file' | 'folder'; readonly name: string; readonly force: boolean };

/** `path` is absolute; a file whose place is a folder goes into it. Throws `output/not-writable`. */
export function openPlace(path: string, { makes, name, force }: Wish): Place {
  const given = existsSync(path) ? realpathSync(path) : path;
  const found = statSync(given, { throwIfNoEntry: false });
  if (makes === 'file' && found?.isDirectory() === true) return openPlace(join(given, name), { makes, name, force });
  refuseWhatIsThere(given, { makes, name, force });
  const aside = join(dirname(given), `.${basename(given)}.${process.pid}.tmp`);
  try {
    removeLeftovers(given);
    if (makes === 'folder') mkdirSync(aside);
    else closeSync(openSync(aside, 'w'));
  } catch (error) {
    throw unwritable(error, given);
  }
  return {
    path: given,
    aside,
    settle() {
      try {
        if (makes === 'file') settleFile(aside, given);
        else settleFolder(aside, given);
      } catch (error) {
        throw unwritable(error, given);
      }
    },
    discard: () => rmSync(aside, { recursive: true, force: true }),
  };
}

/** What exports to this place left aside when they were killed. */
function removeLeftovers(path: string): void {
  const folder = dirname(path);
  const before = `.${basename(path)}.`;
  for (const name of readdirSync(folder)) {
    const pid = name.startsWith(before) ? /^(\d+)\.tmp$/.exec(name.slice(before.length))?.[1] : undefined;
    if (pid !== undefined && isGone(Number(pid))) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}

function refuseWhatIsThere(path: string, { makes, force }: Wish): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  const isFolder = found.isDirectory();
  if (isFolder !== (makes === 'folder') || !(isFolder || found.isFile()))
    throw new AppError('output/not-writable', `${path} is no ${makes}, and this format is one.`, {
      hint: makes === 'file' ? 'Choose another file with -o; -o - is stdout.' : 'Choose another folder with -o.',
    });
  if (force || (isFolder && readdirSync(path).length === 0)) return;
  throw new AppError('output/not-writable', `${path} exists already; nothing was written.`, {
    hint: isFolder
      ? '--force writes into it and replaces files of the same name; or choose another folder with -o.'
      : '--force replaces it; or choose another file with -o.',
  });
}

function settleFile(aside: string, path: string): void {
  const file = openSync(aside, 'r+');
  fsyncSync(file);
  closeSync(file);
  renameSync(aside, path);
}

function settleFolder(aside: string, path: string): void {
  // Not every system renames over a folder, even an empty one.
  if (existsSync(path) && readdirSync(path).length === 0) rmdirSync(path);
  if (!existsSync(path)) {
    renameSync(aside, path);
    return;
  }
  for (const entry of readdirSync(aside, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const from = join(entry.parentPath, entry.name);
    const to = join(path, relative(aside, from));
    mkdirSync(dirname(to), { recursive: true });
    renameSync(from, to);
  }
  rmSync(aside, { recursive: true, force: true });
}

/** What the file system says, as one sentence; what is no such thing stays the error it was. */
export function unwritable(error: unknown, path: string): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  const code = codeOf(error);
  const isFull =
    code === 'ENOSPC' || code === 'EDQUOT' || /no space left|disk quota|not enough space/i.test(error.message);
  if (isFull)
    return new AppError('output/not-writable', `No space is left to write ${path}; nothing was left behind.`, {
      hint: 'Free some space, choose another place with -o, or ask for less with --since.',
      cause: error,
    });
  if (code === undefined) return error;
  const isMissing = code === 'ENOENT' && !existsSync(dirname(path));
  return new AppError(
    'output/not-writable',
    isMissing ? `There is no folder ${dirname(path)}.` : `${path} cannot be written (${code}).`,
    {
      hint: isMissing ? 'Make it first, or choose another place with -o.' : 'Choose another place with -o.',
      cause: error,
    },
  );
}

/** Writes texts into a new file, a large piece at a time; returns its size. */
export async function writeFile(path: string, pieces: AsyncIterable<string> | Iterable<string>): Promise<number> {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'w');
  let size = 0;
  let waiting: string[] = [];
  let length = 0;
  const flush = (): void => {
    const bytes = Buffer.from(waiting.join(''));
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    size += bytes.length;
    waiting = [];
    length = 0;
  };
  try {
    for await (const piece of pieces) {
      waiting.push(piece);
      length += piece.length;
      if (length >= LARGE) flush();
    }
    flush();
  } finally {
    closeSync(file);
  }
  return size;
}

const LARGE = 1024 * 1024;

/** A path below a folder, from one with forward slashes. */
export function below(folder: string, path: string): string {
  return join(folder, path.split('/').join(sep));
}
