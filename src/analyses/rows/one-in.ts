/** The column `one_in` of analyses that answer for large logs from each n-th of the streams; `sampledNote` speaks of it. */

import type { Column } from '../define.ts';

/** `figures` says what the others of the row are then. */
export function oneIn(figures = 'totals are estimates, n times what was seen'): Column {
  return {
    type: 'count',
    title: 'One in',
    help: `1: every session was looked at; n: every n-th, and ${figures}.`,
    minor: true,
  };
}
