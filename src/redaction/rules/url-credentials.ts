/** Passwords and tokens before the `@` of a URL. Scheme, user and host stay readable. */

import { defineRule, type Found, type Hit } from '../define.ts';
import { isPlaceholder, looksLikeToken } from '../shape.ts';

const LONGEST = 512;

export default defineRule('url-credentials', {
  title: 'Credentials in a URL',
  kind: 'secret',
  keywords: ['://', ':\\/\\/', '%0a%0f%0f', '3a%2f%2f', 'thin:'],
  find(text: string, hit: Readonly<Hit>, found: Found): void {
    if (hit.keyword === 'thin:') return oracle(text, hit, found);
    const encoded = hit.keyword === '3a%2f%2f';
    AUTHORITY.lastIndex = hit.end;
    const match = AUTHORITY.exec(text);
    if (match === null) return;
    const whole = match[0];
    const first = whole.search(encoded ? /%2f|%3f/i : /[/?#]/);
    let authority = first < 0 ? whole : whole.slice(0, first);
    const sign = encoded ? '%40' : '@';
    if (!authority.includes(sign)) {
      // A password may itself hold `/`, `?` or `#`; then what looks like a port is no number.
      if (!/^[^:]{0,64}:(?!\d{1,5}$)[^:]*$/.test(authority) || !whole.includes(sign)) return;
      authority = whole;
    }
    const at = authority.lastIndexOf(sign);
    const user = authority.slice(0, at);
    const colon = user.search(encoded ? /%3a/i : /:/);
    const from = colon < 0 ? 0 : colon + (encoded ? 3 : 1);
    const value = user.slice(from);
    if (value === '' || isPlaceholder(value)) return;
    if (colon >= 0 || looksLikeToken(value) || value.length >= 24) found(hit.end + from, hit.end + at);
    if (colon > 0 && looksLikeToken(user.slice(0, colon))) found(hit.end, hit.end + colon);
  },
  redacts: [
    ['postgres://app:s3cr' + 'et@db.internal:5432/shop', 'postgres://app:***@db.internal:5432/shop'],
    ['https://ab12cd34ef' + '56ab78cd90@o1.example.org/4', 'https://***@o1.example.org/4'],
    ['redis://:p4ss/wo' + 'rd#1@cache:6379', 'redis://:***@cache:6379'],
  ],
  keeps: [
    'https://github.com/acme/web',
    'ssh://git@github.com/acme/web.git',
    'http://localhost:3000/@scope/pkg',
    'postgres://app:${PASSWORD}@db',
    'postgres://app:***@db',
    'https://registry.example.org/@types/node@20',
  ],
});

const AUTHORITY = new RegExp(`[^\\s"'\`<>\\\\|\\x00]{1,${LONGEST}}`, 'y');

/** `jdbc:oracle:thin:scott/tiger@host`. */
function oracle(text: string, hit: Readonly<Hit>, found: Found): void {
  ORACLE.lastIndex = hit.end;
  const match = ORACLE.exec(text);
  if (match !== null) found(ORACLE.lastIndex - 1 - (match[1] ?? '').length, ORACLE.lastIndex - 1);
}

const ORACLE = /[\w$#]{1,64}\/([^\s@"'/]{1,128})@/y;
