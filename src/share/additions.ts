/**
 * The lines that are missing on the branch: pure. Facts that are not there, or that have changed; tombstones for what stood in for others; and
 * under the floor of a policy nothing but days that are over, as numbers.
 */

import type { Kind } from '../event/schema.ts';
import { aggregate, dayOf, encodeAggregate, type Aggregate } from './aggregate.ts';
import { isSecond, type Fact } from './facts.ts';
import { encodeForget } from './forget.ts';
import { COLUMNS } from './levels.ts';
import { mergeFacts } from './merge-facts.ts';
import type { Published } from './published.ts';
import { encodeFacts, monthOf } from './shard.ts';

export type Additions = {
  /** New lines of the shards, by month. */
  readonly lines: ReadonlyMap<string, readonly string[]>;
  readonly events: Readonly<Partial<Record<Kind, number>>>;
};

export type Wanted = {
  /** Everything that may leave, as it is now. */
  readonly facts: readonly Fact[];
  readonly published: Published;
  /** Set while too few developers share: single facts stay here, days leave that ended before this one. */
  readonly daysBefore: string | undefined;
};

export function additionsOf({ facts, published, daysBefore }: Wanted): Additions {
  // What a clock that was wrong by decades has dated has no place on the branch.
  const own = facts.filter((fact) => isSecond(fact.cells[0]) && !published.forgotten.has(fact));
  const known = (fact: Fact) => published.facts.get(fact.id);
  const changed = own.filter((fact) => {
    const before = known(fact);
    return before === undefined ? daysBefore === undefined : mergeFacts(before, fact) !== before;
  });
  const apart =
    daysBefore === undefined ? [] : own.filter((fact) => known(fact) === undefined && dayOf(atOf(fact)) < daysBefore);
  const days = [...aggregatesToAdd(aggregate(apart), own, published)];
  const replaced = replacedStandIns(own, published);

  const lines = new Map<string, string[]>();
  const add = (month: string, more: readonly string[]) => lines.set(month, [...(lines.get(month) ?? []), ...more]);
  for (const [month, ofMonth] of byMonth(changed)) add(month, encodeFacts(ofMonth));
  for (const [month, ofMonth] of byMonth(replaced)) add(month, [encodeForget({ ids: ofMonth.map(({ id }) => id) })]);
  for (const one of days) add(one.day.slice(0, 7), [encodeAggregate(one)]);
  const counted = days.map((one) => ({ kind: one.kind, n: countOf(one) }));
  return { lines, events: sums([...changed.map(({ kind }) => ({ kind, n: 1 })), ...counted]) };
}

function atOf(fact: Fact): number {
  return Number(fact.cells[0]);
}

function byMonth(facts: readonly Fact[]): ReadonlyMap<string, Fact[]> {
  const months = new Map<string, Fact[]>();
  for (const fact of facts) {
    const month = monthOf(atOf(fact));
    const ofMonth = months.get(month);
    if (ofMonth === undefined) months.set(month, [fact]);
    else ofMonth.push(fact);
  }
  return new Map([...months].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function countOf({ rows }: Aggregate): number {
  return rows.reduce((sum, { count }) => sum + count, 0);
}

function sums(counts: readonly { kind: Kind; n: number }[]): Partial<Record<Kind, number>> {
  const events: Partial<Record<Kind, number>> = {};
  for (const { kind, n } of counts) if (n > 0) events[kind] = (events[kind] ?? 0) + n;
  return events;
}

/**
 * Aggregates that differ from those that stand. A day whose facts have meanwhile left one by one is emptied, so that nothing counts twice; a
 * day that the log no longer holds stays as it is.
 */
function* aggregatesToAdd(
  wanted: readonly Aggregate[],
  own: readonly Fact[],
  published: Published,
): Generator<Aggregate> {
  const keys = new Set(wanted.map(keyOf));
  for (const one of wanted) {
    const before = published.aggregates.get(keyOf(one));
    const revision = (before?.revision ?? 0) + 1;
    if (published.forgotten.hasDay(one.day) || isSame(one, before)) continue;
    yield { ...one, revision };
  }
  if (published.aggregates.size === 0) return;
  const held = new Set(own.map((fact) => `${dayOf(atOf(fact))} ${fact.kind}`));
  for (const [key, before] of published.aggregates)
    if (before.rows.length > 0 && held.has(key) && !keys.has(key))
      yield { ...before, rows: [], revision: before.revision + 1 };
}

function keyOf({ day, kind }: Aggregate): string {
  return `${day} ${kind}`;
}

function isSame(one: Aggregate, other: Aggregate | undefined): boolean {
  return other !== undefined && encodeAggregate({ ...one, revision: other.revision }) === encodeAggregate(other);
}

/**
 * Stand-ins on the branch that the log has meanwhile replaced by what they stood for. The log speaks for a session only from its first event
 * on that it still holds: what was pruned has not been replaced.
 */
function replacedStandIns(own: readonly Fact[], { facts, forgotten }: Published): readonly Fact[] {
  const standIns = [...facts.values()].filter((fact) => fact.isStandIn && !forgotten.has(fact));
  if (standIns.length === 0) return [];
  const here = new Set(own.map(({ id }) => id));
  const firstOf = new Map<unknown, number>();
  for (const fact of own)
    for (const session of sessionsOf(fact))
      if (session !== null) firstOf.set(session, Math.min(firstOf.get(session) ?? Infinity, atOf(fact)));
  return standIns.filter(
    (fact) =>
      !here.has(fact.id) && sessionsOf(fact).some((session) => (firstOf.get(session) ?? Infinity) <= atOf(fact)),
  );
}

/** The session and the subagent of a fact: telemetry may tell a subagent as a session. */
function sessionsOf({ kind, cells }: Fact): readonly unknown[] {
  return (COLUMNS.get(kind) ?? []).flatMap(({ form }, place) => (form === 'thread' ? [cells[place]] : []));
}
