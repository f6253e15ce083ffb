/**
 * Keeps the memory of a long import within bounds. V8 lets a heap grow for as long as the machine has memory to spare, although what an
 * import holds on to is small; so garbage is collected on purpose when the process has become large.
 */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Resident bytes from which collecting pays, and bytes of heap that must have been added since the last time. */
const LARGE = 190 * 1024 * 1024;
const GROWN = 32 * 1024 * 1024;

/** To be called now and then; costs a few microseconds as long as the process is small. */
export function makeThrift(): () => void {
  let collect: (() => void) | undefined;
  let heapAfter = 0;
  return () => {
    if (process.memoryUsage.rss() < LARGE || process.memoryUsage().heapUsed < heapAfter + GROWN) return;
    collect ??= collector();
    collect();
    heapAfter = process.memoryUsage().heapUsed;
  };
}

function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const gc: unknown = runInNewContext('gc');
  return typeof gc === 'function' ? () => void gc() : () => undefined;
}
