/** Events that Hindcast exported as JSON lines, to go on with them in another home or on another machine. */

import { SCHEMA_VERSION } from '../event/schema.ts';
import { skip } from '../event/skip.ts';
import { upgrade } from '../event/upgrade.ts';
import { isEvent } from '../event/validate.ts';
import { defineSource, type Yielded } from './define.ts';
import { object, type Json } from './read.ts';

export default defineSource('jsonl', {
  title: 'JSON lines of Hindcast',
  summary: 'Reads what `hindcast export jsonl` wrote, of this version or an earlier one.',
  version: 1,
  // In a folder anything may end so: only what is named is read.
  files: { roots: [], match: '*.jsonl', format: 'jsonl', keep: { text: 1_048_576 } },
  parser: () => ({ read: (record) => [readEvent(object(record))], end: () => [], state: () => null }),
});

/** The installation that imports it is told as its machine, and its schema is today's. */
function readEvent(record: Json | undefined): Yielded {
  if (record === undefined) return skip('not-an-object');
  if (Number(record['v'] ?? 1) > SCHEMA_VERSION) return skip('unknown-type');
  const { v: _v, machine: _machine, ...event } = upgrade({ ...record });
  return isEvent(event) ? event : skip('unknown-type');
}
