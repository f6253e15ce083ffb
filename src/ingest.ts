/**
 * Joins capture, redaction and the log: files that changed → records → events → redacted lines, appended; then, and only then, the files
 * are remembered as read.
 */

import { existsSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';

import { makeAccept, type AcceptOptions } from './accept.ts';
import type { Environment } from './config/environment.ts';
import type { Places } from './config/home.ts';
import { findWorker, runCrew } from './doors/crew.ts';
import { findFiles, type Found } from './doors/find.ts';
import { findGiven } from './doors/given.ts';
import { collectBatches, type Batch, type Collector, type Job, type ReaderOptions } from './doors/job.ts';
import { readFile } from './doors/reader.ts';
import { isUnchanged } from './doors/resume.ts';
import { makeTally, type Tally } from './doors/tally.ts';
import { makeThrift } from './doors/thrift.ts';
import type { Event } from './event/schema.ts';
import { countSkip, type SkipCounts, type SkipReason } from './event/skip.ts';
import type { RedactorOptions } from './redaction/redact.ts';
import type { Source } from './sources/define.ts';
import { sources as registered } from './sources/index.ts';
import { openLog } from './store/append.ts';
import { makeCheckpoints } from './store/checkpoint.ts';
import { withLock } from './store/lock.ts';
import { machineId } from './store/machine.ts';
import { loadManifest, saveManifest, type Manifest } from './store/manifest.ts';
import { prunedBefore } from './store/prune.ts';

export type ImportOptions = {
  readonly places: Places;
  readonly sources: readonly Source[];
  readonly environment: Environment;
  readonly redaction: RedactorOptions;
  /** Files or folders to read instead of the usual places. */
  readonly paths?: readonly string[];
  readonly onProgress?: (progress: { files: number; doneBytes: number; totalBytes: number }) => void;
  /** Large imports use several threads unless this is false. */
  readonly parallel?: boolean;
  readonly now?: () => Date;
};

export type SourceSummary = {
  /** Files that were read, and files that are there. */
  readonly files: number;
  readonly found: number;
  readonly roots: readonly string[];
  readonly events: number;
  readonly skips: SkipCounts;
};

export type ImportSummary = {
  /** Files that are there, whether or not they had to be read. */
  readonly files: number;
  readonly read_bytes: number;
  readonly events: number;
  /** Events whose line the log did not hold. */
  readonly new_events: number;
  readonly skips: SkipCounts;
  readonly duration_ms: number;
  readonly sources: Readonly<Record<string, SourceSummary>>;
  /** What went wrong without stopping the import, in sentences. */
  readonly warnings: readonly string[];
};

export type Reader = { read(job: Job): void };

type ReaderParts = {
  readonly reader: ReaderOptions;
  readonly redaction: RedactorOptions;
  readonly sources: readonly Source[];
  readonly collector: Collector;
  progress(bytes: number): void;
};

/** Turns files into batches of redacted lines; one per thread. */
export function makeReader({ reader, redaction, sources, collector, progress }: ReaderParts): Reader {
  const byId = new Map(sources.map((source) => [source.id, source]));
  const keep = makeKeep({ ...reader, redaction }, collector);
  return {
    read(job) {
      const source = byId.get(job.source);
      if (source === undefined) throw new Error(`there is no source ${job.source}`);
      collector.finish(readFile(job, source, { keep, progress }));
    },
  };
}

/** Into the collector with what passes the gate. Answers why when an event is not kept. */
function makeKeep(options: AcceptOptions, collector: Collector): (event: Event) => SkipReason | undefined {
  const accept = makeAccept(options);
  return (event) => {
    const accepted = accept(event);
    if (typeof accepted === 'string') return accepted;
    collector.add(accepted.day, accepted.event);
    return undefined;
  };
}

export type StoreOptions = {
  readonly places: Places;
  readonly events: readonly Event[];
  readonly redaction: RedactorOptions;
  readonly homeDir?: string;
};

/** Puts events that were made here, not read from files, into the log. Needs no lock: lines are only appended. */
export async function storeEvents({
  places,
  events,
  redaction,
  homeDir = '',
}: StoreOptions): Promise<{ new_events: number; skips: SkipCounts }> {
  const machine = machineId(places);
  const log = openLog(places, machine);
  const skips: SkipCounts = {};
  let fresh = 0;
  try {
    const collector = collectBatches(({ blocks }) => {
      for (const { day, block } of blocks) fresh += log.appendBlock(day, block);
    });
    const keep = makeKeep({ machine, homeDir, prunedBefore: prunedBefore(places), redaction }, collector);
    for (const event of events) {
      const refused = keep(event);
      if (refused !== undefined) countSkip(skips, refused);
    }
    collector.flush();
  } finally {
    log.close();
  }
  return { new_events: fresh, skips };
}

/** Imports what is new. Throws `source/no-match` for paths that hold nothing, and what the store throws. */
export async function importFiles(options: ImportOptions): Promise<ImportSummary> {
  const now = options.now ?? (() => new Date());
  const started = now().getTime();
  const { found, strangers } = locate(options);
  const summary = await withLock(options.places, 'import', () => importFound(options, found));
  const warnings =
    strangers.length === 0
      ? []
      : [`No source understands ${strangers[0]}${strangers.length > 1 ? ` and ${strangers.length - 1} more` : ''}.`];
  return { ...summary, duration_ms: now().getTime() - started, warnings: [...warnings, ...summary.warnings] };
}

type Located = { readonly found: ReadonlyMap<Source, Found>; readonly strangers: readonly string[] };

function locate({ paths, sources, environment }: ImportOptions): Located {
  if (paths !== undefined && paths.length > 0) return findGiven(paths, sources, environment);
  return { found: new Map(sources.map((source) => [source, findFiles(source, environment)])), strangers: [] };
}

async function importFound(
  options: ImportOptions,
  found: ReadonlyMap<Source, Found>,
): Promise<Omit<ImportSummary, 'duration_ms'>> {
  const { places } = options;
  const manifest = loadManifest(places);
  const tally = makeTally(found);
  const jobs = [...found].flatMap(([source, { files }]) => plan(source, files, manifest));
  const gone = options.paths === undefined ? markGone(manifest, found) : false;
  let fresh = 0;
  if (jobs.length > 0) fresh = await readAll(options, { jobs, manifest, tally });
  if (jobs.length > 0 || gone) saveManifest(places, manifest);
  return { ...tally.totals(), new_events: fresh };
}

/** The files of a source that have to be opened. */
function plan(source: Source, files: Found['files'], manifest: Manifest): Job[] {
  const jobs: Job[] = [];
  for (const file of files) {
    const entry = manifest.entries[keyOf(source.id, file.path)];
    if (!isUnchanged(file, entry, source.version)) jobs.push({ source: source.id, file, entry });
  }
  return jobs;
}

function keyOf(source: string, path: string): string {
  return `${source}:${path}`;
}

/** What a client deleted stays in the log; the manifest only remembers that it is no longer there. */
function markGone(manifest: Manifest, found: ReadonlyMap<Source, Found>): boolean {
  let changed = false;
  const there = new Set([...found].flatMap(([source, { files }]) => files.map(({ path }) => keyOf(source.id, path))));
  const ids = [...found.keys()].map(({ id }) => `${id}:`);
  for (const [key, entry] of Object.entries(manifest.entries)) {
    const id = ids.find((prefix) => key.startsWith(prefix));
    if (entry.gone === true || there.has(key) || id === undefined || existsSync(key.slice(id.length))) continue;
    manifest.entries[key] = { ...entry, gone: true };
    changed = true;
  }
  return changed;
}

type Reading = { readonly jobs: readonly Job[]; readonly manifest: Manifest; readonly tally: Tally };

/** Bytes to read from which starting threads pays. */
const LARGE = 32 * 1024 * 1024;

/** Reads the files of the jobs into the log; returns how many lines were new. */
async function readAll(options: ImportOptions, { jobs, manifest, tally }: Reading): Promise<number> {
  const { places, redaction, sources } = options;
  const machine = machineId(places);
  const log = openLog(places, machine);
  let fresh = 0;
  const checkpoints = makeCheckpoints({ places, log, manifest });
  const beThrifty = makeThrift();
  const take = (batch: Batch): void => {
    for (const { day, block } of batch.blocks) fresh += log.appendBlock(day, block);
    for (const outcome of batch.outcomes) {
      tally.add(outcome);
      if (outcome.entry !== undefined) manifest.entries[keyOf(outcome.source, outcome.path)] = outcome.entry;
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
    reader: { machine, homeDir: options.environment.homeDir, prunedBefore: prunedBefore(places) },
    progress: makeProgress(options, { files: jobs.length, totalBytes }),
  };
  const worker =
    options.parallel === false || totalBytes < LARGE || !sources.every((source) => registered.includes(source))
      ? undefined
      : findWorker();
  try {
    if (worker === undefined) await readHere(work, sources, inOrder(jobs));
    else await runCrew(worker, work, (next) => readHere(work, sources, next));
    await checkpoints.settle();
  } finally {
    await checkpoints.stop();
    log.close();
  }
  return fresh;
}

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
    await setImmediate();
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
