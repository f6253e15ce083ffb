/**
 * What live recording could not do: a line per failure in a file beside the log, which `doctor` shows. Only names of errors are written,
 * never their words, which may quote what was to be recorded. Never throws: when even this fails, nothing is left to be done.
 */

import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../config/make-folder.ts';
import type { Places } from '../config/home.ts';
import { AppError } from '../errors.ts';
import { codeOf } from '../store/refusal.ts';

export type Failure = {
  /** Instant of the failure. */
  readonly at: string;
  /** The source whose record was lost, or the part that failed. */
  readonly source: string;
  /** A code of `errors.ts`, a code of the system (`EIO`), or the name of a JavaScript error, which is a bug. */
  readonly failure: string;
};

/** A longer file is put into the cache, in place of the one before, so that a failure that repeats for ever does not fill the disk. */
const LONGEST = 256 * 1024;

export function nameOf(error: unknown): string {
  if (error instanceof AppError) return error.code;
  return codeOf(error) ?? (error instanceof Error ? error.name : typeof error);
}

/** Returns why it could not be noted, if so: a full or read-only disk leaves nobody to be told. */
export function noteFailure(places: Places, failure: Failure): string | undefined {
  try {
    const file = openToNote(places);
    try {
      const line = Buffer.from(`${JSON.stringify(failure)}\n`);
      writeSync(file, line);
      return undefined;
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return nameOf(error);
  }
}

function openToNote(places: Places): number {
  makeFolder(places.log);
  const file = openSync(places.hookErrors, 'a', 0o600);
  if (fstatSync(file).size < LONGEST) return file;
  closeSync(file);
  makeFolder(places.cache);
  renameSync(places.hookErrors, join(places.cache, 'hook-errors.ndjson'));
  return openSync(places.hookErrors, 'a', 0o600);
}
