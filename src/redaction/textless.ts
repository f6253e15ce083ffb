/**
 * The strictest redaction, for processes that live too short to build the tables of the other one: an event without its texts. What stays
 * are numbers, instants, words of closed lists, and ids and names so plain that no rule could find anything in them.
 */

import { FIELDS, type Event, type FieldName } from '../event/schema.ts';
import type { RedactedEvent } from './redacted.ts';

/** Whether a policy of the user finds something in a name. */
export type Forbids = (name: string) => boolean;

/** Leaves out what cannot be shown to be harmless; undefined when that is what makes the event countable. */
export function withoutTexts(event: Event, forbids: Forbids): RedactedEvent | undefined {
  const given: Readonly<Record<string, unknown>> = event;
  const kept: Record<string, unknown> = {};
  for (const name in given) {
    const value = given[name];
    if (isField(name) && isKept(FIELDS[name].content, value, forbids)) kept[name] = value;
    else if (name === 'id' || name === 'session_id' || name === 'agent') return undefined;
  }
  return isTextless(kept) ? kept : undefined;
}

function isKept(content: (typeof FIELDS)[FieldName]['content'], value: unknown, forbids: Forbids): boolean {
  if (content === 'none') return typeof value !== 'number' || Number.isSafeInteger(value);
  if (typeof value !== 'string') return false;
  // Ids are what observations are joined by: they are kept whatever a policy says, as the full redaction does.
  if (content === 'id') return isPlainId(value);
  return content === 'word' && isPlainName(value) && !forbids(value);
}

function isField(name: string): name is FieldName {
  return Object.hasOwn(FIELDS, name);
}

/** The brand is the compiler's, not another test. */
function isTextless(kept: Readonly<Record<string, unknown>>): kept is RedactedEvent {
  return kept['id'] !== undefined;
}

/*
 * By hand, because compiling a regular expression takes longer than everything else here.
 */

const PREFIXES = ['toolu', 'msg', 'req', 'call', 'resp', 'rs', 'fc', 'chatcmpl', 'ses', 'prt', 'item', 'turn'];

/** Parts joined by `:` or `#`: hex, digits and dashes (UUIDs, hashes), a short lower-case word, or a prefix of the clients and what follows. */
function isPlainId(value: string): boolean {
  if (value.length === 0 || value.length > 200) return false;
  let from = 0;
  let parts = 0;
  for (let index = 0; index <= value.length; index++) {
    const code = index === value.length ? COLON : value.charCodeAt(index);
    if (code !== COLON && code !== HASH) continue;
    if (!isPlainPart(value.slice(from, index))) return false;
    from = index + 1;
    parts += 1;
  }
  return parts <= 4;
}

const COLON = 58;
const HASH = 35;
const DASH = 45;

function isPlainPart(part: string): boolean {
  if (part.length === 0 || part.length > 80) return false;
  const mark = part.indexOf('_');
  if (mark > 0) return PREFIXES.includes(part.slice(0, mark)) && isAll(part, mark + 1, isWordSign);
  return isAll(part, 0, isHexOrDash) || (part.length <= 16 && isAll(part, 0, isLowerOrDigit));
}

function isAll(text: string, from: number, test: (code: number) => boolean): boolean {
  for (let index = from; index < text.length; index++) if (!test(text.charCodeAt(index))) return false;
  return from < text.length;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isLower(code: number): boolean {
  return code >= 97 && code <= 122;
}

function isLetter(code: number): boolean {
  return isLower(code | 32);
}

function isHexOrDash(code: number): boolean {
  return isDigit(code) || (code >= 97 && code <= 102) || code === DASH;
}

function isLowerOrDigit(code: number): boolean {
  return isDigit(code) || isLower(code);
}

function isWordSign(code: number): boolean {
  return isDigit(code) || isLetter(code) || code === 95;
}

/** Characters of letters, or of digits, without the other between: tokens have few of either. */
const MOST_LETTERS = 24;
const MOST_DIGITS = 8;

/**
 * Words with signs between: `mcp__tracker__list_issues`, `claude-sonnet-4-5-20250929`. A word that has both letters and digits has at most
 * three digits, and they stand at one of its ends.
 */
export function isPlainName(value: string): boolean {
  if (value.length === 0 || value.length > 80 || !isLetter(value.charCodeAt(0))) return false;
  let letters = 0;
  let digits = 0;
  let changes = 0;
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index);
    if (isDigit(code)) {
      if (digits === 0 && letters > 0) changes += 1;
      digits += 1;
    } else if (isLetter(code)) {
      if (digits > 0) changes += 1;
      letters += 1;
    } else if (SIGNS.includes(value[index] ?? '')) {
      letters = 0;
      digits = 0;
      changes = 0;
    } else return false;
    if (letters > MOST_LETTERS || digits > MOST_DIGITS || changes > 1 || (letters > 0 && digits > 3)) return false;
  }
  return true;
}

const SIGNS = '_-.';
