/** What is handed to a reader of files and what comes back: plain values, because they also travel between threads. */

import type { SkipCounts } from '../event/skip.ts';
import type { Line } from '../store/append.ts';
import type { ManifestEntry } from '../store/manifest.ts';
import type { FoundFile } from './find.ts';

export type Job = { readonly source: string; readonly file: FoundFile; readonly entry: ManifestEntry | undefined };

/** How the reading of one file ended. Without `entry` the file is left for the next time. */
export type Outcome = {
  readonly source: string;
  readonly path: string;
  readonly entry?: ManifestEntry;
  readonly readBytes: number;
  readonly events: number;
  readonly skips: SkipCounts;
  readonly warning?: string;
};

/** Lines by UTC day, and the files that are complete with them: the lines are appended first, the files remembered after. */
export type Batch = { readonly lines: ReadonlyMap<string, readonly Line[]>; readonly outcomes: readonly Outcome[] };

/** What makes a reader of files; known once per import. */
export type ReaderOptions = {
  readonly machine: string;
  readonly homeDir: string;
  /** Events before this instant were pruned and are not brought back. */
  readonly prunedBefore: string | undefined;
};

/** Text collected before a batch is delivered. */
const BATCH_CHARS = 1_000_000;

export type Collector = {
  add(day: string, line: Line): void;
  finish(outcome: Outcome): void;
  /** Delivers what is left. */
  flush(): void;
};

export function collectBatches(deliver: (batch: Batch) => void): Collector {
  let lines = new Map<string, Line[]>();
  let outcomes: Outcome[] = [];
  let chars = 0;

  function flush(): void {
    if (lines.size === 0 && outcomes.length === 0) return;
    const batch = { lines, outcomes };
    lines = new Map();
    outcomes = [];
    chars = 0;
    deliver(batch);
  }

  return {
    add(day, line) {
      const sameDay = lines.get(day);
      if (sameDay === undefined) lines.set(day, [line]);
      else sameDay.push(line);
      chars += line.length;
      if (chars >= BATCH_CHARS) flush();
    },
    finish(outcome) {
      outcomes.push(outcome);
    },
    flush,
  };
}
