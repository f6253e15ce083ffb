/** Counts in the rows of an analysis. What is not known counts as nothing, so ask first where the two must be told apart. */

import type { Row } from '../define.ts';

export function count(row: Row | undefined, column: string): number {
  return Number(row?.[column] ?? 0);
}

/** Of all rows. */
export function total(rows: readonly Row[], column: string): number {
  return rows.reduce((sum, row) => sum + count(row, column), 0);
}
