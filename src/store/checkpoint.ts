/**
 * Saves of the manifest while an import goes on, so that one that is stopped has not worked for nothing. Invariant: a manifest that says
 * of a file that it was read is written after the file's events are on the disk for good; otherwise a power cut would lose them.
 */

import type { Places } from '../config/home.ts';
import type { Log } from './append.ts';
import { saveManifest, type Manifest } from './manifest.ts';

export type Checkpoints = {
  /** Saves what is known by now, when the last time is long ago; does not wait for it. */
  consider(): void;
  /** Forces all to the disk. Throws what a save before threw. Afterwards the manifest may be saved. */
  settle(): Promise<void>;
  /** Waits for a save that is under way, whatever becomes of it: nothing is written behind the back of who holds the lock next. */
  stop(): Promise<void>;
};

export type CheckpointOptions = {
  readonly places: Places;
  readonly log: Pick<Log, 'flush'>;
  readonly manifest: Manifest;
  readonly everyMs?: number;
};

export function makeCheckpoints({ places, log, manifest, everyMs = 4_000 }: CheckpointOptions): Checkpoints {
  let startedAt = performance.now();
  let under: Promise<void> | undefined;
  let failure: { readonly error: unknown } | undefined;

  async function save(): Promise<void> {
    const known = { entries: { ...manifest.entries } };
    try {
      await log.flush();
      saveManifest(places, known);
    } catch (error) {
      failure ??= { error };
    }
    under = undefined;
    startedAt = performance.now();
  }

  return {
    consider() {
      if (under === undefined && failure === undefined && performance.now() - startedAt >= everyMs) under = save();
    },
    async settle() {
      await under;
      if (failure !== undefined) throw failure.error;
      await log.flush();
    },
    async stop() {
      await under;
    },
  };
}
