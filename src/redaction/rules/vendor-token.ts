/** Tokens that a vendor marks with a prefix. Formats are data (`../vendors.ts`); here is only how a match is checked. */

import { defineRule, type Found, type Hit } from '../define.ts';
import { ALPHABETS, FORMATS, RUN_FORMATS } from '../vendors.ts';
import { looksRandom, startsWord } from '../text.ts';

type Check = { readonly prefix: string; readonly body: RegExp; readonly rest: RegExp; readonly fixed: boolean };

/** Characters of a body that are judged; what follows in the same alphabet belongs to it. */
const JUDGED = 160;

const byKeyword = new Map<string, Check[]>();
for (const { prefixes, of, least, most } of FORMATS) {
  const set = `[${ALPHABETS[of]}]`;
  const body = most === undefined ? new RegExp(`${set}{${least},${Math.max(JUDGED, least)}}`, 'y') : new RegExp(`${set}{${least},${most}}(?!${set})`, 'y');
  const rest = new RegExp(`${set}{0,16384}`, 'y');
  for (const prefix of prefixes.split(' ')) {
    const keyword = prefix.toLowerCase().replace(/[0-9]/g, '0');
    byKeyword.set(keyword, [...(byKeyword.get(keyword) ?? []), { prefix, body, rest, fixed: most !== undefined }]);
  }
}

const byRun = RUN_FORMATS.map(({ prefix, of, least, most, before }) => ({ prefix, before, shape: new RegExp(`^${prefix}[${ALPHABETS[of]}]{${least},${most}}$`) }));

export default defineRule('vendor-token', {
  title: 'Token with the prefix of its vendor',
  kind: 'secret',
  keywords: [...byKeyword.keys()],
  runs: true,
  find(text: string, hit: Readonly<Hit>, found: Found): void {
    if (hit.keyword === '') return run(text, hit, found);
    if (!startsWord(text, hit.start) && !hit.keyword.endsWith('/')) return;
    for (const { prefix, body, rest, fixed } of byKeyword.get(hit.keyword) ?? []) {
      if (!text.startsWith(prefix, hit.start)) continue;
      const from = prefix === 'FlyV1' ? hit.end + 1 : hit.end;
      body.lastIndex = from;
      const match = body.exec(text)?.[0];
      if (match === undefined || !looksRandom(match, fixed)) continue;
      rest.lastIndex = from + match.length;
      const whole = fixed ? match : match + (rest.exec(text)?.[0] ?? '');
      // Of a webhook, the host stays.
      return found(prefix.includes('/') && prefix.includes('.') ? from : hit.start, from + trimmed(whole));
    }
  },
  redacts: [
    ['git clone with ghp' + '_' + 'Qh8R3gsEFsaypDavD1QIhpcaWFKh7Zk2mN4p done', 'git clone with *** done'],
    ['key sk-' + 'ant-api03-' + 'a1B2'.repeat(20) + '.', 'key ***.'],
    ['AKI' + 'A5ETGJRG4B3QZBCC' + 'Z', '***'],
  ],
  keeps: ['ghp_', 'ghp_' + 'x'.repeat(36), 'npm_config_registry', 'sk-fading-circle-animation-delay', 'task-list-of-all-things-to-do-now'],
});

/** Length without punctuation that ends a sentence rather than a token. */
function trimmed(match: string): number {
  let end = match.length;
  while (end > 0 && '.:|~'.includes(match[end - 1] ?? '')) end -= 1;
  return end;
}

function run(text: string, { start, end }: Readonly<Hit>, found: Found): void {
  for (const { prefix, before, shape } of byRun) {
    if (!text.startsWith(prefix, start)) continue;
    if (before === undefined ? BASE64.test(text[start - 1] ?? '') : !text.startsWith(before, start - before.length) || !startsWord(text, start - before.length)) continue;
    const value = text.slice(start, end);
    if (!shape.test(value) || !looksRandom(value)) continue;
    return found(start - (before?.length ?? 0), end);
  }
}

const BASE64 = /[+/=]/;
