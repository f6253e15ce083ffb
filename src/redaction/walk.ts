/**
 * Redacts a JSON-like value leaf by leaf, keys included. Whatever it is given, it answers with plain data and never throws: what cannot be
 * read is dropped or cut, and counted.
 */

import { isSecretKey } from './keys.ts';

export type WalkTools = { redactText(text: string): string; count(kind: string): void; readonly keys?: readonly string[] };

const DEEPEST = 64;
const LONGEST = 256 * 1024;
/** Values visited in one walk. */
const MOST = 200_000;
const DROPPED = '[dropped]';

type Walking = { visited: number; readonly above: Set<object> };

export function makeWalk(tools: WalkTools): (value: unknown) => unknown {
  const text = (value: string): string => {
    if (value.length <= LONGEST) return tools.redactText(value);
    tools.count('cut');
    return `${tools.redactText(value.slice(0, LONGEST))}[cut:${value.length}]`;
  };

  const drop = (): string => {
    tools.count('dropped');
    return DROPPED;
  };

  const walk = (value: unknown, state: Walking): unknown => {
    if (typeof value === 'string') return text(value);
    if (typeof value === 'number' || typeof value === 'boolean' || value === null || value === undefined) return value;
    if (typeof value === 'bigint') return text(String(value));
    if (typeof value !== 'object') return drop();
    state.visited += 1;
    if (state.visited > MOST || state.above.size >= DEEPEST || state.above.has(value)) return drop();
    state.above.add(value);
    const left = Array.isArray(value) ? list(value, state) : record(value, state);
    state.above.delete(value);
    return left;
  };

  const list = (value: readonly unknown[], state: Walking): unknown => {
    let changed: unknown[] | undefined;
    for (let index = 0; index < value.length && state.visited <= MOST; index++) {
      const element = value[index];
      const left = walk(element, state);
      if (left !== element && changed === undefined) changed = value.slice(0, index);
      changed?.push(left);
      if (typeof element !== 'object') state.visited += 1;
    }
    return changed ?? (value.length > MOST ? drop() : value);
  };

  const record = (value: object, state: Walking): unknown => {
    const entries: [string, unknown][] = [];
    let same = isPlain(value);
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? drop() : value.toISOString();
    for (const key of Object.keys(value)) {
      state.visited += 1;
      if (state.visited > MOST) {
        drop();
        same = false;
        break;
      }
      const held = own(value, key);
      const left = held === UNREADABLE ? drop() : isSecretKey(key, held, tools.keys) ? secret(held) : walk(held, state);
      const name = text(key);
      if (left !== held || name !== key) same = false;
      if (name === '__proto__') drop();
      else entries.push([name, left]);
      if (name === '__proto__') same = false;
    }
    return same ? value : Object.fromEntries(entries);
  };

  const secret = (held: unknown): unknown => {
    if (typeof held !== 'string' || held === '' || held === '***') return held;
    tools.count('secret');
    return '***';
  };

  return (value) => {
    try {
      return walk(value, { visited: 0, above: new Set() });
    } catch (error) {
      tools.count(`failed:${error instanceof Error ? error.name : 'unknown'}`);
      return DROPPED;
    }
  };
}

const UNREADABLE = Symbol('unreadable');

/** The value of a data property; an accessor is not called. */
function own(value: object, key: string): unknown {
  const property = Object.getOwnPropertyDescriptor(value, key);
  return property !== undefined && 'value' in property ? property.value : UNREADABLE;
}

/** Plain objects may be handed back as they are; others (with a toJSON, for one) only as a plain copy. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
