/** Adds up an import. Sums only, so the order in which files are finished does not matter. */

import { countSkip, SKIPS, type SkipCounts, type SkipReason } from '../event/skip.ts';
import type { Source } from '../sources/define.ts';
import type { Found } from './find.ts';
import type { Outcome } from './job.ts';

export type SourceTally = { files: number; found: number; roots: readonly string[]; events: number; skips: SkipCounts };

export type Totals = {
  files: number;
  read_bytes: number;
  events: number;
  skips: SkipCounts;
  sources: Record<string, SourceTally>;
  warnings: string[];
};

export type Tally = { add(outcome: Outcome): void; totals(): Totals };

export function makeTally(found: ReadonlyMap<Source, Found>): Tally {
  const sources: Record<string, SourceTally> = {};
  const totals: Totals = { files: 0, read_bytes: 0, events: 0, skips: {}, sources, warnings: [] };
  for (const [{ id }, { roots, files, skips }] of found) {
    sources[id] = { files: 0, found: files.length, roots, events: 0, skips: {} };
    totals.files += files.length;
    addSkips(sources[id].skips, skips);
  }
  return {
    add({ source, readBytes, events, skips, warning }) {
      const own = sources[source];
      if (own === undefined) return;
      own.files += 1;
      own.events += events;
      addSkips(own.skips, skips);
      totals.events += events;
      totals.read_bytes += readBytes;
      if (warning !== undefined) totals.warnings.push(warning);
    },
    totals() {
      const skips: SkipCounts = {};
      for (const own of Object.values(sources)) addSkips(skips, own.skips);
      return { ...totals, skips: inOrder(skips), warnings: [...totals.warnings].sort() };
    },
  };
}

function addSkips(sum: SkipCounts, counts: SkipCounts): void {
  for (const reason of Object.keys(counts).filter(isReason)) countSkip(sum, reason, counts[reason]);
}

/** In the order of the table of reasons. */
function inOrder(counts: SkipCounts): SkipCounts {
  const sorted: SkipCounts = {};
  for (const reason of Object.keys(SKIPS).filter(isReason))
    if (counts[reason] !== undefined) countSkip(sorted, reason, counts[reason]);
  return sorted;
}

function isReason(text: string): text is SkipReason {
  return Object.hasOwn(SKIPS, text);
}
