/** What of a record found no field of its own. */

import type { Json } from '../read.ts';

/** The record without the named fields and without empty ones; undefined when nothing is left. */
export function leftOf(record: Json, taken: ReadonlySet<string>): Record<string, unknown> | undefined {
  const left = Object.entries(record).filter(
    ([name, value]) => !taken.has(name) && value !== undefined && value !== null,
  );
  return left.length === 0 ? undefined : Object.fromEntries(left);
}
