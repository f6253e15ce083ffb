/** Opens the engine over the log of this machine. Nothing is written to it, so any number of processes may have one open. */

import { join } from 'node:path';
import type { Places } from '../config/home.ts';
import { openDuckdb } from '../duckdb.ts';
import { openEvents } from '../store/tables.ts';
import { closeOff, engineOver, openViews, outOfMemory } from './ask.ts';
import type { Engine } from './define.ts';
import { fillPrices } from './prices/load.ts';

export type { Engine, Report, SqlResult } from './define.ts';

export type EngineOptions = {
  readonly memoryLimit?: string;
  readonly threads?: number;
  readonly tempDir?: string;
  /** Days of the log outside of this period are not opened at all (with a margin of a day). */
  readonly since?: string;
  readonly until?: string;
  /** JSON file with prices of one's own; see `prices/override.ts`. */
  readonly pricesFile?: string;
};

export async function openEngine(places: Places, options: EngineOptions = {}): Promise<Engine> {
  const { memoryLimit, threads, since, until } = options;
  const db = await openDuckdb({
    temp: options.tempDir ?? join(places.cache, 'spill'),
    ...(memoryLimit === undefined ? {} : { memoryLimit }),
    ...(threads === undefined ? {} : { threads }),
  });
  try {
    // One query opens the same files several times, once for planning alone.
    await db.run('set parquet_metadata_cache = true');
    await openViews(db);
    await openEvents(db, places, {
      ...(since === undefined ? {} : { since }),
      ...(until === undefined ? {} : { until }),
    });
  } catch (error) {
    db.close();
    throw outOfMemory(error) ?? error;
  }
  return engineOver(db, {
    fill: (target) => fillPrices(target, places, options.pricesFile),
    close: (target) => closeOff(target, places),
  });
}
