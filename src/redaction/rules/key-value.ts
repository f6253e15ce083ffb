/**
 * A value beside a key whose name says that it is a secret: in code, JSON at any depth of escaping, YAML, env files, XML, flags, tables,
 * prose. The name gives the strength, the value is judged by it.
 */

import { defineRule, type Found, type Hit } from '../define.ts';
import { KEY_WORDS, strengthOf } from '../keys.ts';
import { readLink } from '../link.ts';
import { isLetter, isWord } from '../text.ts';
import { isFiller } from '../shape.ts';
import { isSecretValue, LEAST } from '../value.ts';

/** Longest name looked at, on either side of the hit. */
const NAME = 48;

export default defineRule('key-value', {
  title: 'Value of a key whose name marks a secret',
  kind: 'secret',
  keywords: KEY_WORDS,
  find(text: string, hit: Readonly<Hit>, found: Found): void {
    let start = hit.start;
    if (!isName(text.charCodeAt(start))) start += 1;
    const first = Math.max(0, start - NAME);
    let end = start;
    while (start > first && isName(text.charCodeAt(start - 1))) start -= 1;
    const last = Math.min(text.length, hit.end + NAME);
    while (end < last && isName(text.charCodeAt(end))) end += 1;
    if (end === last && last - hit.end >= NAME) return;
    while (end > start && text.charCodeAt(end - 1) === 45) end -= 1;
    if (text[start - 1] === '\\' && isLetter(text.charCodeAt(start))) start += 1;
    const reversed = text[start - 1] === '=' || text[start - 2] === '=';
    if (!reversed && NO_LINK.includes(text[end] ?? ' ') && text[end + 1] !== '=') return;
    const name = nameOf(text, start, end);
    const strength = strengthOf(name);
    if (strength === undefined) return;
    if (reversed && strength === 'strong') compared(text, start, found);
    const link = readLink(text, { start, end, least: LEAST[strength] });
    if (link !== undefined && isSecretValue(text.slice(link.start, link.end), { ...link, strength, name }))
      found(link.start, link.end);
  },
  redacts: [
    ['export API_KEY=hunter' + '2hunter2 && run', 'export API_KEY=*** && run'],
    ['{"password": "correct' + 'horse"}', '{"password": "***"}'],
    ['{\\"client_secret\\": \\"q9w8' + 'e7r6t5\\"}', '{\\"client_secret\\": \\"***\\"}'],
    ['login --token abc' + '123def456 --yes', 'login --token *** --yes'],
    ['<password>tr0ub' + '4dor</password>', '<password>***</password>'],
  ],
  keeps: [
    'const password = readPassword();',
    'token: string;',
    '"max_tokens": 4096',
    'password: ${PASSWORD}',
    'next_page_token="abc123def456"',
    'the secret is out',
    'keyboard: qwerty123456',
  ],
});

/** After these, no value of the name can follow (unless `=` does). */
const NO_LINK = '.;{}#$~^@/';

function isName(code: number): boolean {
  return isWord(code) || code === 45;
}

/** The name itself, and for a spaced one (`secret key = …`) the word before it. */
function nameOf(text: string, start: number, end: number): string {
  if (text[start - 1] !== ' ') return text.slice(start, end);
  let before = start - 1;
  while (before > 0 && start - before < 16 && isLetter(text.charCodeAt(before - 1))) before -= 1;
  const word = text.slice(before, start - 1).toLowerCase();
  return SPACED.has(word) ? `${word}_${text.slice(start, end)}` : text.slice(start, end);
}

const SPACED = new Set([
  'api',
  'access',
  'secret',
  'private',
  'auth',
  'client',
  'query',
  'license',
  'signing',
  'encryption',
  'public',
  'bot',
  'refresh',
  'account',
  'personal',
]);

/** `"literal" == password`: the value stands before the name. */
function compared(text: string, start: number, found: Found): void {
  const match = COMPARED.exec(text.slice(Math.max(0, start - 200), start));
  const value = match?.[2] ?? '';
  const from = start - (match?.[0].length ?? 0) + 1;
  if (value.length >= 3 && !isFiller(value) && !/\s/.test(value)) found(from, from + value.length);
}

const COMPARED = /(["'])([^"'\n]{3,120})\1 ?[!=]={1,2} ?$/;
