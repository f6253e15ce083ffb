/** A length of time inside a sentence: `340 ms`, `12.4 s`, `5.3 min`, `2.1 h`. Rough on purpose: sentences are read, tables are exact. */

import { whole } from './spoken.ts';

export function timeSpan(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 120_000) return `${rough(ms / 1000)} s`;
  return ms < 7_200_000 ? `${rough(ms / 60_000)} min` : `${rough(ms / 3_600_000)} h`;
}

function rough(value: number): string {
  return value < 100 ? String(Number(value.toPrecision(3))) : whole(value);
}
