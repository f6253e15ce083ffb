/** Random records for properties: any JSON at all, JSON in the rough shape of a transcript, and real records with something broken in them. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import fc from 'fast-check';

import { object } from '../../../src/sources/read.ts';
import claudeCode from '../../../src/sources/claude-code.ts';
import { recordsOf } from '../../conformance/read-tree.ts';

/** The records of every golden transcript, file by file. */
export const transcripts: readonly (readonly unknown[])[] = readdirSync(import.meta.dirname, {
  recursive: true,
  encoding: 'utf8',
})
  .filter((path) => path.endsWith('.jsonl'))
  .sort()
  .map((path) => recordsOf(claudeCode, join(import.meta.dirname, path)));

const odd = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(
    '',
    '\u0000',
    'cut\u0000999\u0000',
    '2026-03-02T09:00:00.000Z',
    '9999-99-99T99:99:99.999Z',
    -1,
    1e300,
    0.5,
    null,
    true,
    [],
    {},
    [[]],
    '__proto__',
  ),
);

const shaped = fc.record(
  {
    type: fc.constantFrom(
      'assistant',
      'user',
      'progress',
      'cost-state',
      'pr-link',
      'system',
      'summary',
      'constructor',
      '__proto__',
    ),
    timestamp: fc.oneof(fc.constant('2026-03-02T09:00:00.000Z'), odd),
    sessionId: odd,
    uuid: odd,
    message: odd,
    data: odd,
    toolUseResult: odd,
    isSidechain: odd,
    agentId: odd,
    totalCostUSD: odd,
  },
  { requiredKeys: ['type'] },
);

const records = transcripts.flat();

/** A real record in which one value, somewhere, was replaced or removed. */
const broken = fc
  .tuple(fc.constantFrom(...records), fc.nat(), odd, fc.boolean())
  .map(([record, at, value, isRemoved]) => {
    const copy: unknown = structuredClone(record);
    const places = placesIn(copy);
    const place = places[at % Math.max(1, places.length)];
    if (place === undefined) return copy;
    if (isRemoved) Reflect.deleteProperty(place.holder, place.key);
    else Reflect.set(place.holder, place.key, value);
    return copy;
  });

export const anyRecord: fc.Arbitrary<unknown> = fc.oneof(fc.jsonValue(), odd, shaped, { arbitrary: broken, weight: 4 });

function placesIn(value: unknown): { holder: object; key: string }[] {
  const holder = Array.isArray(value) ? value : object(value);
  if (holder === undefined) return [];
  return Object.entries(holder).flatMap(([key, inner]) => [{ holder, key }, ...placesIn(inner)]);
}
