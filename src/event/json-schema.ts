/** The contract as JSON Schema (draft 2020-12), derived from the table of fields; it accepts exactly what `flaw()` finds nothing wrong with. */

import {
  FIELDS,
  KINDS,
  OBSERVERS,
  OUTCOMES,
  SCHEMA_VERSION,
  fieldsOf,
  type FieldName,
  type FieldType,
  type Kind,
} from './schema.ts';
import { INSTANT, REQUIRED, isKind } from './validate.ts';

export type JsonSchema = { readonly [keyword: string]: unknown };

/** Schema of one line of the log: one branch per kind, no other properties. */
export function eventSchema(): JsonSchema {
  const kinds = Object.keys(KINDS).filter(isKind);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Hindcast event',
    description: `One observation in the log, schema version ${SCHEMA_VERSION}.`,
    type: 'object',
    required: ['kind'],
    properties: { kind: { enum: kinds } },
    oneOf: kinds.map((kind) => ({ $ref: `#/$defs/${kind}` })),
    $defs: Object.fromEntries(kinds.map((kind) => [kind, kindSchema(kind)])),
  };
}

function kindSchema(kind: Kind): JsonSchema {
  return {
    description: KINDS[kind].meaning,
    type: 'object',
    required: REQUIRED,
    properties: Object.fromEntries(fieldsOf(kind).map((name) => [name, fieldSchema(name, kind)])),
    additionalProperties: false,
  };
}

function fieldSchema(name: FieldName, kind: Kind): JsonSchema {
  const description = FIELDS[name].help;
  if (name === 'kind') return { description, const: kind };
  if (name === 'outcome') return { description, enum: OUTCOMES };
  if (name === 'observers') return { description, type: 'string', pattern: observerPattern() };
  return { description, ...SHAPES[FIELDS[name].type] };
}

const SHAPES: Readonly<Record<FieldType, JsonSchema>> = {
  text: { type: 'string', minLength: 1 },
  integer: { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
  boolean: { type: 'boolean' },
  instant: { type: 'string', pattern: INSTANT.source },
  json: { type: 'object' },
};

/** A sorted list without repeats: every observer at most once, in order, and not nothing. */
function observerPattern(): string {
  const following = (names: readonly string[]): string => names.map((name) => `(,${name})?`).join('');
  const lists = [...OBSERVERS].sort().map((name, index, sorted) => name + following(sorted.slice(index + 1)));
  return `^(${lists.join('|')})$`;
}
