/** What is around the caller: session and invocation, carried through everything asynchronous, so that nobody has to hand them on. */

import { AsyncLocalStorage } from 'node:async_hooks';
import type { Run } from './define.ts';

export type Scope = {
  readonly sessionId: string;
  readonly invocationId?: string;
  /** Name of the agent of that invocation. */
  readonly agent?: string;
  /** The invocation around it: what happens inside of one that has one is an order of its own. */
  readonly parentId?: string;
};

/** Filled in when the scope has been made. */
export type Place = { readonly scope: Scope; readonly run?: Run };

const storage = new AsyncLocalStorage<Place>();

export function placeHere(): Place | undefined {
  return storage.getStore();
}

export function inPlace<T>(place: Place, fn: () => T): T {
  return storage.run(place, fn);
}
