/** What follows the name of an HTTP authentication scheme: `Bearer …`, `Basic …`, `Token …`. The name of the scheme stays. */

import { defineRule, type Found, type Hit } from '../define.ts';
import { startsWord } from '../text.ts';
import { isFiller, looksLikeToken } from '../shape.ts';

export default defineRule('auth-scheme', {
  title: 'Credentials of an HTTP authentication scheme',
  kind: 'secret',
  keywords: ['bearer', 'basic', 'token', 'negotiate', 'ssws', 'geniekey', 'digest', 'bot', 'apikey', 'api-key', 'ntlm'],
  find(text: string, hit: Readonly<Hit>, found: Found): void {
    if (!SPACES.includes(text[hit.end] ?? '.') || !startsWord(text, hit.start)) return;
    CREDENTIALS.lastIndex = hit.end;
    const match = CREDENTIALS.exec(text);
    if (match === null) return;
    const value = match[2] ?? '';
    const start = hit.end + (match[1] ?? '').length;
    if (isFiller(value) || /^[a-z]+:\/\//.test(value)) return;
    const named = afterHeader(text, hit.start);
    const enough = named
      ? value.length >= 6 && !PLAIN.test(value)
      : looksLikeToken(value) && value.length >= (hit.keyword === 'bearer' ? 12 : 16);
    if (enough || (hit.keyword === 'basic' && isPair(value))) found(start, start + value.length);
  },
  redacts: [
    ['Authorization: Bearer v12cZ' + 'Qsw27mONoXrHTW3', 'Authorization: Bearer ***'],
    ["-H 'Authorization: Basic dXNlcjpw" + "YXNzd29yZA=='", "-H 'Authorization: Basic ***'"],
    ['"authorization":"token 0a1b2c' + '3d4e5f6a7b8c9d"', '"authorization":"token ***"'],
  ],
  keeps: [
    'Bearer token authentication',
    'Authorization: Bearer $TOKEN',
    'Authorization: Bearer <token>',
    'basic usage',
    'Authorization: Bearer ***',
    'the token bucket rate-limiter',
  ],
});

/** What space before credentials may begin with. */
const SPACES = ' \t\\%+';
const CREDENTIALS = /((?:[ \t]|\\t|%20|\+){1,8}(?:\\{0,7}["'])?)([A-Za-z0-9._~+/=:%$<>{*-]{5,4096})/y;
/** Whether the name of an authorization header and a separator stand before. */
function afterHeader(text: string, start: number): boolean {
  let at = start - 1;
  while (at > start - 10 && ' \t"\'\\bru'.includes(text[at] ?? '.')) at -= 1;
  return ':=,'.includes(text[at] ?? '.') && AFTER_HEADER.test(text.slice(Math.max(0, start - 40), start));
}

const AFTER_HEADER = /authori[sz]ation\\{0,7}["'`]?\]?[ \t]{0,4}[,:=][ \t]{0,4}(?:[bru]?\\{0,7}["'`])?$/i;
const PLAIN = /^[A-Za-z]{1,12}$|^[$<{*%]/;

/** Whether a Basic value is the base64 of `user:password`. */
function isPair(value: string): boolean {
  if (!/^[A-Za-z0-9+/]{6,}={0,2}$/.test(value)) return false;
  const plain = Buffer.from(value.slice(0, 400), 'base64').toString('latin1');
  return /^[\x20-\x7e]*:[\x20-\x7e]*$/.test(plain);
}
