/**
 * Reads one file through the parser of its source. A parser that throws is a bug that costs its file, never the import: the file is left
 * for the next time.
 */

import { closeSync, openSync } from 'node:fs';

import { AppError } from '../errors.ts';
import type { Event } from '../event/schema.ts';
import { countSkip, isSkip, type SkipCounts, type SkipReason } from '../event/skip.ts';
import type { Parser, Source, Yielded } from '../sources/define.ts';
import { isRefusal } from './find.ts';
import type { Job, Outcome } from './job.ts';
import { readRecords, type Consumed } from './records.ts';
import { digestsAt, startOf } from './resume.ts';

export type Handlers = {
  /** Keeps an event; answers why not when it does not. */
  keep(event: Event): SkipReason | undefined;
  progress(bytes: number): void;
};

export function readFile(job: Job, source: Source, handlers: Handlers): Outcome {
  const counts: Counting['counts'] = { events: 0, skips: {}, readBytes: 0 };
  const { path } = job.file;
  const outcome = (more: Pick<Outcome, 'entry' | 'warning'>): Outcome => ({
    source: source.id,
    path,
    ...counts,
    ...more,
  });
  const descriptor = open(path);
  if (descriptor === undefined) {
    countSkip(counts.skips, 'unreadable-file');
    return outcome({});
  }
  try {
    return outcome(readOpened({ ...job, descriptor }, source, { ...handlers, counts }));
  } catch (error) {
    if (!isReadError(error)) throw error;
    countSkip(counts.skips, 'unreadable-file');
    return outcome({});
  } finally {
    closeSync(descriptor);
  }
}

type Counting = Handlers & { readonly counts: { events: number; skips: SkipCounts; readBytes: number } };

function readOpened(
  job: Job & { descriptor: number },
  source: Source,
  handlers: Counting,
): Pick<Outcome, 'entry' | 'warning'> {
  const { descriptor, file } = job;
  const { counts } = handlers;
  const start = startOf({ descriptor, size: file.size }, job.entry, source.version);
  const guarded = guard(() => source.parser({ path: file.below, state: start.state }));
  const take = (yielded: readonly Yielded[]): void => {
    for (const one of yielded) {
      const refused = isSkip(one) ? one.skip : handlers.keep(one);
      if (refused === undefined) counts.events += 1;
      else countSkip(counts.skips, refused);
    }
  };
  const opened = {
    descriptor,
    size: file.size,
    offset: start.offset,
    index: start.index,
    isDocument: file.path.endsWith('.json'),
    path: file.path,
  };
  const consumed = readRecords(opened, source.files, {
    record: (value, index) => take(guarded.ask((parser) => parser.read(value, { index })) ?? []),
    skip: (reason) => countSkip(counts.skips, reason),
    progress(bytes) {
      counts.readBytes += bytes;
      handlers.progress(bytes);
    },
  });
  // Asked for before what will come again next time; as text, because the parser may change what it refers to.
  const state = guarded.ask((parser) => textOf(parser.state()));
  if (consumed.last !== undefined)
    take(guarded.ask((parser) => parser.read(consumed.last, { index: consumed.index })) ?? []);
  take(guarded.ask((parser) => parser.end()) ?? []);
  const failure = guarded.failure();
  // Nothing can be read of it yet: it may be, once something around it has changed.
  if (counts.skips['compressed-file'] !== undefined) return {};
  if (failure !== undefined) return { warning: `${file.path} was left for the next import: ${failure}` };
  return {
    // What is always read from the start needs no state.
    entry: entryOf(job, consumed, { version: source.version, state: consumed.offset === 0 ? '' : (state ?? '') }),
  };
}

type Guarded = { ask<T>(question: (parser: Parser) => T): T | undefined; failure(): string | undefined };

/** Asks a parser until it throws, and never again after that. */
function guard(make: () => Parser): Guarded {
  let failure: string | undefined;
  let parser: Parser | undefined;
  const attempt = <T>(work: () => T): T | undefined => {
    if (failure !== undefined) return undefined;
    try {
      return work();
    } catch (error) {
      failure = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      return undefined;
    }
  };
  attempt(() => {
    parser = make();
  });
  return {
    ask: (question) => attempt(() => (parser === undefined ? undefined : question(parser))),
    failure: () => failure,
  };
}

/** Empty when the parser needs nothing. */
function textOf(state: unknown): string {
  return state === undefined || state === null ? '' : JSON.stringify(state);
}

function entryOf(
  { descriptor, file }: Job & { descriptor: number },
  consumed: Consumed,
  parsed: { version: number; state: string },
) {
  const { offset, index } = consumed;
  return {
    ...parsed,
    size: file.size,
    mtime_ms: file.changedMs,
    inode: file.inode,
    offset,
    index,
    ...digestsAt(descriptor, offset),
  };
}

function open(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

/** An answer of the file that is read, not of the log that is written. */
function isReadError(error: unknown): boolean {
  return isRefusal(error) && !(error instanceof AppError) && error.syscall === 'read';
}
