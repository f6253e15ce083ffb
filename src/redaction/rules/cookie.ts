/** Values in `Cookie:` and `Set-Cookie:` headers and in cookie flags. Names of cookies and their attributes stay. */

import { defineRule, type Found, type Hit } from '../define.ts';
import { isFiller } from '../shape.ts';

const LONGEST = 4096;

export default defineRule('cookie', {
  title: 'Cookie',
  kind: 'secret',
  keywords: ['cookie'],
  find(text: string, hit: Readonly<Hit>, found: Found): void {
    HEADER.lastIndex = hit.end;
    if (!HEADER.test(text)) return;
    const limit = Math.min(text.length, hit.end + LONGEST);
    for (let at = HEADER.lastIndex; at < limit; at = PAIR.lastIndex) {
      PAIR.lastIndex = at;
      const match = PAIR.exec(text);
      if (match === null) return;
      const value = match[2] ?? '';
      const end = PAIR.lastIndex - (match[3] ?? '').length;
      if (value.length >= 6 && !ATTRIBUTE.test(match[1] ?? '') && !isFiller(value) && !/^[A-Za-z_-]{1,14}$/.test(value))
        found(end - value.length, end);
      if (match[3] === '') return;
    }
  },
  redacts: [
    ['Set-Cookie: sid=s%3Aabc' + '123def456; Path=/; HttpOnly', 'Set-Cookie: sid=***; Path=/; HttpOnly'],
    ["-H 'Cookie: theme=dark; s=0123abcd" + "4567efgh'", "-H 'Cookie: theme=dark; s=***'"],
  ],
  keeps: ['Cookie: theme=dark', 'set the cookie: it lasts a day', 'Cookie: name=<value>'],
});

const HEADER = /s?\\{0,7}["'`]?\]?[ \t]{0,4}[:=,][ \t]{0,4}(?:[bru]?\\{0,7}["'`])?(?=[A-Za-z0-9_.-]{1,64}=)/y;
const PAIR = /([A-Za-z0-9_.-]{1,64})=([^\s;"'`,\\]{0,3000})(;[ \t]{0,4}|)/y;
const ATTRIBUTE = /^(?:path|domain|expires|max-age|samesite|secure|httponly|version)$/i;
