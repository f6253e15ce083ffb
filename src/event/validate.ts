/** Checks an event against the contract. What breaks it is not stored: the caller counts `invalid-event`. */

import { FIELDS, KINDS, OBSERVERS, OUTCOMES, fieldsOf, type Event, type FieldName, type Kind } from './schema.ts';

const ALLOWED: ReadonlyMap<Kind, ReadonlySet<string>> = new Map(
  Object.keys(KINDS)
    .filter(isKind)
    .map((kind) => [kind, new Set(fieldsOf(kind))]),
);
/** Exact for the calendar, leap years included: `Date.parse` accepts 30 February, which no SQL engine reads. */
export const INSTANT = new RegExp(
  '^(\\d{4}-((0[13578]|1[02])-(0[1-9]|[12]\\d|3[01])|(0[469]|11)-(0[1-9]|[12]\\d|30)|02-(0[1-9]|1\\d|2[0-8]))' +
    '|(\\d\\d(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29)' +
    'T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d\\.\\d{3}Z$',
);
/** What no event may lack. */
export const REQUIRED = ['kind', 'id', 'at', 'observers', 'agent'] as const;

/** The first thing that is wrong with `value` as an event, in words, or nothing. */
export function flaw(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'not an object';
  const record: Record<string, unknown> = { ...value };
  const kind = record['kind'];
  if (!isKind(kind)) return `kind: ${String(kind)} is no kind of event`;
  for (const name of REQUIRED) if (record[name] === undefined) return `${name}: missing`;
  const allowed = ALLOWED.get(kind);
  for (const name of Object.keys(record)) {
    if (allowed === undefined || !allowed.has(name)) return `${name}: a ${kind} has no such field`;
    const problem = isField(name) ? valueFlaw(name, record[name]) : 'unknown field';
    if (problem !== undefined) return `${name}: ${problem}`;
  }
  return undefined;
}

export function isEvent(value: unknown): value is Event {
  return flaw(value) === undefined;
}

export function isKind(value: unknown): value is Kind {
  return typeof value === 'string' && Object.hasOwn(KINDS, value);
}

function isField(name: string): name is FieldName {
  return Object.hasOwn(FIELDS, name);
}

function valueFlaw(name: FieldName, value: unknown): string | undefined {
  if (name === 'outcome') return isOneOf(OUTCOMES, value) ? undefined : 'not an outcome';
  if (name === 'observers') return isObserverList(value) ? undefined : 'not a sorted list of observers';
  switch (FIELDS[name].type) {
    case 'integer':
      return Number.isSafeInteger(value) ? undefined : 'not a safe integer';
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'not a boolean';
    case 'instant':
      return typeof value === 'string' && INSTANT.test(value)
        ? undefined
        : 'not an instant like 2026-01-31T12:00:00.000Z';
    case 'json':
      return typeof value === 'object' && value !== null && !Array.isArray(value) ? undefined : 'not an object';
    case 'text':
      return typeof value === 'string' && value !== '' ? undefined : 'not a text, or empty';
  }
}

function isOneOf(list: readonly string[], value: unknown): boolean {
  return typeof value === 'string' && list.includes(value);
}

function isObserverList(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const names = value.split(',');
  return names.every((name, index) => isOneOf(OBSERVERS, name) && (index === 0 || name > (names[index - 1] ?? '')));
}
