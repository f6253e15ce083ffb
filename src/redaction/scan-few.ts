/**
 * A scanner for short-lived processes: answers as the table of `scan.ts` does, in the same order, without building the table, which takes
 * longer than scanning the few texts that such a process has. After enough text the table is built and takes over.
 */

import type { Rule } from './define.ts';
import { compileScanner, DEPTH, fold, RUN, stands, type Scanner, type Wake, type Word } from './scan.ts';

/** Characters from which on the table pays: few enough that V8 does not yet take this for hot and compile what is about to be left. */
const ENOUGH = 1024;

export function openScanner(rules: readonly Rule[], words: readonly Word[]): Scanner {
  let few: Scanner | undefined;
  let compiled: Scanner | undefined;
  let scanned = 0;
  return (text, wake) => {
    scanned += text.length;
    if (compiled === undefined && scanned < ENOUGH) return (few ??= scanFew(rules, words))(text, wake);
    compiled ??= compileScanner(rules, words);
    few = undefined;
    return compiled(text, wake);
  };
}

/** Looks words up by their first two characters. */
export function scanFew(rules: readonly Rule[], words: readonly Word[]): Scanner {
  const { heads, singles, starts } = byHead(words);
  const onRun = rules.flatMap((rule, index) => (rule.runs ? [{ text: '', rule: index }] : []));
  const onColon = rules.flatMap((rule, index) => (rule.colons ? [{ text: '', rule: index }] : []));

  return (text, wake) => {
    const length = text.length;
    const waiting: Waiting = { text, wake, ends: [[], [], [], [], []] };
    let begun = 0;
    let colon = -9;
    let colons = 0;
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index);
      const head = headOf(code);
      if ((starts[head] ?? 0) === 1) {
        const pair = index + 1 < length ? heads.get((head << 7) | headOf(text.charCodeAt(index + 1))) : undefined;
        if (pair !== undefined) expectAt(waiting, pair, index);
        const single = singles.get(head);
        if (single !== undefined) expectAt(waiting, single, index);
      }
      tell(waiting, index);
      if (isToken(code)) continue;
      if (index - begun >= RUN) for (const word of onRun) wake(word, begun, index);
      begun = index + 1;
      if (code !== COLON) continue;
      const gap = index - colon;
      colons = gap <= 5 ? colons + 1 : 0;
      colon = index;
      if (gap === 1 || colons === 6) for (const word of onColon) wake(word, index, index + 1);
    }
    if (length - begun >= RUN) for (const word of onRun) wake(word, begun, length);
  };
}

const COLON = 58;
/** Stands for every character that is not ASCII: only literals hold such, and they are compared with the text. */
const OTHER = 127;

type Heads = {
  readonly heads: ReadonlyMap<number, readonly Word[]>;
  readonly singles: ReadonlyMap<number, readonly Word[]>;
  /** 1 for characters that a word begins with. */
  readonly starts: Uint8Array;
};

function byHead(words: readonly Word[]): Heads {
  const heads = new Map<number, Word[]>();
  const singles = new Map<number, Word[]>();
  const starts = new Uint8Array(OTHER + 1);
  for (const word of words) {
    const first = headOf(word.text.charCodeAt(0));
    starts[first] = 1;
    const isSingle = word.text.length === 1;
    const key = isSingle ? first : (first << 7) | headOf(word.text.charCodeAt(1));
    const group = isSingle ? singles : heads;
    const same = group.get(key);
    if (same === undefined) group.set(key, [word]);
    else same.push(word);
  }
  return { heads, singles, starts };
}

/** Words that stand in the text, by the index (modulo five) at which the table would tell of them. */
type Waiting = { readonly text: string; readonly wake: Wake; readonly ends: readonly [Word, number][][] };

function expectAt({ text, ends }: Waiting, words: readonly Word[], start: number): void {
  for (const word of words) {
    const reach = Math.min(word.text.length, DEPTH);
    if (start + reach > text.length || !begins(word, text, start)) continue;
    ends[(start + reach - 1) % DEPTH]?.push([word, start]);
  }
}

/** The table tells of a word once its first five characters have been read; of several, the one that began first comes first. */
function tell({ text, wake, ends }: Waiting, index: number): void {
  const ending = ends[index % DEPTH];
  if (ending === undefined || ending.length === 0) return;
  for (const [word, start] of ending) if (stands(word, text, start)) wake(word, start, start + word.text.length);
  ending.length = 0;
}

function begins({ text: word, exact }: Word, text: string, start: number): boolean {
  if (exact === true) return true;
  for (let index = 2; index < word.length && index < DEPTH; index++) {
    if (fold(text.charCodeAt(start + index)) !== fold(word.charCodeAt(index))) return false;
  }
  return true;
}

function headOf(code: number): number {
  return code < OTHER ? fold(code) : OTHER;
}

function isToken(code: number): boolean {
  if (code >= 97) return code <= 122;
  if (code >= 65) return code <= 90 || code === 95;
  return (code >= 48 && code <= 57) || code === 45;
}
