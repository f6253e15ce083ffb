/**
 * What a person wants forgotten: sessions, repositories, periods. It is remembered in the home folder, so that reading the transcripts again
 * does not bring it back. A file that cannot be read is a refusal: to guess would bring back what somebody has deleted.
 */

import { join } from 'node:path';
import type { Places } from '../config/home.ts';
import { AppError } from '../errors.ts';
import { list, object, parsed, text } from '../sources/read.ts';
import { replaceFile } from './durable.ts';
import { readText } from './small-file.ts';

/** All that is said must be so: events of this repository since then. Instants as in events; `until` is not included. */
export type Forgetting = {
  readonly session?: string;
  readonly repo?: string;
  readonly since?: string;
  readonly until?: string;
};

const NAMES = ['session', 'repo', 'since', 'until'] as const;

function forgottenPath(places: Places): string {
  return join(places.home, 'forgotten.json');
}

export function readForgotten(places: Places): readonly Forgetting[] {
  const path = forgottenPath(places);
  const content = readText(path);
  if (content === undefined) return [];
  const entries = object(parsed(content))?.['forgotten'];
  const read = list(entries).map(readForgetting);
  if (Array.isArray(entries) && read.every((one) => one !== undefined)) return read;
  throw new AppError('store/corrupt-segment', `${path} does not say what was forgotten.`, {
    hint: `Correct it, or delete ${path} to take in everything again.`,
  });
}

function readForgetting(entry: unknown): Forgetting | undefined {
  const given = object(entry);
  const said = NAMES.flatMap((name) => {
    const value = text(given?.[name]);
    return value === undefined ? [] : [[name, value] as const];
  });
  return given === undefined || said.length === 0 || said.length !== Object.keys(given).length
    ? undefined
    : Object.fromEntries(said);
}

/** Adds to what is remembered; returns all of it. The caller holds the lock of the store. */
export function rememberForgotten(places: Places, one: Forgetting): readonly Forgetting[] {
  const known = readForgotten(places);
  if (known.some((other) => NAMES.every((name) => other[name] === one[name]))) return known;
  const all = [...known, one];
  replaceFile(forgottenPath(places), `${JSON.stringify({ v: 1, forgotten: all }, null, 2)}\n`);
  return all;
}

/** Whether an event, as it would stand in the log, was forgotten. Undefined when nothing was. */
export function makeIsForgotten(all: readonly Forgetting[]): ((event: Named) => boolean) | undefined {
  return all.length === 0 ? undefined : (event) => all.some((one) => isWithin(one, event));
}

type Named = {
  readonly kind?: unknown;
  readonly id?: unknown;
  readonly at?: unknown;
  readonly session_id?: unknown;
  readonly subagent_id?: unknown;
  readonly subject_id?: unknown;
  readonly repo?: unknown;
};

function isWithin({ session, repo, since, until }: Forgetting, event: Named): boolean {
  const at = String(event.at);
  if (since !== undefined && at < since) return false;
  if (until !== undefined && at >= until) return false;
  if (repo !== undefined && event.repo !== repo) return false;
  if (session === undefined) return true;
  const { kind, id, session_id: own, subagent_id: subagent, subject_id: subject } = event;
  return own === session || subagent === session || subject === session || (kind === 'session' && id === session);
}
