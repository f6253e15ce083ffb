/** The quick check and the contract agree. */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { isSound } from '../../src/doors/sound.ts';
import { FIELDS, KINDS, fieldsOf } from '../../src/event/schema.ts';
import { flaw, isKind } from '../../src/event/validate.ts';
import { runs } from '../runs.ts';

const instant = fc.oneof(
  fc
    .date({ min: new Date('1999-01-01'), max: new Date('2201-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  fc
    .tuple(fc.integer({ min: 0, max: 13 }), fc.integer({ min: 0, max: 32 }), fc.integer({ min: 0, max: 25 }))
    .map(([month, day, hour]) =>
      `2026-${two(month)}-${two(day)}T${two(hour)}:59:60.000Z`.replace(':60.', hour % 2 === 0 ? ':59.' : ':60.'),
    ),
  fc.constantFrom(
    '2026-01-31',
    '2026-01-31T12:00:00Z',
    '2026-02-29T12:00:00.000Z',
    '2026-01-31T12:00:00.000+',
    '',
    'x'.repeat(24),
  ),
);
const values = {
  text: fc.oneof(fc.string(), fc.constant('')),
  integer: fc.oneof(fc.integer(), fc.double(), fc.constant(2 ** 53)),
  boolean: fc.oneof(fc.boolean(), fc.constant(1)),
  instant,
  json: fc.oneof(fc.dictionary(fc.string(), fc.anything()), fc.constant([])),
};
const event = fc.constantFrom(...Object.keys(KINDS), 'nothing').chain((kind) => {
  const names = isKind(kind) ? fieldsOf(kind) : fieldsOf('call');
  const shape: Record<string, fc.Arbitrary<unknown>> = { extra: fc.constant(1) };
  for (const name of names) if (name !== 'kind') shape[name] = values[FIELDS[name].type];
  shape['observers'] = fc.constantFrom('hook', 'hook,transcript', 'transcript,hook', '', 'me');
  if (names.includes('outcome')) shape['outcome'] = fc.constantFrom('ok', 'denied', 'fine');
  return fc
    .record(shape, { requiredKeys: ['at', 'id', 'agent', 'observers'] })
    .map((fields): Record<string, unknown> => ({ kind, ...fields }));
});

function two(value: number): string {
  return String(value).padStart(2, '0');
}

test('What passes the quick check keeps the contract, and nothing that keeps it is refused.', () => {
  fc.assert(
    fc.property(event, fc.boolean(), (fields, isWhole) => {
      const { extra: _, ...known } = fields;
      const made = isWhole ? known : fields;
      expect(isSound(made)).toBe(flaw(made) === undefined);
    }),
    { numRuns: runs(3000) },
  );
});

test.each([
  '2026-02-30T00:00:00.000Z',
  '2025-02-29T00:00:00.000Z',
  '2026-13-01T00:00:00.000Z',
  '2026-01-01T24:00:00.000Z',
])('%s is no instant.', (at) => {
  expect(isSound({ kind: 'prompt', id: 'x', at, observers: 'transcript', agent: 'a' })).toBe(false);
});
