/** Turns the kept state of an earlier import back into a `State`. JSON drops what is undefined; it comes back here. */

import { object } from '../read.ts';
import { freshState, type State } from './state.ts';

/** A deep copy, so that two parsers never share one; undefined for anything but a kept state of this version of the source. */
export function decodeState(value: unknown): State | undefined {
  const kept = object(value);
  if (kept === undefined || !Array.isArray(kept['open'])) return undefined;
  return { ...freshState(), ...(structuredClone(kept) as Partial<State>) };
}
