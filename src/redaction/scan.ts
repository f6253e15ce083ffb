/**
 * One pass over a text that finds every keyword of every rule (Aho-Corasick over a dense table). Time is linear in the text; the table
 * is built once.
 */

import type { Rule } from './define.ts';

/** A word that wakes the rule of this index; a case-sensitive literal is compared with the text once more. */
export type Word = { readonly text: string; readonly rule: number; readonly exact?: true };

/** Called with the word (an empty one for a run or a colon) and where it stands. */
export type Wake = (word: Word, start: number, end: number) => void;

export type Scanner = (text: string, wake: Wake) => void;

/** Runs of at least so many token characters are reported. */
export const RUN = 26;
/** Characters of a word that the table holds; the rest is compared when they are found. That keeps the table small. */
export const DEPTH = 5;
const COLON = 58;
const CLASS = 63;
const TOKEN = 64;
const ACCEPTS = 0x80000000 | 0;
const STATE = 0x7fffffff;

/** `rules` decides who hears of long runs and of colons; `words` may hold more than their keywords. */
export function compileScanner(rules: readonly Rule[], words: readonly Word[]): Scanner {
  const { classes, width } = classify(words);
  const { delta, heard } = automaton(words, classes, width);
  const onRun = rules.flatMap((rule, index) => (rule.runs ? [{ text: '', rule: index }] : []));
  const onColon = rules.flatMap((rule, index) => (rule.colons ? [{ text: '', rule: index }] : []));

  return (text, wake) => {
    const length = text.length;
    let state = 0;
    let begun = 0;
    let colon = -9;
    let colons = 0;
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index);
      const kind = code < 128 ? (classes[code] ?? 0) : 0;
      state = delta[(state & STATE) + (kind & CLASS)] ?? 0;
      if (state < 0) {
        for (const word of heard[(state & STATE) / width] ?? []) {
          const start = index + 1 - Math.min(word.text.length, DEPTH);
          if (stands(word, text, start)) wake(word, start, start + word.text.length);
        }
      }
      if (kind >= TOKEN) continue;
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

/** Whether the whole word stands there: exactly, or in any case and with any digit for a digit. */
export function stands(word: Word, text: string, start: number): boolean {
  if (word.exact === true) return text.startsWith(word.text, start);
  for (let index = DEPTH; index < word.text.length; index++) {
    if (fold(text.charCodeAt(start + index)) !== fold(word.text.charCodeAt(index))) return false;
  }
  return true;
}

/** Character classes: 0 for what no word contains, one for all digits, one per letter whatever its case; bit 64 marks token characters. */
function classify(words: readonly Word[]): { classes: Uint8Array; width: number } {
  const classes = new Uint8Array(128);
  let count = 0;
  for (const { text } of words) {
    for (let index = 0; index < text.length && index < DEPTH; index++) {
      const code = fold(text.charCodeAt(index));
      if (code < 128 && classes[code] === 0) classes[code] = count < CLASS ? ++count : 0;
    }
  }
  for (let code = 0; code < 128; code++) {
    const token =
      (code >= 48 && code <= 57) ||
      (code >= 65 && code <= 90) ||
      (code >= 97 && code <= 122) ||
      code === 95 ||
      code === 45;
    classes[code] = ((classes[fold(code)] ?? 0) & CLASS) | (token ? TOKEN : 0);
  }
  return { classes, width: count + 1 };
}

export function fold(code: number): number {
  if (code >= 65 && code <= 90) return code + 32;
  return code >= 48 && code <= 57 ? 48 : code;
}

type Automaton = { readonly delta: Int32Array; readonly heard: readonly (readonly Word[] | undefined)[] };

/** A state is the offset of its row, with the sign bit when words end there. A row begins as a copy of the row to fall back to. */
function automaton(words: readonly Word[], classes: Uint8Array, width: number): Automaton {
  const { states, symbol, firstChild, nextSibling, heard } = trie(words, classes);
  const delta = new Int32Array(states * width);
  const fail = new Int32Array(states);
  const order = new Int32Array(states);
  let tail = 1;
  for (let head = 0; head < tail; head++) {
    const state = order[head] ?? 0;
    const row = state * width;
    const back = (fail[state] ?? 0) * width;
    if (state !== 0) delta.copyWithin(row, back, back + width);
    for (let child = firstChild[state] ?? 0; child !== 0; child = nextSibling[child] ?? 0) {
      const slot = symbol[child] ?? 0;
      const next = state === 0 ? 0 : ((delta[back + slot] ?? 0) & STATE) / width;
      fail[child] = next;
      const inherited = heard[next];
      if (inherited !== undefined) heard[child] = [...(heard[child] ?? []), ...inherited];
      delta[row + slot] = (child * width) | (heard[child] === undefined ? 0 : ACCEPTS);
      order[tail++] = child;
    }
  }
  return { delta, heard };
}

type Trie = {
  readonly states: number;
  readonly symbol: Uint8Array;
  readonly firstChild: Int32Array;
  readonly nextSibling: Int32Array;
  readonly heard: (readonly Word[] | undefined)[];
};

/** The tree of the words; a state's children are a linked list, and state 0 is the root. */
function trie(words: readonly Word[], classes: Uint8Array): Trie {
  const most = 1 + words.reduce((sum, { text }) => sum + Math.min(text.length, DEPTH), 0);
  const symbol = new Uint8Array(most);
  const firstChild = new Int32Array(most);
  const nextSibling = new Int32Array(most);
  const heard: (readonly Word[] | undefined)[] = [];
  let states = 1;
  for (const word of words) {
    let state = 0;
    for (let index = 0; index < word.text.length && index < DEPTH; index++) {
      const code = fold(word.text.charCodeAt(index));
      const slot = code < 128 ? (classes[code] ?? 0) & CLASS : 0;
      let child = firstChild[state] ?? 0;
      while (child !== 0 && symbol[child] !== slot) child = nextSibling[child] ?? 0;
      if (child === 0) {
        child = states++;
        symbol[child] = slot;
        nextSibling[child] = firstChild[state] ?? 0;
        firstChild[state] = child;
      }
      state = child;
    }
    heard[state] = [...(heard[state] ?? []), word];
  }
  for (let state = heard.length; state < states; state++) heard.push(undefined);
  return { states, symbol, firstChild, nextSibling, heard };
}
