/** E-mail addresses. Names of packages with versions, decorators, files and the `git@` of remotes are none. */

import { defineRule, type Found, type Hit } from '../define.ts';
import { isLetter, isWord } from '../text.ts';

export default defineRule('email', {
  title: 'E-mail address',
  kind: 'email',
  keywords: ['@', '%40'.replace('4', '0')],
  find(text: string, hit: Readonly<Hit>, found: Found): void {
    if (hit.keyword !== '@' && text.slice(hit.start, hit.end) !== '%40') return;
    let start = hit.start;
    const first = Math.max(0, start - 64);
    while (start > first && isLocal(text.charCodeAt(start - 1))) start -= 1;
    if (text[start - 1] === '\\' && 'nrt'.includes(text[start] ?? '') && start < hit.start) start += 1;
    if (text[start - 1] === '%' && start + 2 < hit.start) start += 2;
    while (start < hit.start && (text[start] === '.' || text[start] === '-' || text[start] === '%')) start += 1;
    if (start === hit.start) return;
    DOMAIN.lastIndex = hit.end;
    const domain = DOMAIN.exec(text)?.[0];
    if (domain === undefined) return;
    const top = domain.slice(domain.lastIndexOf('.') + 1).toLowerCase();
    const local = text.slice(start, hit.start).toLowerCase();
    if (NO_TOP.has(top) || NOBODY.test(local) || RESERVED.test(domain)) return;
    const after = text.charCodeAt(hit.end + domain.length);
    if (isWord(after) || after === 40) return;
    found(start, hit.end + domain.length);
  },
  redacts: [
    ['Author: A. Person <a.person' + '@mail.northwind.dev>', 'Author: A. Person <[redacted:email]>'],
    ['to=jo%40' + 'acme.io&x', 'to=[redacted:email]&x'],
  ],
  keeps: [
    'git@github.com:acme/web.git',
    'logo@2x.png',
    'typescript@7.0.2',
    '@app.route("/")',
    'npm i vitest@latest',
    'Co-authored-by: Bot <noreply@example.com>',
    'getty@tty1.service',
  ],
});

function isLocal(code: number): boolean {
  return isLetter(code) || isWord(code) || code === 46 || code === 43 || code === 45 || code === 37;
}

const DOMAIN = /(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,24}/y;
const NO_TOP = new Set(
  'png jpg jpeg gif svg webp ico js mjs cjs ts mts cts jsx tsx json css scss less html htm md mdx py pyi rb go rs java kt c h cc cpp hpp cs php sh yml yaml toml lock txt xml map wasm so dll exe jar zip gz tar tgz service socket timer target mount slice scope device vue svelte astro sql log local localhost internal example test invalid'.split(
    ' ',
  ),
);
const NOBODY = /^(?:git|noreply|no-reply|donotreply|do-not-reply|hg|svn)$/;
const RESERVED = /(?:^|\.)example\.(?:com|org|net)$/i;
