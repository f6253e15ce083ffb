/** What became of texts that come again, because scanning them anew would give the same. No text that held a secret is kept. */

import type { Span } from './spans.ts';

/** Texts remembered at a time. */
const MOST = 512;

/** Remembers the last few hundred texts up to a length in which nothing was found. */
export function remember(redactText: (text: string) => string, longest: number): (text: string) => string {
  let recent = new Set<string>();
  let older = new Set<string>();
  return (text) => {
    if (text.length > longest) return redactText(text);
    if (recent.has(text)) return text;
    const left = older.has(text) ? text : redactText(text);
    if (left !== text) return left;
    if (recent.size >= MOST) {
      older = recent;
      recent = new Set();
    }
    recent.add(text);
    return text;
  };
}

export type Redacting = {
  find(text: string): readonly Span[];
  /** The text without what was found, which is counted. */
  write(text: string, spans: readonly Span[]): string;
  count(kind: string): void;
};

const LONGEST_ERROR = 2048;
/** Kinds of what is found that are no secrets. */
const PERSONAL: ReadonlySet<string> = new Set(['home', 'email', 'name']);

/** Errors come again in the same words, and those mostly name the folder of somebody: these are remembered with their redacted form. */
export function rememberErrors({ find, write, count }: Redacting): (text: string) => string {
  const remembered = new Map<string, { readonly left: string; readonly spans: readonly Span[] }>();
  return (text) => {
    const before = remembered.get(text);
    if (before !== undefined) {
      for (const { kind } of before.spans) count(kind);
      return before.left;
    }
    const spans = find(text);
    const left = write(text, spans);
    if (text.length > LONGEST_ERROR || !spans.every(({ kind }) => PERSONAL.has(kind))) return left;
    if (remembered.size >= MOST) remembered.clear();
    remembered.set(text, { left, spans });
    return left;
  };
}
