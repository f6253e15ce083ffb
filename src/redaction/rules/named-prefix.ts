/** Tokens of vendors that no table knows: a short word, `_` or `-`, and a long run that looks random. Prefixes of ids and hashes are none. */

import { defineRule, type Found, type Hit } from '../define.ts';
import { rarity } from '../letters.ts';
import { entropy, isLetter } from '../text.ts';
import { isFiller } from '../shape.ts';

export default defineRule('named-prefix', {
  title: 'Token with a prefix',
  kind: 'secret',
  keywords: [],
  runs: true,
  find(text: string, hit: Readonly<Hit>, found: Found): void {
    const { start, end } = hit;
    if (end - start > 300 || NEAR.test(text[start - 1] ?? '') || NEAR.test(text[end] ?? '')) return;
    let separator = start;
    while (separator < start + 32 && isLetter(text.charCodeAt(separator))) separator += 1;
    const sign = text.charCodeAt(separator);
    if (separator === start || (sign !== 45 && sign !== 95)) return;
    if (ID_KEY.test(text.slice(Math.max(0, start - 16), start))) return;
    const run = text.slice(start, end);
    if (NUMBERED.test(run)) return;
    const match = PREFIXED.exec(run);
    if (match === null) return;
    const prefix = (match[1] ?? '').toLowerCase();
    const rest = (match[2] ?? '').replace(WORDS, '');
    if (rest.length < 24 || (rest.length > 40 && new Set(rest).size === rest.length)) return;
    if (prefix.split(/[_-]/).some((part) => IDS.has(part)) || HEX.test(rest) || isFiller(rest)) return;
    if (/[_-]/.test(rest) ? isRandomUrlSafe(rest) : isRandomWord(rest)) found(start, end);
  },
  redacts: [['use acme_' + 'q7Xw2Lk9Zp4Vb8Nn3Mt6Rj1Sd5 now', 'use *** now']],
  keeps: [
    'toolu_01A09q90qw90lq917835lq9abcd',
    'sha256-47DEQpj8HBSa-TImW-5JCeuQeRkm5NMpJWZG3hSuFU',
    'commit-0123456789abcdef0123456789abcdef01234567',
    'claude-sonnet-4-5-20250929-thinking',
    'test_a_long_function_name_with_2_numbers_and_3_words',
  ],
});

/** One run of letters and digits: at least three digits, and mixed case or many of them. */
function isRandomWord(rest: string): boolean {
  const digits = (rest.match(/[0-9]/g) ?? []).length;
  return (
    digits >= 3 &&
    /[a-z]/.test(rest) &&
    (/[A-Z]/.test(rest) || digits >= 5) &&
    (digits >= 7 || rarity(rest).mean >= 3) &&
    entropy(rest) >= 3.3
  );
}

/** Base64 with `_` and `-`: a name in that alphabet has words between the signs, a token has none. */
function isRandomUrlSafe(rest: string): boolean {
  return (
    rest.length >= 28 &&
    (rest.match(/[0-9]/g) ?? []).length >= 3 &&
    /[a-z]/.test(rest) &&
    /[A-Z]/.test(rest) &&
    entropy(rest) >= 4 &&
    rarity(rest).mean >= 3.3
  );
}

const PREFIXED = /^([A-Za-z]{1,12}(?:[_-][A-Za-z]{1,8}){0,2}?)[_-]([A-Za-z0-9][A-Za-z0-9_-]{23,250})$/;
/** A key that ends in id: `tool_use_id":"…`. */
const ID_KEY = /(?:[iI]d|ID)s?\\{0,7}["'`]?\s{0,2}[:=]\s{0,2}\[?\\{0,7}["'`]?$/;
/** Ids of Anthropic's objects: a word, the version 01, 22 characters of base 58. */
const NUMBERED = /^[a-z]{2,12}_01[1-9A-HJ-NP-Za-km-z]{22}$/;
/** Further words before the random part. */
const WORDS = /^(?:[A-Za-z]{2,12}[_-])+/;
const HEX = /^[0-9a-f]+$|^[0-9A-F]+$/;
const NEAR = /[+/=.@\\]/;
const IDS = new Set(
  (
    'toolu srvtoolu trig cse custom msg msgs req request resp response chatcmpl cmpl call fp rs run thread asst step file vs vsfs batch ftjob item conv session sess evt event id uuid ulid sha md sri ami vpc subnet sg rtb eni ' +
    'igw vol snap i lt eipalloc commit hash tree blob ref chunk bundle asset index style styles main app page font img image cache build integrity key etag nonce trace span cus sub prod price pi ch in seti cs acct txn tr po py re ' +
    'dpl prj team user usr org proj project doc node edge tmp temp test webpack vite css js mod gen guid oid digest sha1 sha256 sha384 sha512 prt ses tool agent'
  ).split(' '),
);
