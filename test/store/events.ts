/** Events for the tests of the store: plain ones by hand, and any that the contract allows. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { onTestFinished } from 'vitest';
import { places, type Places } from '../../src/config/home.ts';
import {
  FIELDS,
  KINDS,
  OBSERVERS,
  OUTCOMES,
  fieldsOf,
  type Event,
  type EventOf,
  type FieldName,
  type Kind,
} from '../../src/event/schema.ts';
import { isEvent } from '../../src/event/validate.ts';
import type { RedactedEvent } from '../../src/redaction/redacted.ts';
import { openLog, toLine } from '../../src/store/append.ts';
import { dayOf } from '../../src/store/segment.ts';

/** An empty home that is removed after the test. */
export function temporaryHome(): Places {
  const home = mkdtempSync(join(tmpdir(), 'hindcast-store-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return places(home);
}

export function call(id: string, more: Partial<EventOf<'call'>> = {}): RedactedEvent {
  const event = {
    v: 2,
    kind: 'call',
    id,
    at: '2026-03-05T12:00:00.000Z',
    observers: 'transcript',
    agent: 'claude-code',
    tool: 'Bash',
    ...more,
  };
  return redacted(event);
}

/** What redaction would say of an event with nothing to hide. */
export function redacted(event: unknown): RedactedEvent {
  if (!isEvent(event)) throw new Error(`no event: ${JSON.stringify(event)}`);
  return event as RedactedEvent;
}

/** Appends every event to the lines of its day. */
export function keep(there: Places, events: readonly RedactedEvent[], machine = '0badcafe'): number {
  const log = openLog(there, machine);
  let fresh = 0;
  for (const [day, ofDay] of groupsOf(events, ({ at }) => dayOf(at))) fresh += log.append(day, ofDay.map(toLine));
  log.close();
  return fresh;
}

export function groupsOf<T>(values: readonly T[], key: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(key(value));
    if (group === undefined) groups.set(key(value), [value]);
    else group.push(value);
  }
  return groups;
}

export async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const value of values) list.push(value);
  return list;
}

/** Instants of two adjacent days: observations of one thing lie at most a day apart. */
const instant = fc
  .tuple(fc.constantFrom('2026-03-05', '2026-03-06'), fc.integer({ min: 0, max: 86_399_999 }))
  .map(([day, ms]) => new Date(Date.parse(`${day}T00:00:00Z`) + ms).toISOString());

const anyText = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 12 })
  .filter((text) => Buffer.from(text).toString() === text);

const VALUES: { [T in (typeof FIELDS)[FieldName]['type']]: fc.Arbitrary<unknown> } = {
  text: fc.oneof(fc.constantFrom('a', 'b', 'ä', 'Z', "o'clock", '"'), anyText),
  integer: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.maxSafeInteger()),
  boolean: fc.boolean(),
  instant,
  json: fc.dictionary(anyText, fc.oneof(anyText, fc.integer(), fc.boolean(), fc.constant(null))),
};

function valueOf(name: FieldName): fc.Arbitrary<unknown> {
  if (name === 'v') return fc.constant(2);
  if (name === 'outcome') return fc.constantFrom(...OUTCOMES);
  if (name === 'error_class') return fc.constantFrom('other', 'exit_nonzero', 'timeout', 'network', 'ShellError', 'zz');
  if (name === 'observers') return fc.subarray([...OBSERVERS], { minLength: 1 }).map((names) => names.join(','));
  return VALUES[FIELDS[name].type];
}

const REQUIRED: readonly string[] = ['v', 'kind', 'at', 'observers', 'agent'];

/** Any event that the contract allows, with one of few ids, so that observations of the same thing are frequent. */
export const anyEvent: fc.Arbitrary<RedactedEvent> = fc
  .constantFrom(...(Object.keys(KINDS) as Kind[]))
  .chain((kind) => {
    const values: Record<string, fc.Arbitrary<unknown>> = {};
    for (const name of fieldsOf(kind)) {
      values[name] = REQUIRED.includes(name) ? valueOf(name) : fc.option(valueOf(name), { nil: undefined });
    }
    return fc
      .record({ ...values, kind: fc.constant(kind), id: fc.oneof(fc.constantFrom('x', 'y', 'z'), anyText) })
      .map((event) => redacted(Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined))));
  });

/** Order says nothing in a set of events. */
export function sorted(events: readonly Event[]): Event[] {
  return events.toSorted((a, b) => (toText(a) < toText(b) ? -1 : 1));
}

function toText(event: Event): string {
  return JSON.stringify([event.kind, event.id, event]);
}
