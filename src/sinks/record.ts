/**
 * Records as other systems write them. A source keeps what it has no field for in `attributes`, under the names it came with; here it
 * goes back to its place. Reading what is written gives the same event.
 */

import { known, type Json } from '../sources/read.ts';
import { jsonOf } from '../store/json.ts';

/** The fields of the format, and after them what was kept aside; a field of the format is never overwritten. */
export function withLeft(own: Json, left: Json | undefined, not: ReadonlySet<string> = NONE): Json {
  const fields: Json = known(own);
  const kept = Object.entries(left ?? {}).filter(([name]) => !Object.hasOwn(fields, name) && !not.has(name));
  return { ...fields, ...Object.fromEntries(kept) };
}

const NONE: ReadonlySet<string> = new Set();

/** One object a line. */
export async function* jsonLines<T>(
  batches: AsyncIterable<readonly T[]>,
  recordOf: (event: T) => Json | undefined,
): AsyncGenerator<string> {
  for await (const batch of batches) {
    const lines = batch.flatMap((event) => {
      const record = recordOf(event);
      return record === undefined ? [] : [`${jsonOf(record)}\n`];
    });
    yield lines.join('');
  }
}
