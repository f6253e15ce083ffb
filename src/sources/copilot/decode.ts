/** Turns the kept state of an earlier import back into a `State`. */

import { object } from '../read.ts';
import { freshState, isKept, type State } from './state.ts';

/** A deep copy, so that two parsers never share one. */
export function openState(path: string, kept: unknown): State {
  const fresh = freshState(path);
  return isKept(kept) ? { ...fresh, ...(structuredClone(object(kept)) as Partial<State>) } : fresh;
}
