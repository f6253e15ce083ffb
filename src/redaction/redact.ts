/**
 * The door to redaction: makes a redactor that takes secrets and personal data out of texts, JSON values and events. What it cannot
 * redact it does not let through.
 */

import { FIELDS, type Event, type FieldName } from '../event/schema.ts';
import { skip, type Skip } from '../event/skip.ts';
import { makeFinder, type FinderOptions } from './find.ts';
import { rules } from './index.ts';
import { makePseudonyms } from './pseudonyms.ts';
import type { RedactedEvent } from './redacted.ts';
import { written, type Span } from './spans.ts';
import { cut } from './cut.ts';
import { makeWalk } from './walk.ts';

export type RedactorOptions = FinderOptions & {
  /** Stable pseudonyms (HMAC-SHA256 with this key) instead of `***` for user names, and for repository names and paths of events. */
  readonly pseudonyms?: { readonly key: string };
};

export type Redactor = {
  /** The same event, redacted; `redaction-failed` when that was not possible. The same reference when nothing was found. */
  redactEvent(event: Event): RedactedEvent | Skip;
  redactText(text: string): string;
  /** Any value, as JSON would hold it, redacted; never throws. The same reference when nothing was found. */
  redact(value: unknown): unknown;
  /** What would be redacted, and where. */
  find(text: string): readonly Span[];
  /** How many values were redacted so far, by kind. */
  counts(): Record<string, number>;
};

/** Longest text kept of a field that holds text or a path. */
const KEPT = 500;
/** Characters scanned beyond those kept, so that a secret on the edge is seen whole. */
const MARGIN = 4096;
/** Longest name or id kept. */
const NAME = 200;
/** Short values are remembered: repository, branch, model and tool repeat on every event. */
const REMEMBERED = 512;

export function makeRedactor(options: RedactorOptions = {}): Redactor {
  const counts: Record<string, number> = {};
  const find = makeFinder(rules, options);
  const pseudonyms = options.pseudonyms === undefined ? undefined : makePseudonyms(options.pseudonyms.key);
  const count = (kind: string, times = 1): void => {
    counts[kind] = (counts[kind] ?? 0) + times;
  };

  const redactText = (text: string): string => {
    const spans = find(text);
    if (spans.length === 0) return text;
    for (const span of spans) count(span.kind);
    return written(text, spans, pseudonyms === undefined ? undefined : (span) => pseudonyms.placeholder(span, text.slice(span.start, span.end)));
  };
  const walk = makeWalk({ redactText, count });
  const short = remember(redactText);

  const field = (name: FieldName, value: unknown): unknown => {
    const { content, type } = FIELDS[name];
    if (content === 'none') return value;
    if (type === 'json') return walk(value);
    if (typeof value !== 'string') return value;
    if (content === 'id') return isIdentifier(value) && !hasTokenPrefix(value) ? value : cut(short(value), NAME);
    if (content === 'word') return cut(pseudonyms === undefined ? short(value) : pseudonyms.word(name, short(value)), NAME);
    const scanned = value.length > KEPT + MARGIN ? value.slice(0, KEPT + MARGIN) : value;
    const left = cut(scanned.length <= 64 ? short(scanned) : redactText(scanned), KEPT);
    return content === 'path' && pseudonyms !== undefined ? pseudonyms.path(left) : left;
  };

  return {
    redactText,
    find,
    redact: walk,
    counts: () => ({ ...counts }),
    redactEvent(event) {
      try {
        const changed: Record<string, unknown> = {};
        let same = true;
        for (const name of Object.keys(event)) {
          if (!isField(name)) return skip('redaction-failed');
          const value = event[name as keyof Event];
          const left = field(name, value);
          if (left === value) continue;
          changed[name] = left;
          same = false;
        }
        return (same ? event : { ...event, ...changed }) as RedactedEvent;
      } catch (error) {
        count(`failed:${error instanceof Error ? error.name : 'unknown'}`);
        return skip('redaction-failed');
      }
    },
  };
}

let plain: Redactor | undefined;

/** Redacts any value with the built-in rules: strings, and the strings, keys included, of arrays and objects. */
export function redact(value: unknown): unknown {
  plain ??= makeRedactor();
  return plain.redact(value);
}

function isField(name: string): name is FieldName {
  return Object.hasOwn(FIELDS, name);
}

/** What ids of clients are made of: no spaces, no `@`, `/` or `=`, of bounded length. */
function isIdentifier(value: string): boolean {
  return value.length <= 120 && IDENTIFIER.test(value);
}

function hasTokenPrefix(value: string): boolean {
  return !PLAIN_ID.test(value);
}

/** Hex, digits and dashes alone (UUIDs, hashes) or one of the id prefixes of the clients. */
const PLAIN_ID = /^(?:[0-9a-f-]{1,80}|(?:toolu|msg|req|call|resp|rs|fc|chatcmpl|ses|prt|item|turn)_[0-9A-Za-z_]{1,64}|[0-9a-z]{1,16}(?:[:#][0-9a-f-]{1,64}){1,3})$/;
const IDENTIFIER = /^[A-Za-z0-9_.:#-]+$/;

/** Answers for the last few hundred short texts from memory. */
function remember(redactText: (text: string) => string): (text: string) => string {
  let recent = new Map<string, string>();
  let older = new Map<string, string>();
  return (text) => {
    if (text.length > 256) return redactText(text);
    let left = recent.get(text);
    if (left !== undefined) return left;
    left = older.get(text) ?? redactText(text);
    if (recent.size >= REMEMBERED) {
      older = recent;
      recent = new Map();
    }
    recent.set(text, left);
    return left;
  };
}
