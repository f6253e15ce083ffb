/**
 * The files of tests run side by side and fill the processors; an engine with several threads of its own only costs more, a quarter of the
 * time of most files. DuckDB takes as many threads as this variable tells it that there are. It is read by native code, so that it has to
 * be set in the main thread. Where all rounds are asked for, engines open as they do for everybody.
 */

import process from 'node:process';
import { IS_FULL } from './runs.ts';

/** Called once, before any thread is started. */
export function setup(): void {
  if (!IS_FULL) process.env['SLURM_CPUS_ON_NODE'] = '1';
}
