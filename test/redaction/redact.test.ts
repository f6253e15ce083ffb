import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/event/schema.ts';
import { isSkip, skip } from '../../src/event/skip.ts';
import { KINDS } from '../../src/redaction/define.ts';
import { makeRedactor } from '../../src/redaction/redact.ts';

const redactor = makeRedactor();
const call = (more: Partial<Event>): Event =>
  ({
    kind: 'call',
    id: 'toolu_01A',
    at: '2026-11-20T12:00:00.000Z',
    observers: 'transcript',
    agent: 'claude-code',
    ...more,
  }) as Event;
const field = (name: keyof Event | 'target' | 'error_text', value: unknown, by = redactor): unknown => {
  const left = by.redactEvent(call({ [name]: value }));
  if (isSkip(left)) throw new Error('skipped');
  return (left as Record<string, unknown>)[name];
};
const TOKEN = `ghp${'_'}q7Xw2Lk9Zp4Vb8Nn3Mt6Rj1Sd5Qa7We2`;

describe('structure survives', () => {
  test.each([
    [
      'docker run -e API_KEY=abc123' + 'def456ghi -v /Users/lena/data:/data img:1.2',
      'docker run -e API_KEY=*** -v /Users/***/data:/data img:1.2',
    ],
    ['C:\\Users\\lena\\src\\a.ts:14', 'C:\\Users\\***\\src\\a.ts:14'],
    ['/mnt/c/Users/lena/x && ls', '/mnt/c/Users/***/x && ls'],
    ['~/.claude/projects/-Users-lena-web/1.jsonl', '~/.claude/projects/-Users-***-web/1.jsonl'],
    [
      "curl -H 'Authorization: Bearer q7Xw2Lk9" + "Zp4Vb8Nn3' https://api.acme.io",
      "curl -H 'Authorization: Bearer ***' https://api.acme.io",
    ],
    ['psql postgres://app:q7Xw' + '2Lk9@db:5432/shop', 'psql postgres://app:***@db:5432/shop'],
  ])('%s', (text, left) => {
    expect(redactor.redactText(text)).toBe(left);
  });

  test.each([
    'toolu_01A09q90qw90lq917835lq9abcd',
    'msg_01XFDUDYJgAACzvnptvVoYEL',
    '0b5e2a4c-1111-4222-8333-944455556666',
    '15783a0bdfea7e8c5e1ead4ccf3ef16ca74c30ee',
    'sha256:f1cee1befcdf3e71b68782c6389cf1d18879964465d95c74822fbba35697b508',
    '"integrity": "sha512-6+ZrB6y2bT2DX3K+Qd9vn7OFOJR+xSLDj+Aw/N3zBwUt27uTw2sw2TE2+UcY1RiyaNkHE7ONc8yTjTLFPR4cxg=="',
    'input_tokens=1200 cache_read_tokens: 34',
    'const token = await nextToken(lexer);',
    'if (password === undefined) return;',
    'password: string;',
    'pnpm-lock.yaml@^9.1.0',
    'export PATH=$PATH:/opt/bin',
    'claude-sonnet-4-5-20250929',
    '2026-11-20T12:00:00.000Z',
    'the token bucket rate limiter',
    '127.0.0.1:3000',
    'key: value',
    'C:\\Windows\\System32',
    'git@github.com:acme/web.git',
  ])('%s stays', (text) => {
    expect(redactor.redactText(text)).toBe(text);
  });
});

