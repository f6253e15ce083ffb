/** The contract of `event/validate.ts`, asked of every event of an import: a quick check lets good events pass, the rest is judged there. */

import { FIELDS, KINDS, OBSERVERS, OUTCOMES, fieldsOf, type Event } from '../event/schema.ts';
import { flaw, isKind } from '../event/validate.ts';
import { object } from '../sources/read.ts';

export type Check = 'integer' | 'boolean' | 'instant' | 'text' | 'json' | 'outcome' | 'observers';

const CHECKS: ReadonlyMap<unknown, ReadonlyMap<string, Check>> = new Map(
  Object.keys(KINDS).map((kind) => [kind, checksOf(kind)]),
);
const OUTCOME_NAMES: ReadonlySet<unknown> = new Set(OUTCOMES);
const SINGLE_OBSERVERS: ReadonlySet<unknown> = new Set(OBSERVERS);

/** A field that is undefined counts as absent. */
export function isSound(fields: Readonly<Record<string, unknown>>): fields is Event {
  return isPlainlySound(fields) || flaw(present(fields)) === undefined;
}

function present(fields: Readonly<Record<string, unknown>>): unknown {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** What each field that an event of this kind may have is checked for. */
export function checksOf(kind: string): ReadonlyMap<string, Check> {
  const checks = new Map<string, Check>();
  if (isKind(kind))
    for (const name of fieldsOf(kind))
      checks.set(name, name === 'outcome' || name === 'observers' ? name : FIELDS[name].type);
  return checks;
}

function isPlainlySound(values: Readonly<Record<string, unknown>>): boolean {
  const { kind, id, at, agent, observers } = values;
  const checks = CHECKS.get(kind);
  if (checks === undefined || id === undefined || at === undefined || agent === undefined || observers === undefined)
    return false;
  for (const name in values) {
    const value = values[name];
    const check = checks.get(name);
    if (value !== undefined && !(check === 'json' ? object(value) !== undefined : passes(check, value))) return false;
  }
  return true;
}

/** A quick check: what passes is sound, what does not may be. */
export function passes(check: Check | undefined, value: unknown): boolean {
  switch (check) {
    case 'text':
      return typeof value === 'string' && value !== '';
    case 'integer':
      return Number.isSafeInteger(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'instant':
      return typeof value === 'string' && isUsualInstant(value);
    case 'outcome':
      return OUTCOME_NAMES.has(value);
    case 'observers':
      return SINGLE_OBSERVERS.has(value);
    default:
      return false;
  }
}

/** `2026-01-28T12:00:00.000Z`; the 29th of February is left to the slow check. */
function isUsualInstant(text: string): boolean {
  if (
    text.length !== 24 ||
    text.charCodeAt(4) !== DASH ||
    text.charCodeAt(7) !== DASH ||
    text.charCodeAt(10) !== T ||
    text.charCodeAt(13) !== COLON
  )
    return false;
  if (text.charCodeAt(16) !== COLON || text.charCodeAt(19) !== DOT || text.charCodeAt(23) !== Z) return false;
  const day = twoDigits(text, 8);
  return (
    twoDigits(text, 0) >= 0 &&
    twoDigits(text, 2) >= 0 &&
    day >= 1 &&
    day <= (DAYS[twoDigits(text, 5)] ?? 0) &&
    inRange(twoDigits(text, 11), 23) &&
    inRange(twoDigits(text, 14), 59) &&
    inRange(twoDigits(text, 17), 59) &&
    twoDigits(text, 20) >= 0 &&
    inRange(text.charCodeAt(22) - 48, 9)
  );
}

/** Days of a month, by its number. */
const DAYS = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const DASH = 45;
const T = 84;
const COLON = 58;
const DOT = 46;
const Z = 90;

/** -1 when they are no digits. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

function inRange(value: number, most: number): boolean {
  return value >= 0 && value <= most;
}
