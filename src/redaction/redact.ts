/**
 * The door to redaction: makes a redactor that takes secrets and personal data out of texts, JSON values and events. What it cannot
 * redact it does not let through.
 */

import { FIELDS, type Event, type FieldName } from '../event/schema.ts';
import { skip, type Skip } from '../event/skip.ts';
import { makeFinder, type FinderOptions } from './find.ts';
import { rules } from './index.ts';
import { makePseudonyms, type Pseudonyms } from './pseudonyms.ts';
import type { RedactedEvent } from './redacted.ts';
import { written, type Span } from './spans.ts';
import { cut } from './cut.ts';
import { remember, rememberErrors } from './remember.ts';
import { makeWalk } from './walk.ts';

export type RedactorOptions = FinderOptions & {
  /** Stable pseudonyms (HMAC-SHA256 with this key) instead of `***` for user names, and for repository names and paths of events. */
  readonly pseudonyms?: { readonly key: string };
};

export type Redactor = {
  /** The same event, redacted; `redaction-failed` when that was not possible. The same reference when nothing was found. */
  redactEvent(event: Event): RedactedEvent | Skip;
  /** How each field of an event is redacted, for whoever goes through events field by field. They may throw. */
  readonly fieldRedactors: ReadonlyMap<string, FieldRedactor>;
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
/** Longest texts that are remembered: repository, branch, model and tool repeat on every event, all words of a context on every error. */
const SHORT = 256;
const CONTEXT = 2048;

export function makeRedactor(options: RedactorOptions = {}): Redactor {
  const counts: Record<string, number> = {};
  const find = makeFinder(rules, options);
  const pseudonyms = options.pseudonyms === undefined ? undefined : makePseudonyms(options.pseudonyms.key);
  const count = (kind: string, times = 1): void => {
    counts[kind] = (counts[kind] ?? 0) + times;
  };

  const write = (text: string, spans: readonly Span[]): string => {
    if (spans.length === 0) return text;
    for (const span of spans) count(span.kind);
    return written(
      text,
      spans,
      pseudonyms === undefined ? undefined : (span) => pseudonyms.placeholder(span, text.slice(span.start, span.end)),
    );
  };
  const redactText = (text: string): string => write(text, find(text));
  /** In the name of a repository or a branch, the name of its owner is not hidden: it says which one it is. */
  const redactName = (text: string): string =>
    write(
      text,
      find(text).filter(({ kind }) => kind !== 'name'),
    );
  const redactError = rememberErrors({ find, write, count });
  const walk = makeWalk({
    redactText: remember(redactText, CONTEXT),
    count,
    ...(options.keys === undefined ? {} : { keys: options.keys }),
  });
  const fields = makeFields({ redactText, redactError, redactName, walk, pseudonyms });

  return {
    redactText,
    fieldRedactors: fields,
    find,
    redact: walk,
    counts: () => ({ ...counts }),
    redactEvent(event) {
      try {
        let copy: Record<string, unknown> | undefined;
        const given: Readonly<Record<string, unknown>> = event;
        for (const name in given) {
          const redactField = fields.get(name);
          if (redactField === undefined) return skip('redaction-failed');
          const value = given[name];
          const left = redactField(value);
          if (left === value) continue;
          copy ??= { ...given };
          copy[name] = left;
        }
        return (copy ?? event) as RedactedEvent;
      } catch (error) {
        count(`failed:${error instanceof Error ? error.name : 'unknown'}`);
        return skip('redaction-failed');
      }
    },
  };
}

type FieldTools = {
  redactText(text: string): string;
  redactError(text: string): string;
  redactName(text: string): string;
  walk(value: unknown): unknown;
  readonly pseudonyms: Pseudonyms | undefined;
};

export type FieldRedactor = (value: unknown) => unknown;

/** How each field of an event is redacted, as the contract says. A name that is not here is no field. */
function makeFields({
  redactText,
  redactError,
  redactName,
  walk,
  pseudonyms,
}: FieldTools): ReadonlyMap<string, FieldRedactor> {
  const short = remember(redactText, SHORT);
  const shortName = remember(redactName, SHORT);
  const scannedOf = (value: string): string => (value.length > KEPT + MARGIN ? value.slice(0, KEPT + MARGIN) : value);
  const redactLong = (value: string): string => {
    const scanned = scannedOf(value);
    return cut(scanned.length <= 64 ? short(scanned) : redactText(scanned), KEPT);
  };
  const redactorOf = (name: FieldName): FieldRedactor => {
    const { content, type } = FIELDS[name];
    if (content === 'none') return (value) => value;
    if (type === 'json') return (value) => (value === undefined ? undefined : walk(value));
    if (content === 'id') return repeating((value) => (isIdentifier(value) ? value : cut(short(value), NAME)));
    if (content === 'word' && pseudonyms === undefined) return repeating((value) => cut(shortName(value), NAME));
    if (content === 'word') return repeating((value) => pseudonyms?.word(name, cut(shortName(value), NAME)) ?? '');
    if (content === 'path' && pseudonyms !== undefined) return repeating((value) => pseudonyms.path(redactLong(value)));
    return repeating(name === 'error_text' ? (value) => cut(redactError(scannedOf(value)), KEPT) : redactLong);
  };
  return new Map((Object.keys(FIELDS) as FieldName[]).map((name) => [name, redactorOf(name)]));
}

/** Most fields say what they said on the event before: a text that passed unchanged passes again. */
function repeating(redactText: (text: string) => string): FieldRedactor {
  let passed: string | undefined;
  return (value) => {
    if (value === passed || typeof value !== 'string') return value;
    const left = redactText(value);
    if (left === value) passed = value;
    return left;
  };
}

let plain: Redactor | undefined;

/** Redacts any value with the built-in rules: strings, and the strings, keys included, of arrays and objects. */
export function redact(value: unknown): unknown {
  plain ??= makeRedactor();
  return plain.redact(value);
}

/** Hex, digits and dashes alone (UUIDs, hashes), one of the id prefixes of the clients, or short words joined by `:` and `#`. */
function isIdentifier(value: string): boolean {
  return value.length <= 120 && IDENTIFIER.test(value);
}

const IDENTIFIER =
  /^(?:[0-9a-f-]{1,80}|(?:toolu|msg|req|call|resp|rs|fc|chatcmpl|ses|prt|item|turn)_[0-9A-Za-z_]{1,64}|[0-9a-z]{1,16}(?:[:#][0-9a-f-]{1,64}){1,3})$/;
