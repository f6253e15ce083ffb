/**
 * Finds what a text must lose: one scan wakes the rules, user patterns follow. Fillers that an earlier redaction left are no findings, so
 * redacting twice changes nothing.
 */

import type { FindingKind, Found, Hit, Rule } from './define.ts';
import { compileScanner, type Scanner, type Wake, type Word } from './scan.ts';
import { disjoint, type Span } from './spans.ts';
import { compilePatterns } from './patterns.ts';

export type FinderOptions = {
  /** Values known on this machine; see `known-values.ts`. */
  readonly knownValues?: readonly string[];
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

/** The scanner is built on the first text, so that making a finder costs nothing. What one text needs lives in `state`, made once. */
export function makeFinder(rules: readonly Rule[], options: FinderOptions): Finder {
  const allowed = new Set(options.allow ?? []);
  const patterns = compilePatterns(options.patterns ?? []);
  const literals = new Set((options.literals ?? []).filter((value) => value.length > 0));
  const known = new Set((options.knownValues ?? []).filter((value) => value.length >= 3));
  const shortest = Math.min(3, ...[...literals].map((value) => value.length));
  let scanner: Scanner | undefined;
  let text = '';
  let spans: Span[] | undefined;
  let from = 0;
  let until = 0;
  let kind: FindingKind = 'secret';
  let id = '';
  const hit: Hit = { start: 0, end: 0, keyword: '', seen: new Map() };

  const found: Found = (start, end) => {
    if (end <= start || (start >= from && end <= until)) return;
    // An address that begins inside a password is the rest of a URL.
    if (kind === 'email' && start >= from && start < until) return;
    if (allowed.size > 0 && allowed.has(text.slice(start, end))) return;
    (spans ??= []).push({ start, end, kind, rule: id });
    if (start >= from && start <= until) until = end;
    else if (end > until) {
      from = start;
      until = end;
    }
  };
  const name = (nextKind: FindingKind, nextId: string): void => {
    kind = nextKind;
    id = nextId;
  };
  const wake: Wake = (index, start, end, keyword) => {
    if (start >= from && end <= until) return;
    const rule = rules[index];
    hit.start = start;
    hit.end = end;
    hit.keyword = keyword;
    if (rule !== undefined) {
      name(rule.kind, rule.id);
      rule.find(text, hit, found);
    } else if (index === rules.length) {
      name('known', 'known-values');
      if (standsAlone(text, start, end)) found(start, end);
    } else {
      name('policy', 'literals');
      found(start, end);
    }
  };

  return (given) => {
    if (given.length < shortest) return NONE;
    scanner ??= compileScanner(rules, [...words(rules), ...exact(rules.length, known), ...exact(rules.length + 1, literals)]);
    text = given;
    spans = undefined;
    from = 0;
    until = 0;
    if (hit.seen.size > 0) hit.seen.clear();
    scanner(given, wake);
    name('policy', 'patterns');
    for (const pattern of patterns) for (const [start, end] of pattern(given)) found(start, end);
    text = '';
    return spans === undefined ? NONE : disjoint(spans);
  };
}

function words(rules: readonly Rule[]): Word[] {
  return rules.flatMap((rule, index) => rule.keywords.map((text) => ({ text, rule: index })));
}

function exact(rule: number, values: ReadonlySet<string>): Word[] {
  return [...values].map((text) => ({ text, rule, exact: true }));
}

/** A short known value (a user name) counts only as a whole word. */
function standsAlone(text: string, start: number, end: number): boolean {
  if (end - start >= 12) return true;
  return !WORD.test(text[start - 1] ?? '') && !WORD.test(text[end] ?? '');
}

const WORD = /[A-Za-z0-9]/;
