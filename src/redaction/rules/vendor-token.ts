/** Tokens that a vendor marks with a prefix. Formats are data (`../vendors.ts`); here is only how a match is checked. */

import { defineRule, type Found, type Hit } from '../define.ts';
import { ALPHABETS, FORMATS, RUN_FORMATS, type Format } from '../vendors.ts';
import { isWord, looksRandom, startsWord } from '../text.ts';

type Check = { readonly prefix: string; readonly format: Format; body?: RegExp; rest?: RegExp };

/** Characters of a body that are judged; what follows in the same alphabet belongs to it. */
const JUDGED = 160;

const byKeyword = new Map<string, Check[]>();
for (const format of FORMATS) {
  for (const prefix of format.prefixes.split(' ')) {
    const keyword = prefix.toLowerCase().replace(/[0-9]/g, '0');
    const checks = byKeyword.get(keyword);
    if (checks === undefined) byKeyword.set(keyword, [{ prefix, format }]);
    else checks.push({ prefix, format });
  }
}

/** Compiled when the prefix is met for the first time: most never are. */
function bodyOf({ of, least, most }: Format): RegExp {
  const set = `[${ALPHABETS[of]}]`;
  return most === undefined
    ? new RegExp(`${set}{${least},${Math.max(JUDGED, least)}}`, 'y')
    : new RegExp(`${set}{${least},${most}}(?!${set})`, 'y');
}

const byRun = RUN_FORMATS.map(({ prefix, of, least, most, before }) => ({
  prefix,
  before,
  shape: new RegExp(`^${prefix}[${ALPHABETS[of]}]{${least},${most}}$`),
}));

export default defineRule('vendor-token', {
  title: 'Token with the prefix of its vendor',
  kind: 'secret',
  keywords: [...byKeyword.keys()],
  runs: true,
  find(text: string, hit: Readonly<Hit>, found: Found): void {
    if (hit.keyword === '') return run(text, hit, found);
    if (!hit.keyword.endsWith('/') && !startsWord(text, hit.start)) return;
    for (const check of byKeyword.get(hit.keyword) ?? []) {
      const { prefix, format } = check;
      if (!text.startsWith(prefix, hit.start)) continue;
      const from = prefix === 'FlyV1' ? hit.end + 1 : hit.end;
      const body = (check.body ??= bodyOf(format));
      body.lastIndex = from;
      const match = body.exec(text)?.[0];
      if (match === undefined || !looksRandom(match, format.most !== undefined)) continue;
      const rest = (check.rest ??= new RegExp(`[${ALPHABETS[format.of]}]{0,16384}`, 'y'));
      rest.lastIndex = from + match.length;
      const whole = format.most === undefined ? match + (rest.exec(text)?.[0] ?? '') : match;
      return found(prefix.includes('/') ? hostStart(text, hit.start) : hit.start, from + trimmed(whole));
    }
  },
  redacts: [
    ['git clone with ghp' + '_' + 'Qh8R3gsEFsaypDavD1QIhpcaWFKh7Zk2mN4p done', 'git clone with *** done'],
    ['key sk-' + 'ant-api03-' + 'a1B2'.repeat(20) + '.', 'key ***.'],
    ['AKI' + 'A5ETGJRG4B3QZBCC' + 'Z', '***'],
  ],
  keeps: [
    'ghp_',
    'ghp_' + 'x'.repeat(36),
    'npm_config_registry',
    'sk-fading-circle-animation-delay',
    'task-list-of-all-things-to-do-now',
    'test_issue_12345_handles_utf8_and_2024_01_15_dates',
  ],
});

/** The address of a webhook is itself the secret, its subdomain included. */
function hostStart(text: string, start: number): number {
  let at = start;
  while (start - at < 64 && (isWord(text.charCodeAt(at - 1)) || text[at - 1] === '.' || text[at - 1] === '-')) at -= 1;
  return at;
}

/** Length without punctuation that ends a sentence rather than a token. */
function trimmed(match: string): number {
  let end = match.length;
  while (end > 0 && '.:|~'.includes(match[end - 1] ?? '')) end -= 1;
  return end;
}

function run(text: string, { start, end }: Readonly<Hit>, found: Found): void {
  for (const { prefix, before, shape } of byRun) {
    if (!text.startsWith(prefix, start)) continue;
    if (
      before === undefined
        ? BASE64.test(text[start - 1] ?? '')
        : !text.startsWith(before, start - before.length) || !startsWord(text, start - before.length)
    )
      continue;
    const value = text.slice(start, end);
    if (!shape.test(value) || !looksRandom(value)) continue;
    return found(start - (before?.length ?? 0), end);
  }
}

const BASE64 = /[+/=]/;
