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

/** What a thread is told at its start. `underWay` counts its batches that were not taken yet. */
export type CrewOrder = { readonly reader: ReaderOptions; readonly redaction: RedactorOptions; readonly underWay: Int32Array };

export type ToWorker = { readonly kind: 'job'; readonly job: Job } | { readonly kind: 'end' };
export type FromWorker = { readonly kind: 'ready' } | { readonly kind: 'batch'; readonly batch: Batch } | { readonly kind: 'progress'; readonly bytes: number };

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
/** Jobs that lie ready at a thread, so that it never waits for the next. */
const AHEAD = 2;

/** The built worker beside the built program; undefined when this runs from the sources. */
export function findWorker(): string | undefined {
  const path = fileURLToPath(new URL('./ingest-worker.js', import.meta.url));
  return existsSync(path) ? path : undefined;
}

export async function runCrew(worker: string, work: CrewWork): Promise<void> {
  const queue = [...work.jobs].sort((a, b) => b.file.size - a.file.size || (a.file.path < b.file.path ? -1 : 1));
  const size = Math.min(availableParallelism(), MOST_THREADS, queue.length);
  const crew: Worker[] = [];
  try {
    await Promise.all(Array.from({ length: size }, () => runOne(worker, { work, queue, crew })));
  } finally {
    await Promise.all(crew.map((one) => one.terminate()));
  }
}

function runOne(path: string, shift: { work: CrewWork; queue: Job[]; crew: Worker[] }): Promise<void> {
  const { work, queue, crew } = shift;
  const underWay = new Int32Array(new SharedArrayBuffer(4));
  const order: CrewOrder = { reader: work.reader, redaction: work.redaction, underWay };
  const worker = new Worker(path, { workerData: order });
  crew.push(worker);

  const hand = (): void => {
    const job = queue.shift();
    const message: ToWorker = job === undefined ? { kind: 'end' } : { kind: 'job', job };
    worker.postMessage(message);
  };
  return new Promise((resolve, reject) => {
    worker.on('message', (message: FromWorker) => {
      try {
        if (message.kind === 'ready') return hand();
        if (message.kind === 'progress') return work.progress(message.bytes);
        work.take(message.batch);
        Atomics.sub(underWay, 0, 1);
        Atomics.notify(underWay, 0);
      } catch (error) {
        reject(error);
      }
    });
    worker.on('error', reject);
    worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a thread that reads files ended with ${code}`))));
    for (let i = 0; i < AHEAD; i++) hand();
  });
}
