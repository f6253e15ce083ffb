/** Runs of LangChain between their start and their end, by id. Each ends once, however often the library says so. */

import { startTiming, type Times, type Timing } from '../../timing.ts';
import { attempt } from '../../trouble.ts';

export type Runs<T> = {
  begin(id: unknown, what: () => T): void;
  timing(id: unknown): Timing | undefined;
  end(id: unknown, tell: (what: T, times: Times) => void): void;
};

/** A stream that its reader leaves early never ends; the oldest of more than these are forgotten. */
const MOST = 10_000;

export function makeRuns<T>(): Runs<T> {
  const runs = new Map<unknown, { readonly what: T; readonly timing: Timing }>();
  return {
    begin: (id, what) =>
      attempt(() => {
        if (runs.has(id)) return;
        runs.set(id, { what: what(), timing: startTiming() });
        const oldest = runs.keys().next();
        if (runs.size > MOST && oldest.done !== true) runs.delete(oldest.value);
      }),
    timing: (id) => runs.get(id)?.timing,
    end(id, tell) {
      const run = runs.get(id);
      runs.delete(id);
      run?.timing.end((times) => tell(run.what, times));
    },
  };
}
