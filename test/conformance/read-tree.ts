/** Reads every file of a folder through a source, with the reader of the product: the pipeline without redaction and store. */

import { closeSync, fstatSync, openSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';

import { readRecords } from '../../src/doors/records.ts';
import type { Event } from '../../src/event/schema.ts';
import { countSkip, isSkip, type SkipCounts } from '../../src/event/skip.ts';
import type { Source, Yielded } from '../../src/sources/define.ts';

export type Read = { readonly events: Event[]; readonly skips: SkipCounts; readonly files: number };

/** Files are read in the order of their names; `root` takes the place of the source's own root. */
export function readTree(
  source: Source,
  root: string,
  extension = source.files.format === 'sqlite' ? '.db' : '.jsonl',
): Read {
  const read: Read = { events: [], skips: {}, files: 0 };
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(extension))
    .sort();
  for (const path of paths) readFile(source, { root, path: path.split(sep).join('/') }, read);
  return { ...read, files: paths.length };
}

function readFile(source: Source, file: { root: string; path: string }, into: Read): void {
  const parser = source.parser({ path: file.path, state: undefined });
  const take = (yielded: readonly Yielded[]): void => {
    // Copied at once: an event must not change after it was yielded.
    for (const one of yielded) {
      if (isSkip(one)) countSkip(into.skips, one.skip);
      else into.events.push({ ...one });
    }
  };
  const descriptor = openSync(join(file.root, file.path), 'r');
  try {
    const { size } = fstatSync(descriptor);
    readRecords({ descriptor, size, offset: 0, index: 0, path: join(file.root, file.path) }, source.files, {
      record: (value, index) => take(parser.read(value, { index })),
      skip: (reason) => countSkip(into.skips, reason),
    });
  } finally {
    closeSync(descriptor);
  }
  take(parser.end());
}

/** Every JSON value of the files, as a parser gets them. */
export function recordsOf(source: Source, file: string): unknown[] {
  const records: unknown[] = [];
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    readRecords({ descriptor, size, offset: 0, index: 0 }, source.files, {
      record: (value) => void records.push(value),
      skip: () => undefined,
    });
  } finally {
    closeSync(descriptor);
  }
  return records;
}
