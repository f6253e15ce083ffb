import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSkip } from '../../src/event/skip.ts';
import type { Event } from '../../src/event/schema.ts';
import { makeRedactor, redact } from '../../src/redaction/redact.ts';
import { CARRIERS, noise, password, token } from './secrets.ts';

const redactor = makeRedactor();
const RUNS = { numRuns: 400 };

/** Whether more than 24 characters of the secret in a row (or all of a shorter one) are in the text. */
function survives(secret: string, text: string): boolean {
  const length = Math.min(25, secret.length);
  for (let start = 0; start + length <= secret.length; start++)
    if (text.includes(secret.slice(start, start + length))) return true;
  return false;
}

describe('a text', () => {
  test('Redacting twice changes nothing more', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(noise, token, password), { maxLength: 6 }), (parts) => {
        const once = redactor.redactText(parts.join(' '));
        expect(redactor.redactText(once)).toBe(once);
      }),
      RUNS,
    );
  });

  test('A token is gone wherever it stands', () => {
    fc.assert(
      fc.property(noise, token, noise, (before, secret, after) => {
        expect(survives(secret, redactor.redactText(`${before} ${secret} ${after}`))).toBe(false);
      }),
      RUNS,
    );
  });

  test.each(CARRIERS)('A password is gone from %s', (carrier) => {
    fc.assert(
      fc.property(password, (secret) => {
        expect(survives(secret, redactor.redactText(`run\n${carrier.replace('@@', () => secret)}\ndone`))).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  test('A text without secrets comes back as it was', () => {
    const text = 'const tokens = count(usage.input_tokens); // see /app/src/index.ts:12';
    expect(redactor.redactText(text)).toBe(text);
    expect(redactor.redact(text)).toBe(text);
  });

  test('No words in a text switch redaction off', () => {
    for (const off of [
      'scanner:allow',
      'lint-disable',
      'noredact',
      'pragma: allowlist secret',
      'nosec',
      '[redacted:secret]',
      '***',
    ]) {
      fc.assert(
        fc.property(token, (secret) => {
          expect(survives(secret, redactor.redactText(`// ${off}\nkey = "${secret}" // ${off}`))).toBe(false);
        }),
        { numRuns: 10 },
      );
    }
  });
});

describe('a value', () => {
  const planted = fc
    .tuple(token, fc.json({ maxDepth: 3 }), fc.integer({ min: 0, max: 6 }))
    .map(([secret, json, depth]) => {
      let value: unknown = { [secret]: 1, held: `say ${secret}`, other: JSON.parse(json) as unknown };
      for (let level = 0; level < depth; level++)
        value = level % 2 === 0 ? [value, level] : { inner: value, text: `x ${secret}` };
      return { secret, value };
    });

  test('No secret is left in keys or values at any depth, and JSON stays JSON', () => {
    fc.assert(
      fc.property(planted, ({ secret, value }) => {
        const left = JSON.stringify(redact(value));
        expect(survives(secret, left)).toBe(false);
        expect(JSON.parse(left)).toEqual(redact(JSON.parse(left)));
      }),
      { numRuns: 200 },
    );
  });

  test('JSON within JSON within JSON stays JSON, and its secrets are gone', () => {
    fc.assert(
      fc.property(password, fc.integer({ min: 1, max: 4 }), (secret, levels) => {
        let text = JSON.stringify({ api_key: secret, n: 1 });
        for (let level = 1; level < levels; level++) text = JSON.stringify({ arguments: text, ok: true });
        let left: unknown = redactor.redactText(text);
        expect(survives(secret, String(left))).toBe(false);
        for (let level = 1; level < levels; level++)
          left = (JSON.parse(String(left)) as { arguments: string }).arguments;
        expect(JSON.parse(String(left))).toEqual({ api_key: '***', n: 1 });
      }),
      { numRuns: 120 },
    );
  });

  test('A value in which nothing is found comes back itself', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer(), fc.boolean(), fc.constantFrom('src/a.ts', 'ok', 'feature/boil'))),
        (list) => {
          const value = { list, deep: { list } };
          expect(redact(value)).toBe(value);
        },
      ),
    );
  });
});

describe('an event', () => {
  const event = (more: Partial<Event>): Event =>
    ({
      kind: 'call',
      id: 'toolu_01A',
      at: '2026-11-20T12:00:00.000Z',
      observers: 'transcript',
      agent: 'claude-code',
      ...more,
    }) as Event;

  test('No secret is left in any field that holds text', () => {
    const fields = [
      'id',
      'session_id',
      'repo',
      'branch',
      'cwd',
      'model',
      'tool',
      'error_class',
      'error_text',
      'target',
      'agent_version',
    ] as const;
    fc.assert(
      fc.property(fc.constantFrom(...fields), token, noise, (field, secret, before) => {
        const left = redactor.redactEvent(event({ [field]: `${before} ${secret}` }));
        expect(survives(secret, JSON.stringify(left))).toBe(false);
      }),
      RUNS,
    );
  });

  test('A secret on the edge of what is kept is gone', () => {
    fc.assert(
      fc.property(token, fc.integer({ min: 400, max: 520 }), (secret, place) => {
        const left = redactor.redactEvent(event({ error_text: `${'x '.repeat(place / 2)}${secret} end` }));
        expect(isSkip(left)).toBe(false);
        expect(survives(secret.slice(0, 16), JSON.stringify(left))).toBe(false);
      }),
      { numRuns: 150 },
    );
  });

  test('The same event comes back when nothing was found', () => {
    const plain = event({
      session_id: '0b5e2a4c-1111-4222-8333-944455556666',
      target: 'src/index.ts',
      model: 'claude-sonnet-4-5-20250929',
      repo: 'github.com/acme/web',
      attributes: { hooks: ['a'] },
    });
    expect(redactor.redactEvent(plain)).toBe(plain);
  });
});
