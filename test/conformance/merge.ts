/** One row per (kind, id) of many events, by the merge rules of the contract: what the engine does, in a few lines, for tests of sources alone. */

import { FIELDS, OUTCOMES, type Event, type FieldName } from '../../src/event/schema.ts';

export type Merged = Record<string, unknown>;

export function mergeEvents(events: Iterable<Event>): ReadonlyMap<string, Merged> {
  const rows = new Map<string, Merged>();
  const homes = new Map<string, string>();
  for (const event of events) {
    const seen: Merged = { ...event };
    const key = `${event.kind} ${event.id}`;
    const row = rows.get(key) ?? {};
    const home = homes.get(key);
    const ownHome = JSON.stringify(HOME.map((name) => seen[name] ?? GREATEST));
    judge(row, seen);
    for (const [name, value] of Object.entries(seen)) {
      if (isField(name) && !['home', 'verdict'].includes(FIELDS[name].merge) && name !== 'attributes')
        row[name] = mergeValue(name, row[name], value);
    }
    if (home === undefined || ownHome < home) {
      homes.set(key, ownHome);
      for (const name of HOME) if (name !== 'session_at') row[name] = seen[name];
    }
    rows.set(key, row);
  }
  return rows;
}

/** Sorts behind every text that a field can hold; an unknown value never wins. */
const GREATEST = '\u{10ffff}';

/** One observation decides these together: the one with the least (session_at, session_id). */
const HOME: readonly string[] = [
  'session_at',
  'session_id',
  ...Object.keys(FIELDS).filter((name) => name !== 'session_id' && isField(name) && FIELDS[name].merge === 'home'),
];

function isField(name: string): name is FieldName {
  return Object.hasOwn(FIELDS, name);
}

const VERDICT = Object.keys(FIELDS).filter((name) => isField(name) && FIELDS[name].merge === 'verdict');
const VAGUE: readonly unknown[] = ['exit_nonzero', 'other'];

/** What goes with the outcome comes from the more explicit one; of two alike, the clearer value, then the greater. */
function judge(row: Merged, seen: Merged): void {
  const order = rank(seen['outcome']) - rank(row['outcome']);
  if (order < 0) return;
  for (const name of VERDICT) row[name] = order > 0 ? seen[name] : clearer(row[name], seen[name]);
}

function clearer(a: unknown, b: unknown): unknown {
  if (a === undefined || b === undefined) return a ?? b;
  if (VAGUE.includes(a) !== VAGUE.includes(b)) return VAGUE.includes(a) ? b : a;
  return order(a, b) >= 0 ? a : b;
}

function mergeValue(name: FieldName, a: unknown, b: unknown): unknown {
  if (a === undefined) return b;
  switch (FIELDS[name].merge) {
    case 'min':
      return order(a, b) <= 0 ? a : b;
    case 'explicit':
      return rank(a) >= rank(b) ? a : b;
    case 'union':
      return [...new Set(`${String(a)},${String(b)}`.split(','))].sort().join(',');
    case 'home':
    case 'verdict':
    case 'max':
      return order(a, b) >= 0 ? a : b;
  }
}

function order(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
}

function rank(outcome: unknown): number {
  return OUTCOMES.findIndex((name) => name === outcome);
}
