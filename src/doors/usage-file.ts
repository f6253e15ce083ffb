/**
 * Appends rows to the usage table that a project keeps in its repository. A row is one write at the end of the file, so that several
 * writers do each other no harm; a table that has grown too large is set aside under a number and begun anew.
 */

import {
  closeSync,
  fstatSync,
  linkSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from '../config/make-folder.ts';
import { COLUMNS } from '../sources/usage-csv.ts';
import { codeOf, refusal } from '../store/refusal.ts';

/** In the order of the header. */
export type UsageCells = readonly string[];

const HEADER = `${COLUMNS.join(',')}\n`;
const LARGEST_BYTES = 10 * 1024 * 1024;
/** Equal rows are written within a second, so they stand near the end. */
const TAIL_BYTES = 64 * 1024;
/** A lock that is older was left behind. */
const STALE_MS = 60_000;

/** How many equal rows stood before the new one, near the end of the table. Throws `store/…` when the row could not be written. */
export function appendUsage(path: string, cells: UsageCells): number {
  try {
    makeFolder(dirname(path));
    rotate(path);
    begin(path);
    return append(path, `${cells.map(quoted).join(',')}\n`);
  } catch (error) {
    throw refusal(error, path);
  }
}

/** The cell as RFC 4180 wants it. What a spreadsheet would run as a formula gets a quote in front, which our own reader takes away. */
export function quoted(cell: string): string {
  const tame = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(tame) || tame !== tame.trim() ? `"${tame.replaceAll('"', '""')}"` : tame;
}

/** A file appears with its header or not at all, however many begin it at once. */
function begin(path: string): void {
  if (statSync(path, { throwIfNoEntry: false }) !== undefined) return;
  const aside = join(dirname(path), `.${basename(path)}.${process.pid}`);
  writeFileSync(aside, HEADER);
  try {
    linkSync(aside, path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function append(path: string, row: string): number {
  const file = openSync(path, 'a+');
  try {
    const { size } = fstatSync(file);
    const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
    readSync(file, tail, 0, tail.length, size - tail.length);
    // A last line without its end (an editor, a crash) must not run into the row.
    const isOpen = size > 0 && tail.at(-1) !== LINE_END;
    const before = size === 0 ? HEADER : isOpen ? '\n' : '';
    writeSync(file, before + row);
    return tail.toString('utf8').split(row.trimEnd()).length - 1;
  } finally {
    closeSync(file);
  }
}

const LINE_END = 0x0a;

/** Who writes meanwhile writes into the file that is set aside, and nothing is lost. */
function rotate(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.size <= LARGEST_BYTES) return;
  const lock = `${path}.lock`;
  if (!takeLock(lock)) return;
  try {
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) <= LARGEST_BYTES) return;
    for (let number = 1; ; number++) {
      if (!linked(path, `${path}.${number}`)) continue;
      unlinkSync(path);
      return;
    }
  } finally {
    rmSync(lock, { force: true });
  }
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    return false;
  }
}

/** False when another is at it. */
function takeLock(lock: string): boolean {
  const held = statSync(lock, { throwIfNoEntry: false });
  if (held !== undefined && Date.now() - held.mtimeMs > STALE_MS) rmSync(lock, { force: true });
  try {
    closeSync(openSync(lock, 'wx'));
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    return false;
  }
}
