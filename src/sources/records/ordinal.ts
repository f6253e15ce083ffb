/** Counts how often something equal came before, over the last different things: what has no id is told apart by it. */

import { count, object } from '../read.ts';

/** Farther away, something equal is taken for the same thing again. */
const REMEMBERED = 1000;

export type Ordinals = { of(digest: string): number; state(): Readonly<Record<string, number>> };

export function makeOrdinals(state: unknown): Ordinals {
  const seen = new Map(Object.entries(object(state) ?? {}).map(([digest, times]) => [digest, count(times) ?? 0]));
  return {
    of(digest) {
      const times = seen.get(digest) ?? 0;
      seen.delete(digest);
      seen.set(digest, times + 1);
      const oldest = seen.keys().next();
      if (seen.size > REMEMBERED && oldest.done !== true) seen.delete(oldest.value);
      return times;
    },
    state: () => Object.fromEntries(seen),
  };
}
