/** What is handed to a reader of files and what comes back: plain values, because they also travel between threads. */

import type { SkipCounts } from '../event/skip.ts';
import type { Line } from '../store/append.ts';
import { openPacker, type Block, type Packer } from '../store/block.ts';
import type { Forgetting } from '../store/forgotten.ts';
import type { ManifestEntry } from '../store/manifest.ts';
import type { FoundFile } from './find.ts';
import type { WrittenLine } from './line.ts';

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
export type Batch = {
  readonly blocks: readonly { readonly day: string; readonly block: Block }[];
  readonly outcomes: readonly Outcome[];
};

/** What makes a reader of files; known once per import. */
export type ReaderOptions = {
  readonly machine: string;
  readonly homeDir: string;
  /** Events before this instant were pruned and are not brought back. */
  readonly prunedBefore: string | undefined;
  /** Nor is what a person has forgotten. */
  readonly forgotten?: readonly Forgetting[];
};

/** Bytes of lines collected before a batch is delivered. */
const BATCH_BYTES = 1_000_000;

export type Collector = {
  add(day: string, line: Line | WrittenLine): void;
  finish(outcome: Outcome): void;
  /** Delivers what is left. */
  flush(): void;
};

export function collectBatches(deliver: (batch: Batch) => void): Collector {
  const packers = new Map<string, Packer>();
  let outcomes: Outcome[] = [];
  let bytes = 0;

  function flush(): void {
    const blocks = Array.from(packers, ([day, packer]) => ({ day, block: packer.take() }));
    packers.clear();
    if (blocks.length === 0 && outcomes.length === 0) return;
    const batch = { blocks, outcomes };
    outcomes = [];
    bytes = 0;
    deliver(batch);
  }

  function packerOf(day: string): Packer {
    let packer = packers.get(day);
    if (packer === undefined) packers.set(day, (packer = openPacker()));
    return packer;
  }

  return {
    add(day, line) {
      const packer = packerOf(day);
      const before = packer.size();
      if (typeof line === 'string') packer.addText(line);
      else packer.add(line);
      bytes += packer.size() - before;
      if (bytes >= BATCH_BYTES) flush();
    },
    finish(outcome) {
      outcomes.push(outcome);
    },
    flush,
  };
}
