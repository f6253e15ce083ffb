/**
 * Tombstones: what a writer has taken back. A tombstone holds for all shards of its writer, wherever and whenever it was written, so every
 * reader comes to the same answer in whatever order lines were merged.
 */

import { object } from '../sources/read.ts';
import { splitIds } from './columns.ts';
import type { Fact } from './facts.ts';
import { COLUMNS } from './levels.ts';

/** Ids of facts, ids of sessions with all that belongs to them, or seconds since 1970 from `after` on and before `before`. */
export type Forget =
  | { readonly ids: readonly string[] }
  | { readonly sessions: readonly string[] }
  | { readonly after: number | null; readonly before: number | null };

/** The line of a tombstone. */
export function encodeForget(forget: Forget): string {
  if ('ids' in forget) return JSON.stringify({ forget: { ids: forget.ids.toSorted().join('') } });
  if ('sessions' in forget) return JSON.stringify({ forget: { sessions: forget.sessions.toSorted().join('') } });
  return JSON.stringify({ forget: { after: forget.after, before: forget.before } });
}

/** Undefined when it is none that this version knows. */
export function decodeForget(value: unknown): Forget | undefined {
  const given = object(value);
  if (given === undefined) return undefined;
  const ids = splitIds(given['ids']);
  if (ids !== undefined) return { ids };
  const sessions = splitIds(given['sessions']);
  if (sessions !== undefined) return { sessions };
  const { after, before } = given;
  if (!isSecond(after) || !isSecond(before) || (after === null && before === null)) return undefined;
  return { after, before };
}

function isSecond(value: unknown): value is number | null {
  return value === null || Number.isSafeInteger(value);
}

export type Forgotten = {
  /** Whether the tombstones take the fact back. */
  has(fact: Fact): boolean;
  hasDay(day: string): boolean;
};

/** What the tombstones of one writer take back together. */
export function forgottenBy(forgets: readonly Forget[]): Forgotten {
  const ids = new Set(forgets.flatMap((forget) => ('ids' in forget ? forget.ids : [])));
  const sessions = new Set<unknown>(forgets.flatMap((forget) => ('sessions' in forget ? forget.sessions : [])));
  const spans = forgets.flatMap((forget) => ('after' in forget ? [forget] : []));
  const within = (from: number, to: number) =>
    spans.some(({ after, before }) => to >= (after ?? -Infinity) && from < (before ?? Infinity));
  return {
    has({ kind, id, cells }) {
      if (ids.has(id)) return true;
      if (sessions.size > 0 && (sessions.has(id) || threadsOf(kind).some((place) => sessions.has(cells[place]))))
        return true;
      const at = Number(cells[0]);
      return within(at, at);
    },
    hasDay(day) {
      const from = Date.parse(`${day}T00:00:00Z`) / 1000;
      return within(from, from + 86_399);
    },
  };
}

/** Places of the columns that name a session: its own, and that of which a judgement speaks. */
function threadsOf(kind: Fact['kind']): readonly number[] {
  return (COLUMNS.get(kind) ?? []).flatMap(({ form }, place) =>
    form === 'thread' || form === 'subject' ? [place] : [],
  );
}
