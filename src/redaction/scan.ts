/**
 * One pass over a text that finds every keyword of every rule (Aho-Corasick over a dense table). Time is linear in the text; the table
 * is built once.
 */

import type { Rule } from './define.ts';

/** A word that wakes the rule of this index; a case-sensitive literal is compared with the text once more. */
export type Word = { readonly text: string; readonly rule: number; readonly exact?: true };

export type Wake = (rule: number, start: number, end: number, keyword: string) => void;

export type Scanner = (text: string, wake: Wake) => void;

/** Runs of at least so many token characters are reported. */
const RUN = 26;
/** Characters of a word that the table holds; the rest is compared when they are found. That keeps the table small. */
const DEPTH = 5;
const COLON = 58;
const CLASS = 63;
const TOKEN = 64;
const ACCEPTS = 0x80000000 | 0;
const STATE = 0x7fffffff;

/** `rules` decides who hears of long runs and of colons; `words` may hold more than their keywords. */
export function compileScanner(rules: readonly Rule[], words: readonly Word[]): Scanner {
  const { classes, width } = classify(words);
  const { delta, heard } = automaton(words, classes, width);
  const runRules = rules.flatMap((rule, index) => (rule.runs ? [index] : []));
  const colonRules = rules.flatMap((rule, index) => (rule.colons ? [index] : []));

  const report = (text: string, state: number, last: number, wake: Wake): void => {
    for (const word of heard[state / width] ?? []) {
      const start = last + 1 - Math.min(word.text.length, DEPTH);
      const end = start + word.text.length;
      if (word.exact === undefined ? continues(text, start, word.text) : text.startsWith(word.text, start)) wake(word.rule, start, end, word.text);
    }
  };

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
      if (state < 0) report(text, state & STATE, index, wake);
      if (kind >= TOKEN) continue;
      if (index - begun >= RUN) for (const rule of runRules) wake(rule, begun, index, '');
      begun = index + 1;
      if (code !== COLON) continue;
      const gap = index - colon;
      colons = gap <= 5 ? colons + 1 : 0;
      colon = index;
      if (gap === 1 || colons === 6) for (const rule of colonRules) wake(rule, index, index + 1, '');
    }
    if (length - begun >= RUN) for (const rule of runRules) wake(rule, begun, length, '');
  };
}

/** Whether the rest of a word follows, in any case; a digit stands for any digit. */
function continues(text: string, start: number, word: string): boolean {
  for (let index = DEPTH; index < word.length; index++) {
    if (fold(text.charCodeAt(start + index)) !== fold(word.charCodeAt(index))) return false;
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
    const token = (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95 || code === 45;
    classes[code] = ((classes[fold(code)] ?? 0) & CLASS) | (token ? TOKEN : 0);
  }
  return { classes, width: count + 1 };
}

function fold(code: number): number {
  if (code >= 65 && code <= 90) return code + 32;
  return code >= 48 && code <= 57 ? 48 : code;
}

type Automaton = { readonly delta: Int32Array; readonly heard: readonly (readonly Word[])[] };

/** States in breadth-first order of the trie; a state is the offset of its row, with the sign bit when words end there. */
function automaton(words: readonly Word[], classes: Uint8Array, width: number): Automaton {
  const most = 1 + words.reduce((sum, { text }) => sum + Math.min(text.length, DEPTH), 0);
  const children = new Int32Array(most * width);
  const heard: (Word[] | undefined)[] = [];
  const states = trie(words, { children, classes, width, heard });
  const delta = children.slice(0, states * width);
  const fail = new Int32Array(states);
  const order = new Int32Array(states);
  let tail = 1;
  for (let head = 0; head < tail; head++) {
    const row = (order[head] ?? 0) * width;
    const back = (fail[order[head] ?? 0] ?? 0) * width;
    for (let symbol = 0; symbol < width; symbol++) {
      const child = delta[row + symbol] ?? 0;
      const other = row === 0 ? 0 : (delta[back + symbol] ?? 0) & STATE;
      if (child === 0) {
        delta[row + symbol] = row === 0 ? 0 : (delta[back + symbol] ?? 0);
        continue;
      }
      const next = other / width;
      fail[child] = next;
      const inherited = heard[next];
      if (inherited !== undefined) heard[child] = [...(heard[child] ?? []), ...inherited];
      delta[row + symbol] = child * width | (heard[child] === undefined ? 0 : ACCEPTS);
      order[tail++] = child;
    }
  }
  return { delta, heard: Array.from(heard, (list) => list ?? []) };
}

type Building = { readonly children: Int32Array; readonly classes: Uint8Array; readonly width: number; readonly heard: (Word[] | undefined)[] };

/** Writes the children of every state and the words that end there; answers with the number of states. */
function trie(words: readonly Word[], { children, classes, width, heard }: Building): number {
  let states = 1;
  for (const word of words) {
    let state = 0;
    for (let index = 0; index < word.text.length && index < DEPTH; index++) {
      const code = word.text.charCodeAt(index);
      const slot = state * width + (code < 128 ? (classes[code] ?? 0) & CLASS : 0);
      let child = children[slot] ?? 0;
      if (child === 0) {
        child = states++;
        children[slot] = child;
      }
      state = child;
    }
    const list = heard[state];
    if (list === undefined) heard[state] = [word];
    else list.push(word);
  }
  return states;
}
