/**
 * Redacts a JSON-like value leaf by leaf, keys included. Whatever it is given, it answers with plain data and never throws: what cannot be
 * read is dropped or cut, and counted.
 */

import { isSecretKey } from './keys.ts';

export type WalkTools = {
  redactText(text: string): string;
  count(kind: string): void;
  readonly keys?: readonly string[];
};

const DEEPEST = 64;
const LONGEST = 256 * 1024;
/** Values visited in one walk. */
const MOST = 200_000;
const DROPPED = '[dropped]';

type Walking = { readonly tools: WalkTools; visited: number; readonly above: Set<object> };

/** A function that redacts any value. */
export function makeWalk(tools: WalkTools): (value: unknown) => unknown {
  return (value) => {
    try {
      return walk(value, { tools, visited: 0, above: new Set() });
    } catch (error) {
      tools.count(`failed:${error instanceof Error ? error.name : 'unknown'}`);
      return DROPPED;
    }
  };
}

function walk(value: unknown, state: Walking): unknown {
  if (typeof value === 'string') return text(value, state);
  if (typeof value === 'number' || typeof value === 'boolean' || value === null || value === undefined) return value;
  if (typeof value === 'bigint') return text(String(value), state);
  if (typeof value !== 'object') return drop(state);
  state.visited += 1;
  if (state.visited > MOST || state.above.size >= DEEPEST || state.above.has(value)) return drop(state);
  state.above.add(value);
  const left = Array.isArray(value) ? list(value, state) : record(value, state);
  state.above.delete(value);
  return left;
}

function text(value: string, { tools }: Walking): string {
  if (value.length <= LONGEST) return tools.redactText(value);
  tools.count('cut');
  return `${tools.redactText(value.slice(0, LONGEST))}[cut:${value.length}]`;
}

function drop({ tools }: Walking): string {
  tools.count('dropped');
  return DROPPED;
}

function list(value: readonly unknown[], state: Walking): unknown {
  let changed: unknown[] | undefined = isPlainList(value) ? undefined : [];
  for (let index = 0; index < value.length && state.visited <= MOST; index++) {
    const element = value[index];
    const left = walk(element, state);
    if (left !== element && changed === undefined) changed = value.slice(0, index);
    changed?.push(left);
    if (typeof element !== 'object') state.visited += 1;
  }
  return changed ?? (value.length > MOST ? drop(state) : value);
}

function record(value: object, state: Walking): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? drop(state) : value.toISOString();
  const entries: [string, unknown][] = [];
  let same = isPlain(value);
  for (const key of Object.keys(value)) {
    state.visited += 1;
    if (state.visited > MOST || key === '__proto__') {
      drop(state);
      same = false;
      if (key === '__proto__') continue;
      break;
    }
    const held = own(value, key);
    const left = under(key, held, state);
    const name = text(key, state);
    if (left !== held || name !== key) same = false;
    entries.push([name, left]);
  }
  return same ? value : Object.fromEntries(entries);
}

/** The value of a key, which may say that it is a secret whatever it looks like. */
function under(key: string, held: unknown, state: Walking): unknown {
  if (held === UNREADABLE) return drop(state);
  if (!isSecretKey(key, held, state.tools.keys) || held === '***') return walk(held, state);
  state.tools.count('secret');
  return '***';
}

const UNREADABLE = Symbol('unreadable');

/** The value of a data property; an accessor is not called. */
function own(value: object, key: string): unknown {
  const property = Object.getOwnPropertyDescriptor(value, key);
  return property !== undefined && 'value' in property ? property.value : UNREADABLE;
}

function isPlainList(value: readonly unknown[]): boolean {
  return Object.getPrototypeOf(value) === Array.prototype && !Object.hasOwn(value, 'toJSON');
}

/** Plain objects may be handed back as they are; others (with a toJSON, for one) only as a plain copy. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
