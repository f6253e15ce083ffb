/** Notes that several analyses add below their rows. Each is empty where there is nothing to say. */

import { whole } from '../../insight/spoken.ts';
import type { Row } from '../define.ts';
import { count, total } from './cells.ts';

/** Of the column `unpriced_answers`. */
export function unpricedNote(rows: readonly Row[]): readonly string[] {
  const unpriced = total(rows, 'unpriced_answers');
  return unpriced === 0 ? [] : [`${whole(unpriced)} answers have no known price; they are not in the cost.`];
}

/** Of the column `one_in`, which is the same in every row: each n-th of the streams was looked at. */
export function sampledNote(rows: readonly Row[], made = 'Estimated from one session'): readonly string[] {
  const oneIn = count(rows[0], 'one_in');
  return oneIn <= 1 ? [] : [`${made} in ${whole(oneIn)}.`];
}
