/** Writing so that a crash leaves the old content or the new, never a part: written aside, forced to the disk, renamed. */

import { close, closeSync, fsync, fsyncSync, open, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { makeFolder } from '../config/make-folder.ts';
import { codeOf, refusal } from './refusal.ts';

/** Replaces the content of a file, given whole or in pieces. */
export function replaceFile(path: string, content: string | Iterable<string>): void {
  const aside = `${path}.${process.pid}.tmp`;
  try {
    makeFolder(dirname(path));
    const file = openSync(aside, 'w', 0o600);
    try {
      for (const piece of typeof content === 'string' ? [content] : content) {
        const bytes = Buffer.from(piece);
        for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
      }
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(aside, path);
  } catch (error) {
    rmSync(aside, { force: true });
    throw refusal(error, path);
  }
}

/** Forces files to the disk, many at once: the file system then joins what would be one wait each. */
export async function syncFiles(paths: readonly string[]): Promise<void> {
  await Promise.all(paths.map((path) => sync(path)));
}

/** Forces names (made, renamed, removed) in folders to the disk. */
export async function syncFolders(paths: readonly string[]): Promise<void> {
  await Promise.all(
    [...new Set(paths)].map(async (path) => {
      try {
        await sync(path);
      } catch (error) {
        // Windows and some network file systems refuse to open or to force a folder; a rename is all they offer.
        if (codeOf(error) === undefined) throw error;
      }
    }),
  );
}

/** With the functions that Node has loaded anyway: `node:fs/promises` would take longer to load than most imports take to force. */
async function sync(path: string): Promise<void> {
  const file = await opened(path, 'r');
  try {
    await forced(file);
  } finally {
    await closed(file);
  }
}

const opened = promisify(open);
const forced = promisify(fsync);
const closed = promisify(close);
