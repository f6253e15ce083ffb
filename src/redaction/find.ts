/**
 * Finds what a text must lose: one scan wakes the rules, user patterns follow. Fillers that an earlier redaction left are no findings, so
 * redacting twice changes nothing.
 */

import type { FindingKind, Found, Hit, Rule } from './define.ts';
import { findUnderKey } from './under-key.ts';
import { openScanner } from './scan-few.ts';
import type { Scanner, Wake, Word } from './scan.ts';
import { disjoint, type Span } from './spans.ts';
import { compilePatterns } from './patterns.ts';

export type FinderOptions = {
  /** Values known on this machine; see `known-values.ts`. */
  readonly knownValues?: readonly string[];
  /** Names of the user and the machine: whole words, hidden in texts and paths, not in names of repositories and branches. */
  readonly names?: readonly string[];
  /** Texts that are always redacted, and regular expressions (JavaScript, no flags) for such. */
  readonly literals?: readonly string[];
  readonly patterns?: readonly string[];
  /** Names of keys, besides the built-in ones, whose values are secrets. */
  readonly keys?: readonly string[];
  /** Values that are never redacted. */
  readonly allow?: readonly string[];
};

export type Finder = (text: string) => readonly Span[];

const NONE: readonly Span[] = [];

/** The scanner is built on the first text, so that making a finder costs nothing. */
export function makeFinder(rules: readonly Rule[], options: FinderOptions): Finder {
  const patterns = compilePatterns(options.patterns ?? []);
  const known = uniqueOf(options.knownValues, 3);
  const literals = uniqueOf(options.literals, 1);
  const names = uniqueOf(options.names, 3);
  const keys = (options.keys ?? [])
    .map((name) => name.toLowerCase())
    .filter((name) => /^[\x21-\x7e]{2,64}$/.test(name));
  const shortest = Math.min(3, ...[...literals].map((value) => value.length));
  const collector = makeCollector(new Set(options.allow ?? []));
  const hit: Hit = { start: 0, end: 0, keyword: '', seen: new Map() };
  let scanner: Scanner | undefined;
  let text = '';

  const wake: Wake = (word, start, end) => {
    if (collector.holds(start, end)) return;
    const rule = rules[word.rule];
    if (rule === undefined) {
      const from = word.rule - rules.length;
      if (from === KEY) findUnderKey(text, { start, end }, collector.as('policy', 'keys'));
      else if (from === LITERAL || standsAlone(text, start, end))
        collector.as(OWN[from] ?? 'known', OWN_RULES[from] ?? '')(start, end);
      return;
    }
    hit.start = start;
    hit.end = end;
    hit.keyword = word.text;
    rule.find(text, hit, collector.as(rule.kind, rule.id));
  };

  return (given) => {
    if (given.length < shortest) return NONE;
    scanner ??= openScanner(rules, [
      ...words(rules),
      ...keys.map((name) => ({ text: name, rule: rules.length + KEY })),
      ...[known, literals, names].flatMap((values, index) => exact(rules.length + index, values)),
    ]);
    text = given;
    collector.begin(given);
    if (hit.seen.size > 0) hit.seen.clear();
    scanner(given, wake);
    if (patterns.length > 0) {
      const found = collector.as('policy', 'patterns');
      for (const pattern of patterns) for (const [start, end] of pattern(given)) found(start, end);
    }
    text = '';
    return collector.end();
  };
}

/** What stands for the rules of the options' own values: kind and name of each. */
const OWN = ['known', 'policy', 'name'] as const;
const OWN_RULES = ['known-values', 'literals', 'known-values'] as const;
const LITERAL = 1;
const KEY = 3;

type Collector = {
  begin(text: string): void;
  /** Whether all of it was found already. */
  holds(start: number, end: number): boolean;
  /** Where a rule reports what it found. */
  as(kind: FindingKind, rule: string): Found;
  end(): readonly Span[];
};

/** One for all texts, so that a text in which nothing is found allocates nothing. */
function makeCollector(allowed: ReadonlySet<string>): Collector {
  let text = '';
  let spans: Span[] | undefined;
  let from = 0;
  let until = 0;
  let kind: FindingKind = 'secret';
  let rule = '';
  const holds = (start: number, end: number): boolean => start >= from && end <= until;
  const found: Found = (start, end) => {
    if (end <= start || holds(start, end)) return;
    // An address that begins inside a password is the rest of a URL.
    if (kind === 'email' && start >= from && start < until) return;
    if (allowed.size > 0 && allowed.has(text.slice(start, end))) return;
    (spans ??= []).push({ start, end, kind, rule });
    if (start < from || start > until) from = start;
    until = Math.max(until, end);
  };
  return {
    begin(given) {
      text = given;
      spans = undefined;
      from = 0;
      until = 0;
    },
    holds,
    as(nextKind, nextRule) {
      kind = nextKind;
      rule = nextRule;
      return found;
    },
    end() {
      text = '';
      return spans === undefined ? NONE : disjoint(spans);
    },
  };
}

function uniqueOf(values: readonly string[] | undefined, shortest: number): ReadonlySet<string> {
  return new Set((values ?? []).filter((value) => value.length >= shortest));
}

function words(rules: readonly Rule[]): Word[] {
  return rules.flatMap((rule, index) => rule.keywords.map((text) => ({ text, rule: index })));
}

function exact(rule: number, values: ReadonlySet<string>): Word[] {
  return [...values].map((text) => ({ text, rule, exact: true }));
}

/** A short known value or a name counts only as a whole word. */
function standsAlone(text: string, start: number, end: number): boolean {
  if (end - start >= 20) return true;
  return !WORD.test(text[start - 1] ?? '') && !WORD.test(text[end] ?? '');
}

const WORD = /[A-Za-z0-9]/;
