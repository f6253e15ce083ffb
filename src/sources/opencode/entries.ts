/**
 * Rows of the database in one shape: sessions are columns, of messages and parts most is a JSON text in one of them. Older versions kept
 * each as a file, whose JSON then stands in place of that text.
 */

import { instant, known, object, parsed, text, type Json } from '../read.ts';

export type Entry = {
  readonly kind: 'session' | 'message' | 'part';
  readonly id: string;
  /** Session of a message or part; message of a part. */
  readonly session?: string;
  readonly message?: string;
  readonly createdAt?: string;
  readonly updatedAt?: string;
  readonly data: Json;
};

/** Undefined for what is none of the three, or has no id. */
export function entryOf(record: Json): Entry | undefined {
  const kind = record['table'];
  const row = object(record['row']);
  const id = text(row?.['id']);
  if (row === undefined || id === undefined || (kind !== 'session' && kind !== 'message' && kind !== 'part'))
    return undefined;
  const data = kind === 'session' ? row : (object(row['data']) ?? recordIn(row['data']) ?? {});
  const owners = known({ session: text(row['session_id']), message: text(row['message_id']) });
  const times = known({ createdAt: instant(row['time_created']), updatedAt: instant(row['time_updated']) });
  return { kind, id, data, ...owners, ...times };
}

function recordIn(value: unknown): Json | undefined {
  return typeof value === 'string' ? object(parsed(value)) : undefined;
}
