/**
 * Files → records → events → redacted lines, appended; then, and only then, the files are remembered as read. Loaded only when there is
 * something to read.
 */

import { collectBatches, type Batch, type Job, type ReaderOptions } from '../doors/job.ts';
import type { Tally } from '../doors/tally.ts';
import { makeThrift } from '../doors/thrift.ts';
import type { RedactorOptions } from '../redaction/redact.ts';
import type { Source } from '../sources/define.ts';
import { sources as registered } from '../sources/index.ts';
import { openLog } from '../store/append.ts';
import { makeCheckpoints } from '../store/checkpoint.ts';
import { machineId } from '../store/machine.ts';
import type { Manifest } from '../store/manifest.ts';
import { readForgotten } from '../store/forgotten.ts';
import { prunedBefore } from '../store/prune.ts';
import type { ImportOptions } from './define.ts';
import { makeReader } from './reader.ts';

export type Reading = { readonly jobs: readonly Job[]; readonly manifest: Manifest; readonly tally: Tally };

/** Bytes to read from which starting threads pays. */
const LARGE = 32 * 1024 * 1024;

/** Reads the files of the jobs into the log and remembers them; returns how many lines were new. */
export async function readFiles(options: ImportOptions, { jobs, manifest, tally }: Reading): Promise<number> {
  const { places, sources } = options;
  const redaction = typeof options.redaction === 'function' ? await options.redaction() : options.redaction;
  const machine = machineId(places);
  const log = openLog(places, machine);
  let fresh = 0;
  const checkpoints = makeCheckpoints({ log, manifest });
  const beThrifty = makeThrift();
  const take = (batch: Batch): void => {
    for (const { day, block } of batch.blocks) fresh += log.appendBlock(day, block);
    for (const outcome of batch.outcomes) {
      tally.add(outcome);
      if (outcome.entry !== undefined) manifest.remember(outcome.source, outcome.path, outcome.entry);
    }
    if (batch.outcomes.length > 0) checkpoints.consider();
    beThrifty();
  };
  const totalBytes = jobs.reduce(
    (sum, { file, entry }) => sum + file.size - Math.min(file.size, entry?.offset ?? 0),
    0,
  );
  const work = {
    jobs,
    redaction,
    take,
    reader: {
      machine,
      homeDir: options.environment.homeDir,
      prunedBefore: prunedBefore(places),
      forgotten: readForgotten(places),
    },
    progress: makeProgress(options, { files: jobs.length, totalBytes }),
  };
  const crew =
    options.parallel === false || totalBytes < LARGE || !sources.every((source) => registered.includes(source))
      ? undefined
      : await findCrew();
  try {
    if (crew === undefined) await readHere(work, sources, inOrder(jobs));
    else await crew(work, (next) => readHere(work, sources, next));
    await checkpoints.settle();
  } finally {
    await checkpoints.stop();
    log.close();
  }
  return fresh;
}

/** Several threads, where they can be had. What only they need takes a small import longer to load than a file to read. */
async function findCrew(): Promise<((work: Work, readHere: ReadHere) => Promise<void>) | undefined> {
  const { findWorker, runCrew } = await import('../doors/crew.ts');
  const worker = findWorker();
  return worker === undefined ? undefined : (work, here) => runCrew(worker, work, here);
}

type ReadHere = (next: () => Job | undefined) => Promise<void>;

type Work = {
  readonly jobs: readonly Job[];
  readonly reader: ReaderOptions;
  readonly redaction: RedactorOptions;
  take(batch: Batch): void;
  progress(bytes: number): void;
};

/** Reads in this thread, and lets others have their turn between two files. */
async function readHere(work: Work, sources: readonly Source[], next: () => Job | undefined): Promise<void> {
  const collector = collectBatches(work.take);
  const reader = makeReader({ ...work, sources, collector });
  for (let job = next(); job !== undefined; job = next()) {
    reader.read(job);
    await new Promise((resolve) => setImmediate(resolve));
  }
  collector.flush();
}

function inOrder(jobs: readonly Job[]): () => Job | undefined {
  const rest = jobs.values();
  return () => rest.next().value;
}

function makeProgress(
  { onProgress }: ImportOptions,
  total: { files: number; totalBytes: number },
): (bytes: number) => void {
  let doneBytes = 0;
  return (bytes) => {
    doneBytes += bytes;
    onProgress?.({ files: total.files, doneBytes, totalBytes: total.totalBytes });
  };
}
