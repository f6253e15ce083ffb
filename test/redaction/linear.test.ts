import { describe, expect, test } from 'vitest';
import { makeRedactor } from '../../src/redaction/redact.ts';
import { IS_FULL } from '../runs.ts';

/** Fragments that make careless patterns take quadratic or exponential time. The test ends, or it does not. */
const FRAGMENTS = [
  'a',
  ' ',
  '\n',
  '-',
  '\\',
  '"',
  '"\\',
  '=',
  '.',
  ':',
  '@',
  '_',
  'eyJ',
  'eyJ0eXAi.',
  `-----BEGIN RSA PRIVATE ${'KEY'}-----\n`,
  '-----BEGIN ',
  'password=',
  'token :          ',
  'api_key_',
  'auth="',
  'a@',
  'a.',
  'http://',
  '://a:b',
  '1.',
  '1.1.1.',
  'a:',
  '::',
  'f:f::',
  '/Users/',
  'C:\\Users\\',
  'Bearer ',
  'curl -u ',
  'curl -H "Authorization: ',
  'sk-',
  'AKIA',
  'kind: Secret\ndata:\n  a: b\n',
  '{"a":',
  '<add key="',
  '\u{1f4a5}',
  '\u212a',
  'mysql -p',
  'cookie: a=',
  '"kty"',
  ':1234:',
  'login("a",',
  'identified by ',
  '$6$',
  '~a/',
  'password <',
] as const;

describe('a long text of one fragment is done in time', () => {
  const redactor = makeRedactor();

  test.each(FRAGMENTS)('%j', (fragment) => {
    const text = fragment.repeat(Math.ceil(300_000 / fragment.length));
    expect(redactor.redactText(`x${text}`).length).toBeGreaterThan(0);
    if (IS_FULL) expect(redactor.redactText(text).length).toBeGreaterThan(0);
  });
});
