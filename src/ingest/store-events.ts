/** Puts events that were made here, not read from files, into the log: judgements, the sample. */

import type { Places } from '../config/home.ts';
import { collectBatches } from '../doors/job.ts';
import type { Event } from '../event/schema.ts';
import { countSkip, type SkipCounts } from '../event/skip.ts';
import type { RedactorOptions } from '../redaction/redact.ts';
import { openLog } from '../store/append.ts';
import { machineId } from '../store/machine.ts';
import { readForgotten } from '../store/forgotten.ts';
import { prunedBefore } from '../store/prune.ts';
import { makeKeep } from './reader.ts';

export type StoreOptions = {
  readonly places: Places;
  readonly events: readonly Event[];
  readonly redaction: RedactorOptions;
  readonly homeDir?: string;
};

/** Needs no lock: lines are only appended. */
export async function storeEvents({
  places,
  events,
  redaction,
  homeDir = '',
}: StoreOptions): Promise<{ new_events: number; skips: SkipCounts }> {
  const machine = machineId(places);
  const log = openLog(places, machine);
  const skips: SkipCounts = {};
  let fresh = 0;
  try {
    const collector = collectBatches(({ blocks }) => {
      for (const { day, block } of blocks) fresh += log.appendBlock(day, block);
    });
    const limits = { prunedBefore: prunedBefore(places), forgotten: readForgotten(places) };
    const keep = makeKeep({ machine, homeDir, ...limits, redaction }, collector);
    for (const event of events) {
      const refused = keep(event);
      if (refused !== undefined) countSkip(skips, refused);
    }
    collector.flush();
  } finally {
    log.close();
  }
  return { new_events: fresh, skips };
}
