/** What of a record found no field of its own. */

import type { Json } from '../read.ts';

/** The record without the named fields and without empty ones; undefined when nothing is left. */
export function leftOf(record: Json, taken: ReadonlySet<string>): Record<string, unknown> | undefined {
  let left: Record<string, unknown> | undefined;
  for (const name of Object.keys(record)) {
    const value = record[name];
    // Set on an object, this would be no field of it; redaction drops it as well.
    if (name === '__proto__') continue;
    if (!taken.has(name) && value !== undefined && value !== null) (left ??= {})[name] = value;
  }
  return left;
}
