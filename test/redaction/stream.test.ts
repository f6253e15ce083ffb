import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redactJsonText } from '../../src/redaction/json-text.ts';
import { makeRedactor } from '../../src/redaction/redact.ts';
import { makeRedactStream, type Finding } from '../../src/redaction/stream.ts';
import { password, token } from './secrets.ts';

const redactor = makeRedactor();
const TOKEN = `ghp${'_'}q7Xw2Lk9Zp4Vb8Nn3Mt6Rj1Sd5Qa7We2`;

function through(pieces: readonly string[], found?: (finding: Finding) => void): string {
  const stream = makeRedactStream(redactor, found);
  return pieces.map((piece) => stream.push(piece)).join('') + stream.end();
}

const cutInto = (text: string, size: number): string[] => text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];

describe('text', () => {
  test('Complete lines leave at once', () => {
    const stream = makeRedactStream(redactor);
    expect(stream.push('one\ntwo')).toBe('one\n');
    expect(stream.push(' more\n')).toBe('two more\n');
    expect(stream.end()).toBe('');
  });

  test('Line ends and a missing last one stay as they are', () => {
    for (const text of ['a\r\nb\r\n', 'a\nb', '\n\n', '', '  x']) expect(through([text])).toBe(text);
  });

  test('A private key that comes in pieces is redacted whole', () => {
    const key = `x\n-----BEGIN RSA PRIVATE ${'KEY'}-----\n${'MIIEpQIBAAKCAQEAn6O8li9Zq0Xw\n'.repeat(20)}-----END RSA PRIVATE ${'KEY'}-----\ny\n`;
    for (const size of [10, 33, 100, 5000]) expect(through(cutInto(key, size))).toBe(redactor.redactText(key));
  });

  test('Where the input is cut into pieces does not matter', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string(),
            token.map((value) => `x ${value}`),
            password.map((value) => `api_key=${value}`),
          ),
          { maxLength: 8 },
        ),
        fc.integer({ min: 1, max: 40 }),
        (lines, size) => {
          const text = lines.join('\n');
          expect(through(cutInto(text, size))).toBe(through([text]));
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('JSON', () => {
  test('A document keeps its formatting, numbers and order', () => {
    const text = `{\n  "b": 1.50,\n  "a": [ "ok", "${TOKEN}" ],\n  "password": "open-sesame",\n  "${TOKEN}": null\n}\n`;
    expect(through(cutInto(text, 7))).toBe(
      '{\n  "b": 1.50,\n  "a": [ "ok", "***" ],\n  "password": "***",\n  "***": null\n}\n',
    );
  });

  test('Lines of JSON stay lines of JSON, between lines of text too', () => {
    const text = `start\n{"a":"x \\"${TOKEN}\\" y"}\nnot json ${TOKEN}\n{"b":1}\n[1,2]\n`;
    expect(through([text])).toBe('start\n{"a":"x \\"***\\" y"}\nnot json ***\n{"b":1}\n[1,2]\n');
  });

  test('What only begins like JSON is text', () => {
    expect(through([`{"open": "${TOKEN}"\nnext\n`])).toBe('{"open": "***"\nnext\n');
    expect(through([`[12:00] ${TOKEN}\n`])).toBe('[12:00] ***\n');
  });

  test('For any JSON, the text and the walk over the value agree', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(0, 2), token, (json, indent, secret) => {
        const value: unknown = { first: secret, rest: JSON.parse(json) as unknown };
        const text = JSON.stringify(value, undefined, indent).replaceAll('"__proto__"', '"proto"');
        expect(JSON.parse(redactJsonText(text, redactor))).toEqual(redactor.redact(JSON.parse(text)));
      }),
      { numRuns: 200 },
    );
  });
});

describe('findings', () => {
  test('They name line, column, kind and rule, never the value', () => {
    const found: Finding[] = [];
    through(cutInto(`one\nsee ${TOKEN}\nmail lena@acme${'.io'}\n`, 9), (finding) => found.push(finding));
    expect(found).toEqual([
      { line: 2, column: 5, kind: 'secret', rule: 'vendor-token' },
      { line: 3, column: 6, kind: 'email', rule: 'email' },
    ]);
    const inJson: Finding[] = [];
    through([`{"n": 1,\n "password": "open-sesame"}\n{"t":"x ${TOKEN}"}`], (finding) => inJson.push(finding));
    expect(inJson).toEqual([
      { line: 2, column: 15, kind: 'secret', rule: 'key' },
      { line: 3, column: 9, kind: 'secret', rule: 'vendor-token' },
    ]);
  });
});
