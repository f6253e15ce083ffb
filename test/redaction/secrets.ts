/** Makes secrets of known shapes for tests, at run time, so that no scanner of others stumbles over this repository. */

import fc from 'fast-check';

const text = (alphabet: string, least: number, most: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...alphabet), { minLength: least, maxLength: most }).map((chars) => chars.join(''));

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const WORD = LOWER + LOWER.toUpperCase() + DIGITS;

/** A body that is surely random: it has several digits and capitals, whatever else. */
const body = (length: number): fc.Arbitrary<string> => text(WORD, length, length).map((value) => `q7${value}Z4x9`);

/** Tokens that are recognised wherever they stand. */
export const token: fc.Arbitrary<string> = fc.oneof(
  body(34).map((value) => `gh${'p_'}${value}`),
  body(48).map((value) => `sk-${'ant-api03-'}${value}`),
  body(40).map((value) => `sk-${'proj-'}${value}`),
  body(30).map((value) => `glpat${'-'}${value}`),
  body(28).map((value) => `xoxb${'-'}${value}`),
  body(40).map((value) => `hf${'_'}${value}`),
);

/** Secrets that need a key beside them. */
export const password: fc.Arbitrary<string> = text(WORD, 20, 40).map((value) => `k3${value}9W`);

/** Texts as agents write them. */
export const noise: fc.Arbitrary<string> = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    'const x = 1;\n',
    'git commit -m "fix"\n',
    '/app/src/index.ts:12:3',
    '{"a":[1,2]}',
    'Error: ENOENT',
    '\\n\\t',
    '"',
    "'",
    '\\',
    '=',
    ': ',
    '***',
    'token',
    'password: ',
  ),
);

/** What carries a password, with the place marked by `@@`. */
export const CARRIERS = [
  'password=@@',
  '"password": "@@"',
  '\\"api_key\\": \\"@@\\"',
  'export API_TOKEN=@@',
  'client_secret: @@',
  '--password @@',
  '<password>@@</password>',
  'Authorization: Bearer @@',
  'https://user:@@@host.test/x',
  'https://x.test/?access_token=@@&y=1',
  'curl -u me:@@ https://x.test',
  'DB_PASSWORD="@@"',
] as const;
