/**
 * What a clone remembers of its setup and of its last sync, in `<git>/hindcast/`. Nothing here says what is published: that stands on the
 * branch. Setup is a decision of a person; the rest may be deleted at any moment.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { flag, object, text, integer } from '../sources/read.ts';
import { replaceFile } from '../store/durable.ts';
import { memoryOf, type Place } from './place.ts';

export type Setup = {
  /** Nothing: there was no remote; the branch stays in this clone. */ readonly remote: string | undefined;
  /** Its address without credentials. */ readonly url: string | undefined;
  readonly branch: string;
  /** Folder of the view. */ readonly worktree: string;
  readonly allowPublic: boolean;
  readonly at: string;
};

export type Last = {
  readonly at?: string;
  /** Why the last sync did not end well, in a sentence. */ readonly failure?: string;
  /** Where the branch of the remote stood when it was last seen. Without it, it was never there. */ readonly remote?: string;
  /** When the remote was last found not to be public. */ readonly askedAt?: string;
  /** When everything that the log held was on the branch. */ readonly doneAt?: string;
  /** How far each file of the log had come then. */ readonly log?: Readonly<Record<string, number>>;
};

const setupFile = (place: Pick<Place, 'common'>): string => join(memoryOf(place), 'sync.json');
const lastFile = (place: Pick<Place, 'common'>): string => join(memoryOf(place), 'last-sync.json');

/** Nothing when it was never set up, or the file is no longer what was written. */
export function readSetup(place: Pick<Place, 'common'>): Setup | undefined {
  const json = object(readJson(setupFile(place)));
  const [branch, worktree, at] = [text(json?.['branch']), text(json?.['worktree']), text(json?.['at'])];
  if (json === undefined || branch === undefined || worktree === undefined || at === undefined) return undefined;
  return {
    remote: text(json['remote']),
    url: text(json['url']),
    branch,
    worktree,
    allowPublic: flag(json['allowPublic']) === true,
    at,
  };
}

export function writeSetup(place: Pick<Place, 'common'>, setup: Setup): void {
  replaceFile(setupFile(place), `${JSON.stringify({ v: 1, ...setup }, null, 2)}\n`);
}

export function readLast(place: Pick<Place, 'common'>): Last {
  const json = object(readJson(lastFile(place))) ?? {};
  const log = object(json['log']);
  const sizes = Object.entries(log ?? {}).flatMap(([path, size]) => {
    const bytes = integer(size);
    return bytes === undefined ? [] : [[path, bytes] as const];
  });
  const last: Record<string, unknown> = log === undefined ? {} : { log: Object.fromEntries(sizes) };
  for (const name of ['at', 'failure', 'remote', 'askedAt', 'doneAt']) {
    const value = text(json[name]);
    if (value !== undefined) last[name] = value;
  }
  return last;
}

/** Keeps what is not said anew; an `undefined` forgets. */
export function writeLast(
  place: Pick<Place, 'common'>,
  change: { readonly [K in keyof Last]?: Last[K] | undefined },
): void {
  replaceFile(lastFile(place), `${JSON.stringify({ ...readLast(place), ...change })}\n`);
}

function readJson(path: string): unknown {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    // Half a file, or none after all: as if it had never been written.
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error)) return undefined;
    throw error;
  }
}
