/** The merge of observations, held against a second, naive implementation of the rules of the contract. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FIELDS, OUTCOMES, type Event, type FieldName } from '../../src/event/schema.ts';
import { runs } from '../runs.ts';
import { keep, all, anyEvent, call, groupsOf, sorted, temporaryHome } from './events.ts';
import { compact } from '../../src/store/compact.ts';
import { FAILURES } from '../../src/sources/failure.ts';
import { readEvents } from '../../src/store/read.ts';

const BEFORE = '2027-01-01';
const NOW = { before: BEFORE, now: () => new Date(`${BEFORE}T12:00:00Z`) };

test('Observations merge into what the rules of the contract say, in whatever portions and order they arrive', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyEvent, { minLength: 1, maxLength: 10 }),
      fc.array(fc.nat(3), { minLength: 12, maxLength: 12 }),
      async (events, portions) => {
        const places = temporaryHome();
        for (const portion of [0, 1, 2, 3]) {
          keep(
            places,
            events.filter((_, index) => portions[index] === portion),
            portion % 2 === 0 ? 'aaaa0000' : 'bbbb0000',
          );
          if (portion === 1 || portion === 2) await compact(places, NOW);
        }
        const expected = sorted(model(events));
        expect(sorted(await all(readEvents(places)))).toEqual(expected);
        await compact(places, NOW);
        expect(sorted(await all(readEvents(places)))).toEqual(expected);
      },
    ),
    { numRuns: runs(8) },
  );
}, 120_000);

test('The observation of the earliest session decides about the fields that belong together', async () => {
  const places = temporaryHome();
  const original = call('c', {
    session_id: 'old',
    session_at: '2026-03-01T00:00:00.000Z',
    repo: 'github.com/a/b',
    machine: 'm1',
  });
  const copy = call('c', {
    session_id: 'fork',
    session_at: '2026-03-04T00:00:00.000Z',
    repo: 'github.com/z/z',
    machine: 'm0',
    agent_version: '2.1',
  });
  keep(places, [copy, original]);
  expect(await all(readEvents(places))).toEqual([{ ...original, agent_version: '2.1' }]);
});

/** The rules once more, as plainly as possible. */
function model(events: readonly Event[]): Event[] {
  const groups = groupsOf(events, ({ kind, id }) => JSON.stringify([kind, id]));
  return [...groups.values()].map((group) => mergeAll(group) as Event);
}

function mergeAll(group: readonly Event[]): Record<string, unknown> {
  const merged: Record<string, unknown> = {};
  const home = group.toSorted((a, b) => compareLists(homeKey(a), homeKey(b)))[0];
  for (const name of Object.keys(FIELDS) as FieldName[]) {
    const values = group.map((event) => Reflect.get(event, name)).filter((value) => value !== undefined);
    if (values.length === 0) continue;
    const value = valueOf(name, { group, values, home });
    if (value !== undefined) merged[name] = value;
  }
  return merged;
}

type Observed = {
  readonly group: readonly Event[];
  readonly values: readonly unknown[];
  readonly home: Event | undefined;
};

function valueOf(name: FieldName, { group, values, home }: Observed): unknown {
  const { merge } = FIELDS[name];
  if (merge === 'home') return home && Reflect.get(home, name);
  if (merge === 'verdict') return verdict(name, group);
  return mergeValues(name, values);
}

/** Of the observations with the most explicit outcome, the clearest value, then the greatest. */
function verdict(name: FieldName, group: readonly Event[]): unknown {
  const ranked = group.map((event) => {
    const value: unknown = Reflect.get(event, name);
    return { rank: OUTCOMES.indexOf(Reflect.get(event, 'outcome')), clarity: clarity(name, value), value };
  });
  const best = ranked.reduce((a, b) => {
    const order = a.rank - b.rank || a.clarity - b.clarity || (a.value === undefined ? 0 : compare(a.value, b.value));
    return order >= 0 ? a : b;
  });
  return best.value;
}

function clarity(name: FieldName, value: unknown): number {
  if (value === undefined) return 0;
  if (name !== 'error_class') return 1;
  return Object.hasOwn(FAILURES, String(value)) ? (value === 'other' || value === 'exit_nonzero' ? 2 : 3) : 1;
}

function mergeValues(name: FieldName, values: readonly unknown[]): unknown {
  const { merge, type } = FIELDS[name];
  if (merge === 'explicit') return OUTCOMES.findLast((outcome) => values.includes(outcome));
  if (merge === 'union') return [...new Set(values.flatMap((value) => String(value).split(',')))].toSorted().join(',');
  const texts = values.map((value) => ({ value, key: type === 'json' ? JSON.stringify(value) : value }));
  const size = ({ key }: { key: unknown }) => (merge === 'longest' ? Buffer.byteLength(String(key)) : 0);
  const ordered = texts.toSorted((a, b) => size(a) - size(b) || compare(a.key, b.key));
  return (merge === 'min' ? ordered[0] : ordered.at(-1))?.value;
}

function homeKey(event: Event): unknown[] {
  return [event.session_at, event.session_id, event.repo, event.machine, event.developer];
}

function compareLists(a: readonly unknown[], b: readonly unknown[]): number {
  for (const [index, value] of a.entries()) {
    const order = compare(value, b[index]);
    if (order !== 0) return order;
  }
  return 0;
}

/** Bytes decide about texts; what is unknown is the greatest. */
function compare(a: unknown, b: unknown): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return Number(a) - Number(b);
}
