/**
 * Several threads that read files. A thread has at most a few batches under way, so memory stays bounded when writing is slower than
 * reading; when anything fails, all threads stop.
 */

import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

import type { RedactorOptions } from '../redaction/redact.ts';
import type { Batch, Job, ReaderOptions } from './job.ts';

/**
 * What a thread is told at its start. `claims` is shared by all threads (see `claim`); `underWay` is its own and counts its batches that were
 * not taken yet.
 */
export type CrewOrder = {
  readonly jobs: readonly Job[];
  readonly reader: ReaderOptions;
  readonly redaction: RedactorOptions;
  readonly claims: Int32Array;
  readonly underWay: Int32Array;
};

/** Every message wakes the thread that writes, so progress is told with the batches, and apart from them only for very long files. */
export type FromWorker = { readonly batch?: Batch; readonly bytes: number };

export type CrewWork = {
  readonly jobs: readonly Job[];
  readonly reader: ReaderOptions;
  readonly redaction: RedactorOptions;
  take(batch: Batch): void;
  progress(bytes: number): void;
};

/** Batches that a thread may have under way. */
export const MOST_UNDER_WAY = 4;
const MOST_THREADS = 4;
/** A thread holds one record and one batch; without a limit its heap grows for as long as the machine has memory. */
const HEAP_MB = 192;

/** The built worker beside the built program; undefined when this runs from the sources. */
export function findWorker(): string | undefined {
  const path = fileURLToPath(new URL('./ingest-worker.cjs', import.meta.url));
  return existsSync(path) ? path : undefined;
}

/**
 * Threads take the largest files first; the thread that called, which also writes, takes the smallest through `readHere`, so that it is
 * never away from its writing for long.
 */
export async function runCrew(
  worker: string,
  work: CrewWork,
  readHere: (next: () => Job | undefined) => Promise<void>,
): Promise<void> {
  const jobs = [...work.jobs].sort((a, b) => b.file.size - a.file.size || (a.file.path < b.file.path ? -1 : 1));
  const size = Math.max(1, Math.min(availableParallelism(), MOST_THREADS, jobs.length) - 1);
  const claims = new Int32Array(new SharedArrayBuffer(12));
  const crew: Worker[] = [];
  try {
    const threads = Array.from({ length: size }, () => runOne(worker, { ...work, jobs }, { claims, crew }));
    await Promise.all([...threads, readHere(() => claim(jobs, claims, 'smallest'))]);
  } finally {
    await Promise.all(crew.map((one) => one.terminate()));
  }
}

/** The next job that nobody has begun, from either end of the list. `claims`: begun in all, from the front, from the back. */
export function claim(jobs: readonly Job[], claims: Int32Array, from: 'largest' | 'smallest'): Job | undefined {
  if (Atomics.add(claims, 0, 1) >= jobs.length) return undefined;
  return from === 'largest' ? jobs[Atomics.add(claims, 1, 1)] : jobs[jobs.length - 1 - Atomics.add(claims, 2, 1)];
}

function runOne(path: string, work: CrewWork, shift: { claims: Int32Array; crew: Worker[] }): Promise<void> {
  const underWay = new Int32Array(new SharedArrayBuffer(4));
  const order: CrewOrder = {
    jobs: work.jobs,
    reader: work.reader,
    redaction: work.redaction,
    claims: shift.claims,
    underWay,
  };
  const worker = new Worker(path, { workerData: order, resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } });
  shift.crew.push(worker);
  return new Promise((resolve, reject) => {
    worker.on('message', ({ batch, bytes }: FromWorker) => {
      try {
        work.progress(bytes);
        if (batch === undefined) return;
        work.take(batch);
        Atomics.sub(underWay, 0, 1);
        Atomics.notify(underWay, 0);
      } catch (error) {
        reject(error);
      }
    });
    worker.on('error', reject);
    worker.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`a thread that reads files ended with ${code}`)),
    );
  });
}
