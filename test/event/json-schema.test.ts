/** The JSON Schema and the check in code are two views of one table: they accept and refuse the same events. */

import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventSchema } from '../../src/event/json-schema.ts';
import { FIELDS, OBSERVERS } from '../../src/event/schema.ts';
import { flaw } from '../../src/event/validate.ts';
import { anyEvent } from './any-event.ts';
import { runs } from '../runs.ts';

const accepts = new Ajv2020({ strict: true, strictTypes: false }).compile(eventSchema());

test('The schema accepts every event that the code accepts', () => {
  fc.assert(
    fc.property(anyEvent, (event) => {
      expect(flaw(event)).toBeUndefined();
      expect(accepts(JSON.parse(JSON.stringify(event))), JSON.stringify(accepts.errors)).toBe(true);
    }),
  );
});

test('The schema and the code agree on events of which one field was spoilt', () => {
  const name = fc.oneof(fc.constantFrom(...Object.keys(FIELDS)), fc.constantFrom('colour', 'toString', 'observer'));
  const value = fc.oneof(
    fc.constantFrom(
      '',
      'call',
      'answer',
      'ok',
      'hook',
      'otel,hook',
      'hook,otel',
      'hook,',
      '2026-02-30T00:00:00.000Z',
      '2024-02-29T00:00:00.000Z',
    ),
    fc.constantFrom(0, -1, 1.5, 2 ** 53, -(2 ** 53), true, null),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(anyEvent, name, value, (event, field, spoilt) => {
      const changed = JSON.parse(JSON.stringify({ ...event, [field]: spoilt }));
      expect(accepts(changed), JSON.stringify({ changed, flaw: flaw(changed) })).toBe(flaw(changed) === undefined);
    }),
    { numRuns: runs(2000) },
  );
});

test('The schema and the code agree on events that lack a field', () => {
  fc.assert(
    fc.property(anyEvent, fc.nat(), (event, at) => {
      const names = Object.keys(event);
      const { [names[at % names.length] ?? '']: _gone, ...rest } = event;
      expect(accepts(JSON.parse(JSON.stringify(rest)))).toBe(flaw(rest) === undefined);
    }),
  );
});

test('The schema and the code agree on every list of up to three observers', () => {
  const names = ['', 'nobody', ...OBSERVERS];
  const base = { kind: 'prompt', id: 'p1', at: '2026-01-31T12:00:00.000Z', agent: 'codex' };
  for (const a of names)
    for (const b of names)
      for (const c of names) {
        for (const observers of [a, `${a},${b}`, `${a},${b},${c}`]) {
          const event = { ...base, observers };
          expect([observers, accepts(event)]).toEqual([observers, flaw(event) === undefined]);
        }
      }
});
