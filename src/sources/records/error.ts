/** One line of an error log (`repo_name`, `agent_name`, `error_type`, `error_message`, `context`) → an error. */

import { createHash } from 'node:crypto';
import type { EventOf } from '../../event/schema.ts';
import { skip, type Skip } from '../../event/skip.ts';
import { instant, known, object, text, type Json } from '../read.ts';
import { leftOf } from './left.ts';

/** `ordinalOf` tells equal errors apart. */
export function readError(record: Json, agent: string, ordinalOf: (digest: string) => number): EventOf<'error'> | Skip {
  const at = instant(record['timestamp']);
  if (at === undefined) return skip('no-timestamp');
  const kind = text(record['error_type']);
  const message = text(record['error_message']);
  if (kind === undefined && message === undefined) return skip('bad-value');
  const context = object(record['context']);
  // A program that gives ids records many errors, and a digest takes as long as all the rest of this.
  const id =
    text(record['error_id']) ??
    numbered(digestOf([at, record['repo_name'], record['agent_name'], kind, message]), ordinalOf);
  return known({
    kind: 'error',
    id,
    at,
    observers: 'log',
    agent,
    repo: text(record['repo_name']),
    session_id: text(record['session_id']),
    name: text(record['agent_name']),
    error_class: kind,
    error_text: message,
    target: text(context?.['file']) ?? text(context?.['file_path']) ?? text(context?.['path']),
    attributes: leftOf(record, FIELDS),
  } as const);
}

function numbered(digest: string, ordinalOf: (digest: string) => number): string {
  return `${digest}-${ordinalOf(digest)}`;
}

function digestOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24);
}

const FIELDS = new Set([
  'timestamp',
  'error_id',
  'session_id',
  'repo_name',
  'agent_name',
  'error_type',
  'error_message',
]);
