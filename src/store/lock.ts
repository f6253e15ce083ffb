/**
 * The lock of a store: one process at a time imports, compacts or prunes. A lock whose process is gone is taken over; the lock of
 * a living process is never removed by another.
 */

import { closeSync, openSync, readFileSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { makeFolder } from '../config/make-folder.ts';
import type { Places } from '../config/home.ts';
import { AppError } from '../errors.ts';
import { integer, object, parsed, text } from '../sources/read.ts';
import { codeOf, refusal } from './refusal.ts';
import { readText } from './small-file.ts';

export type LockOptions = {
  /** How long to wait for another process before `store/locked`. */
  readonly waitMs?: number;
};

/** Runs `work` while no other process holds the lock. Not reentrant: `work` must not ask for the lock again. */
export async function withLock<T>(
  places: Places,
  doing: string,
  ...rest: [work: () => Promise<T>, options?: LockOptions]
): Promise<T> {
  const [work, options] = rest;
  await take(places.lock, { doing, waitMs: options?.waitMs ?? 30_000 });
  const release = () => remove(places.lock);
  process.on('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

type Holder = {
  pid: number;
  host: string;
  started: string;
  doing: string;
  /** Tells this process from a later one of the same pid. */ born: string | undefined;
};

const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 250;
/** A file without content is a lock that is just being written, unless it stays so. */
const UNWRITTEN_MS = 5_000;
const FOREIGN_MS = 12 * 3_600_000;

async function take(path: string, wish: { doing: string; waitMs: number }): Promise<void> {
  let until: number | undefined;
  for (let pause = FIRST_PAUSE_MS; !create(path, wish.doing); pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    if (removeStale(path)) continue;
    // The clock is asked only now: Node loads it when it is first asked, and hardly anybody ever has to wait.
    const now = performance.now();
    until ??= now + wish.waitMs;
    const left = until - now;
    if (left <= 0) throw locked(path);
    await new Promise((resolve) => setTimeout(resolve, Math.min(pause, left)));
  }
}

function create(path: string, doing: string): boolean {
  const holder: Holder = {
    pid: process.pid,
    host: hostname(),
    started: new Date().toISOString(),
    doing,
    born: bornOf(process.pid),
  };
  try {
    makeFolder(dirname(path));
    const file = openSync(path, 'wx', 0o600);
    try {
      writeSync(file, `${JSON.stringify(holder)}\n`);
    } catch (error) {
      remove(path);
      throw error;
    } finally {
      closeSync(file);
    }
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw refusal(error, path);
  }
}

/**
 * Removes a lock that nobody holds. Only one process at a time may judge and remove, or the slower of two would remove the lock
 * that the faster has just taken.
 */
function removeStale(path: string): boolean {
  if (!isStale(path)) return false;
  const guard = `${path}.takeover`;
  try {
    closeSync(openSync(guard, 'wx', 0o600));
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw refusal(error, guard);
    if (ageMs(guard) > UNWRITTEN_MS) remove(guard);
    return false;
  }
  try {
    if (isStale(path)) remove(path);
    return true;
  } finally {
    remove(guard);
  }
}

/** Nothing happens when it is gone already. (`rmSync` would load how to remove folders.) */
function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

function isStale(path: string): boolean {
  const holder = readHolder(path);
  if (holder === undefined) return ageMs(path) > UNWRITTEN_MS;
  if (holder.host !== hostname()) return ageMs(path) > FOREIGN_MS;
  if (!isAlive(holder.pid)) return true;
  const born = bornOf(holder.pid);
  return born !== undefined && holder.born !== undefined && born !== holder.born;
}

function readHolder(path: string): Holder | undefined {
  const json = object(parsed(readText(path) ?? ''));
  const [pid, host, started] = [integer(json?.['pid']), text(json?.['host']), text(json?.['started'])];
  if (pid === undefined || host === undefined || started === undefined) return undefined;
  return { pid, host, started, doing: text(json?.['doing']) ?? 'busy', born: text(json?.['born']) };
}

/** Zero for a file that is not there. */
function ageMs(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? 0 : Date.now() - stat.mtimeMs;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

/** When the process began, in ticks since the machine did, where the system tells (Linux). A pid alone may be given again. */
function bornOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return undefined;
  }
}

function locked(path: string): AppError {
  const holder = readHolder(path);
  const who =
    holder === undefined
      ? 'Another process'
      : `Process ${holder.pid} on ${holder.host} (${holder.doing}, since ${holder.started})`;
  return new AppError('store/locked', `${who} holds the lock of the store.`, {
    hint: `Wait until it is done and try again. If no such process runs, delete ${path}.`,
  });
}
