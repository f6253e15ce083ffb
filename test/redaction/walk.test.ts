import { describe, expect, test } from 'vitest';
import { makeRedactor, redact } from '../../src/redaction/redact.ts';

const SECRET = `ghp${'_'}q7Xw2Lk9Zp4Vb8Nn3Mt6Rj1Sd5Qa7We2`;
const left = (value: unknown): string => JSON.stringify(redact(value));

describe('what cannot be read is dropped, never thrown and never let through', () => {
  test('A getter is not called', () => {
    let called = false;
    const value = {
      ok: 1,
      get poison() {
        called = true;
        throw new Error(SECRET);
      },
    };
    expect(left(value)).toBe('{"ok":1,"poison":"[dropped]"}');
    expect(called).toBe(false);
  });

  test('A toJSON method does not bring the value back', () => {
    expect(left({ a: 1, toJSON: () => SECRET })).toBe('{"a":1,"toJSON":"[dropped]"}');
    expect(left(Object.assign([1], { toJSON: () => SECRET }))).toBe('[1]');
    class Money {
      readonly token = SECRET;
      toJSON(): string {
        return this.token;
      }
    }
    expect(left({ held: new Money() })).toBe('{"held":{"token":"***"}}');
  });

  test('A cycle ends, a deep value is cut', () => {
    const ring: Record<string, unknown> = { name: 'x' };
    ring['self'] = ring;
    expect(left(ring)).toBe('{"name":"x","self":"[dropped]"}');
    let deep: unknown = SECRET;
    for (let level = 0; level < 5000; level++) deep = [deep];
    expect(left(deep)).not.toContain(SECRET);
  });

  test('The same object in two places is not a cycle', () => {
    const shared = { a: 1 };
    expect(redact({ x: shared, y: shared })).toEqual({ x: { a: 1 }, y: { a: 1 } });
  });

  test('Functions and symbols are dropped, big integers become text, dates become instants', () => {
    expect(left({ f: () => SECRET, n: 12n, d: new Date(0), bad: new Date(Number.NaN) })).toBe(
      '{"f":"[dropped]","n":"12","d":"1970-01-01T00:00:00.000Z","bad":"[dropped]"}',
    );
    expect(left({ s: Symbol(SECRET) })).toBe('{"s":"[dropped]"}');
  });

  test('Names of prototypes are dropped', () => {
    const value: unknown = JSON.parse(`{"__proto__": {"token": "${SECRET}"}, "constructor": "x", "a": 1}`);
    expect(left(value)).toBe('{"constructor":"x","a":1}');
    expect(Object.getPrototypeOf(redact(value))).toBe(Object.prototype);
  });

  test('A text of ten megabytes is cut and said to be', () => {
    const answer = redact({ text: `${'a b '.repeat(2_500_000)}${SECRET}` });
    expect(JSON.stringify(answer).length).toBeLessThan(300_000);
    expect(JSON.stringify(answer)).toContain('[cut:');
  });

  test('Lone surrogates and NUL are carried along', () => {
    expect(redact('\ud800 a \udc00\u0000')).toBe('\ud800 a \udc00\u0000');
  });

  test('A proxy that throws is dropped', () => {
    const value = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error(SECRET);
        },
      },
    );
    expect(left(value)).toBe('"[dropped]"');
    expect(
      left(
        new Proxy([1, SECRET], {
          get: () => {
            throw new Error('no');
          },
        }),
      ),
    ).toBe('"[dropped]"');
  });

  test('What was dropped and cut is counted', () => {
    const redactor = makeRedactor();
    redactor.redact({ f: () => 1, big: 'x'.repeat(300_000), t: SECRET });
    expect(redactor.counts()).toEqual({ dropped: 1, cut: 1, secret: 1 });
  });
});

describe('keys', () => {
  test('The value of a key that names a secret is replaced, whatever it is', () => {
    expect(
      redact({
        password: 'open-sesame',
        api_key: 'abcdef',
        Authorization: 'whatever-this-is',
        encrypted_content: 'gAAAA b',
      }),
    ).toEqual({ password: '***', api_key: '***', Authorization: '***', encrypted_content: '***' });
  });

  test('Numbers, counts, ids, paths and names of variables stay', () => {
    const value = {
      max_tokens: 4096,
      input_tokens: 12,
      token_type: 'bearer_x',
      password: '$PASSWORD',
      token_count: '1200',
      session_id: 's-1',
      key_path: 'a/b/c.d',
      tokenizer: 'cl100k_base',
      next_page_token: 'abc123',
    };
    expect(redact(value)).toBe(value);
  });

  test('A secret that is itself a key is redacted', () => {
    expect(left({ [SECRET]: 1, __proto__: null })).toBe('{"***":1}');
  });
});
