/**
 * Watches an asynchronous iterator without changing it: the values, their order, errors, an early end and all its other methods are its own,
 * and run with the real object as `this`.
 */

import { read } from './plain.ts';
import { attempt } from './trouble.ts';
import { watch } from './watch.ts';

/** None of these may change what it is handed. `over` may be told more than once; the first time is the true one. */
export type Seeing = {
  item(value: unknown): void;
  /** There are no more values; or, when it was left, nobody wants them. */
  over(left: boolean): void;
  threw(error: unknown): void;
};

const ENDS: ReadonlySet<string | symbol> = new Set(['return', 'throw', 'close', Symbol.asyncDispose]);

export function observed<T extends object>(iterator: T, seeing: Seeing): T {
  const proxy: T = new Proxy(iterator, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      const run = (...args: readonly unknown[]): unknown => Reflect.apply(value, target, args);
      if (name === Symbol.asyncIterator)
        return () => {
          const made = run();
          return made === target ? proxy : isObject(made) ? observed(made, seeing) : made;
        };
      if (name !== 'next' && !ENDS.has(name)) return run;
      return (...args: readonly unknown[]) =>
        watch(() => run(...args), {
          returned: (step) =>
            attempt(() =>
              read(step, 'done') === false ? seeing.item(read(step, 'value')) : seeing.over(name !== 'next'),
            ),
          threw: (error) => attempt(() => seeing.threw(error)),
        });
    },
  });
  return proxy;
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
