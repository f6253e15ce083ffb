/**
 * A session that is stored as a folder of JSON files → records as a database would give them: `storage/session/<project>/<session>.json`,
 * with its messages in `storage/message/<session>/` and their parts in `storage/part/<message>/`. The file of the session stands for all
 * of them; parents come first, because only they tell what the session is a part of.
 */

import { readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

import { object, text, type Json } from '../sources/read.ts';
import type { Sink } from './records.ts';

/** Whether a path below the root of a source is that of such a session. */
export function isStored(below: string): boolean {
  return /(?:^|\/)session\/[^/]+\/[^/]+\.json$/.test(below);
}

/** What is written last when the session goes on: the folder of its messages, the last message and the folder of its parts. */
export function belongingTo(path: string): readonly string[] {
  const { messages, parts } = placesOf(path);
  const last = names(messages).at(-1);
  return last === undefined ? [] : [messages, join(messages, last), join(parts, idOf(last))];
}

/** True when every file could be read; a session whose client is at work is read again when it has changed. */
export function readStored(path: string, sink: Sink): boolean {
  const { session, messages, parts } = placesOf(path);
  let index = 0;
  let isWhole = true;
  const take = (table: string, file: string): Json | undefined => {
    const data = readJson(file, sink);
    if (data === undefined) isWhole = false;
    else sink.record({ table, row: rowOf(data) }, index++);
    return data;
  };
  for (const parent of ancestorsOf(path, sink)) sink.record({ table: 'session', row: rowOf(parent) }, index++);
  take('session', path);
  for (const name of names(messages)) {
    take('message', join(messages, name));
    const folder = join(parts, idOf(name));
    for (const part of names(folder)) take('part', join(folder, part));
  }
  if (!isWhole) sink.skip('unfinished-record');
  return isWhole && session !== '';
}

/** The columns that the database has instead. What most is about stays as it is, in `data`. */
function rowOf(data: Json): Json {
  const time = object(data['time']);
  const summary = object(data['summary']);
  return {
    id: data['id'],
    session_id: data['sessionID'],
    message_id: data['messageID'],
    parent_id: data['parentID'],
    directory: data['directory'],
    version: data['version'],
    time_created: time?.['created'],
    time_updated: time?.['updated'],
    summary_additions: summary?.['additions'],
    summary_deletions: summary?.['deletions'],
    data,
  };
}

/** Subagents call subagents; a longer chain is a mistake. */
const DEEPEST = 20;

/** From the conversation down to the parent. */
function ancestorsOf(path: string, sink: Sink): readonly Json[] {
  const found: Json[] = [];
  const seen = new Set<string>();
  let parent = text(readJson(path, sink)?.['parentID']);
  while (parent !== undefined && !seen.has(parent) && found.length < DEEPEST) {
    seen.add(parent);
    // An id is a name, never a path.
    const data = readJson(join(dirname(path), `${basename(parent)}.json`), sink);
    if (data === undefined) break;
    found.unshift(data);
    parent = text(data['parentID']);
  }
  return found;
}

function placesOf(path: string): { session: string; messages: string; parts: string } {
  const storage = resolve(dirname(path), '..', '..');
  const session = idOf(basename(path));
  return { session, messages: join(storage, 'message', session), parts: join(storage, 'part') };
}

function idOf(name: string): string {
  return name.replace(/\.json$/, '');
}

/** Ids grow with time, so that the order of names is that of the conversation. */
function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort();
  } catch (error) {
    if (isAnswer(error)) return [];
    throw error;
  }
}

const LARGEST = 32 * 1024 * 1024;

/** Undefined for what is gone, half written or no object. */
function readJson(file: string, sink: Sink): Json | undefined {
  try {
    const bytes = readFileSync(file);
    sink.progress?.(bytes.length);
    return bytes.length > LARGEST ? undefined : object(JSON.parse(bytes.toString('utf8')));
  } catch (error) {
    if (error instanceof SyntaxError || isAnswer(error)) return undefined;
    throw error;
  }
}

function isAnswer(error: unknown): boolean {
  return error instanceof Error && 'code' in error;
}
