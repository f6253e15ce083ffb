/** Watches the methods of a class of agents: each error is recorded once, with the name of the class, and thrown on as it is. */

import type { TelemetryOptions } from './define.ts';
import { isFirst } from './once.ts';
import { read, textOf } from './plain.ts';
import { attempt } from './trouble.ts';
import { watch } from './watch.ts';

const CONVENTION = /^(?:execute|run|call|invoke)(?![a-z])/;

export type AgentClass = abstract new (...args: never[]) => object;

type Watching = { readonly methods: readonly string[] | undefined; readonly record: RecordError };
type RecordError = (error: unknown, context: Readonly<Record<string, unknown>>) => unknown;

/**
 * The same class, whose instances are watched, and those of classes that extend it. Methods are watched on the instance, so that those
 * which a class below overrides are as well.
 */
export function watched<C extends AgentClass>(agentClass: C, options: TelemetryOptions, record: RecordError): C {
  const watching: Watching = { methods: options.methods, record };
  return new Proxy(agentClass, {
    construct(target, args: unknown[], newTarget) {
      const instance: unknown = Reflect.construct(target, args, newTarget);
      if (typeof instance !== 'object' || instance === null) return Object(instance);
      attempt(() => watchMethods(instance, watching));
      return instance;
    },
  });
}

function watchMethods(instance: object, watching: Watching): void {
  for (const name of namesOf(instance, watching)) {
    const method = read(instance, name);
    if (typeof method !== 'function') continue;
    const value = watchedMethod(method, { name, watching });
    Object.defineProperty(instance, name, { value, writable: true, configurable: true, enumerable: false });
  }
}

function namesOf(instance: object, { methods }: Watching): ReadonlySet<string> {
  if (methods !== undefined) return new Set(methods);
  const names = new Set<string>();
  for (
    let holder: object | null = instance;
    holder !== null && holder !== Object.prototype;
    holder = Reflect.getPrototypeOf(holder)
  )
    for (const name of Object.getOwnPropertyNames(holder)) if (CONVENTION.test(name)) names.add(name);
  return names;
}

type Method = { readonly name: string; readonly watching: Watching };

function watchedMethod(method: Function, { name, watching }: Method): Function {
  const wrapped = function (this: unknown, ...args: unknown[]): unknown {
    return watch(() => Reflect.apply(method, this, args), {
      returned() {},
      threw: (error) =>
        attempt(() => {
          if (!isFirst(error)) return;
          const agent = textOf(read(read(this, 'constructor'), 'name'));
          watching.record(error, { method: name, ...(agent === undefined ? {} : { agent }) });
        }),
    });
  };
  for (const property of ['name', 'length'])
    Object.defineProperty(wrapped, property, { value: read(method, property), configurable: true });
  return wrapped;
}
