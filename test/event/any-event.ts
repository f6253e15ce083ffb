/** Random events that keep the contract, for properties. Every kind, any subset of its fields. */

import fc from 'fast-check';
import { FIELDS, KINDS, OBSERVERS, OUTCOMES, fieldsOf, type FieldName, type Kind } from '../../src/event/schema.ts';
import { REQUIRED, isKind } from '../../src/event/validate.ts';

export const kinds: readonly Kind[] = Object.keys(KINDS).filter(isKind);

const instants = fc
  .integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2199, 11, 31) })
  .map((milliseconds) => new Date(milliseconds).toISOString());

const observers = fc.subarray([...OBSERVERS].sort(), { minLength: 1 }).map((names) => names.join(','));

/** Values that this field may have. */
export function valuesOf(name: FieldName, kind: Kind): fc.Arbitrary<unknown> {
  if (name === 'kind') return fc.constant(kind);
  if (name === 'outcome') return fc.constantFrom(...OUTCOMES);
  if (name === 'observers') return observers;
  switch (FIELDS[name].type) {
    case 'integer':
      return fc.maxSafeInteger();
    case 'boolean':
      return fc.boolean();
    case 'instant':
      return instants;
    case 'json':
      return fc.dictionary(fc.string(), fc.jsonValue());
    case 'text':
      return fc.string({ minLength: 1 });
  }
}

export function eventsOf(kind: Kind): fc.Arbitrary<Record<string, unknown>> {
  const model = Object.fromEntries(fieldsOf(kind).map((name) => [name, valuesOf(name, kind)]));
  return fc.record(model, { requiredKeys: [...REQUIRED] });
}

export const anyEvent = fc.constantFrom(...kinds).chain(eventsOf);