describe('the fields of an event', () => {
  test('Numbers, instants and closed lists are not looked at', () => {
    const event = call({ input_bytes: 12, duration_ms: 5, outcome: 'ok' });
    expect(redactor.redactEvent(event)).toBe(event);
  });

  test('An id that looks like one stays; one that holds a secret does not', () => {
    expect(field('id', 'toolu_01A09q90qw90lq917835lq9abcd')).toBe('toolu_01A09q90qw90lq917835lq9abcd');
    expect(field('session_id', TOKEN)).toBe('***');
    expect(field('session_id', 'lena@acme' + '.io')).toBe('[redacted:email]');
  });

  test('Texts are cut to 500 characters after redaction, never inside a placeholder or a pair of surrogates', () => {
    expect(field('error_text', 'x '.repeat(1000))).toHaveLength(500);
    for (let place = 470; place <= 500; place++) {
      const left = String(field('error_text', `${'y'.repeat(place)} lena@acme${'.io'} 😀😀😀😀😀😀😀😀`));
      expect(left.replaceAll(KINDS.email.placeholder, '')).not.toMatch(/\[|redacted|lena/);
      expect(left).not.toMatch(/[\ud800-\udbff]$/);
      expect(left.length).toBeLessThanOrEqual(500);
    }
  });

  test('A field that is no field drops the event', () => {
    expect(redactor.redactEvent(Object.assign(call({}), { surprise: TOKEN }))).toBe(skip('redaction-failed'));
  });

  test('Whatever is thrown drops the event', () => {
    const poisoned = { ...call({}) };
    Object.defineProperty(poisoned, 'target', {
      enumerable: true,
      get: () => {
        throw new Error(TOKEN);
      },
    });
    expect(redactor.redactEvent(poisoned)).toBe(skip('redaction-failed'));
  });

  test('Attributes are walked, keys included', () => {
    expect(field('attributes', { command: `login ${TOKEN}`, [TOKEN]: { password: 'open-sesame' }, n: 1 })).toEqual({
      command: 'login ***',
      '***': { password: '***' },
      n: 1,
    });
  });
});

describe('options', () => {
  test('Literals, patterns and keys are redacted, allowed values are not', () => {
    const own = makeRedactor({
      literals: ['Kettle Ltd'],
      patterns: ['CUST-[0-9]{4,8}'],
      keys: ['patient'],
      allow: [TOKEN],
    });
    expect(own.redactText(`Kettle Ltd has CUST-12345 and ${TOKEN}`)).toBe(`*** has *** and ${TOKEN}`);
    expect(own.redact({ patient: 'Ada', doctor: 'Bob' })).toEqual({ patient: '***', doctor: 'Bob' });
    expect(own.redactText('PATIENT=Ada doctor=Bob inpatient=Cy {"patient": "Dee"}')).toBe(
      'PATIENT=*** doctor=Bob inpatient=Cy {"patient": "***"}',
    );
  });

  test.each([
    '(a+)+b',
    '(a|aa)*b',
    '(.*)\\1',
    'a*b*c',
    '(?<=x)y',
    '[a-z',
    'x'.repeat(500),
    '(a?){20}',
    'a{1,900}a{1,900}',
  ])('A pattern that may be slow, or is none, is refused: %s', (pattern) => {
    expect(() => makeRedactor({ patterns: [pattern] })).toThrow(expect.objectContaining({ code: 'config/bad-value' }));
  });

  test('Known values are found in other spellings too, names only as whole words and not in names of repositories', () => {
    const own = makeRedactor({ knownValues: ['correct horse/battery'], names: ['lena'] });
    expect(own.redactText('x correct horse/battery y')).toBe('x *** y');
    expect(own.redactText('ask lena, not milena')).toBe('ask ***, not milena');
    expect(field('repo', 'github.com/lena/web', own)).toBe('github.com/lena/web');
    expect(field('target', 'notes of lena', own)).toBe('notes of ***');
  });

  test('Pseudonyms are stable for a key and differ between keys', () => {
    const one = makeRedactor({ pseudonyms: { key: 'a' } });
    const same = makeRedactor({ pseudonyms: { key: 'a' } });
    const other = makeRedactor({ pseudonyms: { key: 'b' } });
    const left = one.redactText('cd /Users/lena/web');
    expect(left).toMatch(/^cd \/Users\/user-[0-9a-f]{6}\/web$/);
    expect(same.redactText('cd /Users/lena/web')).toBe(left);
    expect(other.redactText('cd /Users/lena/web')).not.toBe(left);
    expect(field('repo', 'github.com/acme/web', one)).toMatch(/^github\.com\/repo-[0-9a-f]{6}\/repo-[0-9a-f]{6}$/);
    expect(String(field('cwd', '/Users/lena/web', one))).toMatch(/^\/Users\/user-[0-9a-f]{6}\/path-[0-9a-f]{6}$/);
    expect(one.redactText(left)).toBe(left);
  });

  test('Counts name the kinds, never the values', () => {
    const own = makeRedactor();
    own.redactText(`${TOKEN} and lena@acme${'.io'} in /home/lena/x`);
    expect(own.counts()).toEqual({ secret: 1, email: 1, home: 1 });
  });
});
