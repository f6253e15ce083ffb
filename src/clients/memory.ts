/**
 * Remembers how `init` changed each settings file. Losing it costs exactness, never correctness: our hooks are then taken out by editing.
 */

import { readFileSync } from 'node:fs';
import type { Places } from '../config/home.ts';
import { count, object, text } from '../sources/read.ts';
import { replaceFile } from '../store/durable.ts';
import { codeOf, refusal } from '../store/refusal.ts';
import type { Patch } from './patch.ts';

export type Change = {
  /** False when there was no such file before. */
  readonly existed: boolean;
  readonly patch: Patch;
};

/** What is remembered of the file at `path`. */
export function recall(places: Places, path: string): Change | undefined {
  return readAll(places)[path];
}

/** Remembers a change, or forgets it. */
export function remember(places: Places, path: string, change: Change | undefined): void {
  const { [path]: old, ...others } = readAll(places);
  if (old === undefined && change === undefined) return;
  replaceFile(places.installed, `${JSON.stringify(change === undefined ? others : { ...others, [path]: change })}\n`);
}

function readAll({ installed }: Places): Record<string, Change> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(installed, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError || codeOf(error) === 'ENOENT') return {};
    throw refusal(error, installed, 'read');
  }
  const changes: Record<string, Change> = {};
  for (const [path, value] of Object.entries(object(content) ?? {})) {
    const change = changeOf(value);
    if (change !== undefined) changes[path] = change;
  }
  return changes;
}

function changeOf(value: unknown): Change | undefined {
  const change = object(value);
  const patch = object(change?.['patch']);
  const before = text(patch?.['before']);
  const after = text(patch?.['after']);
  const start = count(patch?.['start']);
  const inserted = count(patch?.['inserted']);
  const removed = patch?.['removed'];
  if (before === undefined || after === undefined || start === undefined || inserted === undefined) return undefined;
  if (typeof removed !== 'string') return undefined;
  return { existed: change?.['existed'] === true, patch: { before, after, start, removed, inserted } };
}
