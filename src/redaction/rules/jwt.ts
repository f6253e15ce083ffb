/** JSON Web Tokens, signed or encrypted, whole or cut: `eyJ` begins the base64 of `{"`. */

import { defineRule, type Found, type Hit } from '../define.ts';
import { startsWord } from '../text.ts';

export default defineRule('jwt', {
  title: 'JSON Web Token',
  kind: 'secret',
  keywords: ['eyj'],
  find(text: string, hit: Readonly<Hit>, found: Found): void {
    if (!text.startsWith('eyJ', hit.start) || !startsWord(text, hit.start)) return;
    PARTS.lastIndex = hit.start;
    const match = PARTS.exec(text);
    if (match === null) return;
    const whole = match[0].replace(/\.+$/, '');
    const isToken = whole.indexOf('.') >= 12 && whole.length >= 24;
    if (isToken || (HEADER.test(whole) && whole.length >= 17)) found(hit.start, hit.start + whole.length);
  },
  redacts: [
    ['got eyJ' + 'hbGciOiJIUzI1NiJ9.eyJ' + 'zdWIiOiIyMzgxMTM4In0.BYb9tcej_IrXtBd', 'got ***'],
    ['cut: eyJ' + 'hbGciOiJIUzI1NiIsInR5', 'cut: ***'],
  ],
  keeps: ['eyJ', 'eyJuYW1lIjoiYSJ9', 'the eyJ prefix'],
});

const PARTS = /eyJ[A-Za-z0-9_-]{5,16384}(?:\.[A-Za-z0-9_/+=-]{0,16384}){0,4}/y;
/** Base64 of `{"alg":`, `{"typ":`, `{"kid":`, `{"enc":`, `{"cty":`, `{"x5t`. */
const HEADER = /^eyJ(?:hbGciOi|0eXAiOi|raWQiOi|lbmMiOi|jdHkiOi|4NXQi)/;
