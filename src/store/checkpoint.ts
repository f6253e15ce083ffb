/**
 * Saves of the manifest while an import goes on, so that one that is stopped has not worked for nothing. Invariant: a manifest that says
 * of a file that it was read is written after the file's events are on the disk for good; otherwise a power cut would lose them.
 */

import type { Log } from './append.ts';
import type { Manifest } from './manifest.ts';

export type Checkpoints = {
  /** Saves what is known by now, when the last time is long ago or much waits; does not wait for it. */
  consider(): void;
  /** Forces all to the disk, then saves the manifest. Throws what a save before threw. */
  settle(): Promise<void>;
  /** Waits for a save that is under way, whatever becomes of it: nothing is written behind the back of who holds the lock next. */
  stop(): Promise<void>;
};

export type CheckpointOptions = {
  readonly log: Pick<Log, 'flush'>;
  readonly manifest: Pick<Manifest, 'seal' | 'waiting'>;
  readonly everyMs?: number;
};

/** Milliseconds. Node has to load the clock `performance` first, and most imports are over before anything is due. */
const sinceStart = (): number => process.uptime() * 1_000;

/** A hundred thousand small files are read in a few seconds; what is remembered of them must not gather in memory. */
const MOST_WAITING = 8 * 1024 * 1024;

export function makeCheckpoints({ log, manifest, everyMs = 4_000 }: CheckpointOptions): Checkpoints {
  let startedAt = sinceStart();
  let under: Promise<void> | undefined;
  let failure: { readonly error: unknown } | undefined;

  async function save(): Promise<void> {
    const write = manifest.seal();
    await log.flush();
    write();
  }

  async function saveAside(): Promise<void> {
    try {
      await save();
    } catch (error) {
      failure ??= { error };
    }
    under = undefined;
    startedAt = sinceStart();
  }

  const isDue = (): boolean => sinceStart() - startedAt >= everyMs || manifest.waiting() >= MOST_WAITING;

  return {
    consider() {
      if (under === undefined && failure === undefined && isDue()) under = saveAside();
    },
    async settle() {
      await under;
      if (failure !== undefined) throw failure.error;
      await save();
    },
    async stop() {
      await under;
    },
  };
}
