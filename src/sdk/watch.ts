/** Runs a function of the program and learns how it ended, without changing what the caller gets: the same value, the same error, sync or async. */

import { isPromise } from 'node:util/types';

export type Ending = {
  returned(value: unknown): void;
  threw(error: unknown): void;
};

/** Neither of the two may throw. */
export function watch(fn: () => unknown, { returned, threw }: Ending): unknown {
  let result: unknown;
  try {
    result = fn();
  } catch (error) {
    threw(error);
    throw error;
  }
  if (!isPromise(result)) {
    // Other objects with a `then` may begin their work only when it is called, which is up to the caller.
    returned(result);
    return result;
  }
  // The promise that is handed on, not the first one: an error that nobody handles must stay unhandled.
  return result.then(
    (value) => {
      returned(value);
      return value;
    },
    (error: unknown) => {
      threw(error);
      throw error;
    },
  );
}
