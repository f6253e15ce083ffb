/** Remembers where the branches of repositories stood when they were last looked at. Lies in the cache: losing it costs a longer look, never an outcome. */

import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { Places } from '../config/home.ts';
import { makeFolder } from '../config/make-folder.ts';
import { count, object, text } from '../sources/read.ts';
import { codeOf } from '../store/refusal.ts';

/** By the folder that holds the branches. */
export type Remembered = {
  /** When the last look began. */ readonly lookedAt: string;
  readonly stamps: Readonly<Record<string, string>>;
  /** What there was no time for: commits between the two, in seconds since 1970. */
  readonly rest: Readonly<Record<string, Span>>;
};

export type Span = { readonly since: number; readonly until: number };

/** Raised when a look finds other things than before. */
const VERSION = 1;

export function readRemembered(places: Places): Remembered | undefined {
  const json = object(contentOf(fileIn(places)));
  const lookedAt = text(json?.['lookedAt']);
  if (json?.['version'] !== VERSION || lookedAt === undefined) return undefined;
  const stamps = Object.entries(object(json['stamps']) ?? {}).flatMap(([common, stamp]) =>
    typeof stamp === 'string' ? [[common, stamp] as const] : [],
  );
  const rest = Object.entries(object(json['rest']) ?? {}).flatMap(([common, span]) => {
    const [since, until] = [count(object(span)?.['since']), count(object(span)?.['until'])];
    return since === undefined || until === undefined ? [] : [[common, { since, until }] as const];
  });
  return { lookedAt, stamps: Object.fromEntries(stamps), rest: Object.fromEntries(rest) };
}

export function remember(places: Places, { lookedAt, stamps, rest }: Remembered): void {
  const file = fileIn(places);
  const draft = `${file}.${process.pid}`;
  try {
    makeFolder(dirname(file));
    writeFileSync(draft, JSON.stringify({ version: VERSION, lookedAt, stamps, rest }), { mode: 0o600 });
    renameSync(draft, file);
  } catch (error) {
    // A disk that is full or read-only only makes the next look longer.
    if (codeOf(error) === undefined) throw error;
  }
}

function fileIn(places: Places): string {
  return join(places.cache, 'repositories.json');
}

function contentOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError || codeOf(error) !== undefined) return undefined;
    throw error;
  }
}
