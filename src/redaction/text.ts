/** Small questions about characters and strings that several rules ask. All are bounded by the length of what they are given. */

import { rarity } from './letters.ts';

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

export function isLetter(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

/** Letters, digits and `_`. */
export function isWord(code: number): boolean {
  return isLetter(code) || isDigit(code) || code === 95;
}

export function isHex(code: number): boolean {
  return isDigit(code) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70);
}

/** Whether a token may begin here: not in the middle of a word, but after an escape (`\n`, `%3D`, `\u0022`) it may. */
export function startsWord(text: string, start: number): boolean {
  if (start === 0) return true;
  const before = text.charCodeAt(start - 1);
  if (!isWord(before)) return true;
  if (text[start - 2] === '\\' && 'nrtbf'.includes(text[start - 1] ?? '')) return true;
  if (text[start - 3] === '%' && isHex(before)) return true;
  return text[start - 6] === '\\' && text[start - 5] === 'u';
}

/** Whether a token body is more than a name or a filler: digits, or letters that make no words, and enough different characters. */
export function looksRandom(body: string, fixedLength = false): boolean {
  if (!distinct(body, 6) || FILLER.test(body)) return false;
  if (!fixedLength && !/[0-9]/.test(body)) return isLetterSalad(body);
  return !isSnakeName(body);
}

/** `create_bigint_uint64`: words in lower case with signs between, and a number here and there. */
function isSnakeName(body: string): boolean {
  return /^[a-z0-9]*(?:[_-][a-z0-9]+)+$/.test(body) && (body.match(/[0-9]/g) ?? []).length < 5 && rarity(body).mean < 3;
}

/** Sixteen letters or more that make no words. */
function isLetterSalad(body: string): boolean {
  const { letters, mean } = rarity(body);
  return letters >= 16 && mean >= 3.3;
}

/** Whether at least `least` different characters occur in the first 64. */
export function distinct(body: string, least: number): boolean {
  const seen = new Set<string>();
  for (const char of body.slice(0, 64)) {
    seen.add(char);
    if (seen.size >= least) return true;
  }
  return false;
}

/** Shannon entropy in bits per character. */
export function entropy(body: string): number {
  const counts = new Map<string, number>();
  for (const char of body) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / body.length) * Math.log2(count / body.length);
  return bits;
}

const FILLER =
  /x{6}|X{6}|0{12}|\.\.\.|\*\*\*|1234567890{0,1}$|your|YOUR|example|EXAMPLE(?:KEY)?$|placeholder|PLACEHOLDER/;
