/** Clients from which others are made: what is done to one is done to those as well. */

import { read } from './plain.ts';
import { attempt } from './trouble.ts';

const ours = new WeakSet<object>();

/** Has `done` called for every client that `withOptions` makes of this one. */
export function watchCopies(client: object, done: (copy: object) => void): void {
  const method = read(client, 'withOptions');
  if (typeof method !== 'function' || ours.has(method)) return;
  const value = (...args: readonly unknown[]): unknown => {
    const copy: unknown = Reflect.apply(method, client, args);
    if (typeof copy === 'object' && copy !== null) attempt(() => done(copy));
    return copy;
  };
  ours.add(value);
  Object.defineProperty(client, 'withOptions', { value, writable: true, configurable: true, enumerable: false });
}
