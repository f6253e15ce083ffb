import { expect, test } from 'vitest';
import { formsOf, knownValuesOf } from '../../src/redaction/known-values.ts';
import { makeRedactor } from '../../src/redaction/redact.ts';
import { environmentOf } from '../config/environment.ts';

test('Secrets of the environment are found as they are, percent-encoded and inside base64', () => {
  const secret = 'correct horse+battery';
  const redactor = makeRedactor(knownValuesOf(environmentOf({ DB_PASSWORD: secret })));
  for (const text of [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret),
    ...['', 'a', 'ab', 'user:'].map((before) => Buffer.from(`${before}${secret}!`).toString('base64')),
  ]) {
    const left = redactor.redactText(`see ${text} there`);
    expect(left).toContain('***');
    for (const form of formsOf(secret)) expect(left).not.toContain(form);
  }
});

test('Names of the user and the machine are taken unless they are ordinary words', () => {
  expect(
    knownValuesOf(
      environmentOf({}, { homeDir: '/Users/kjohansson', user: { name: 'kjohansson', hostname: 'kettle.local' } }),
    ).names,
  ).toEqual(['kjohansson', 'kettle.local', 'kettle']);
  expect(
    knownValuesOf(environmentOf({}, { homeDir: '/root', user: { name: 'root', hostname: 'localhost' } })).names,
  ).toEqual([]);
});

test('Variables that hold no secret, or only a word, are passed over', () => {
  const { knownValues } = knownValuesOf(environmentOf({ DB_PASSWORD: 'postgres' }), {
    variables: { EDITOR: 'vim-with-plugins-9', MY_TOKEN: 'a1b2c3d4e5f6', TOKEN_PATH: '/etc/token-a1b2c3' },
  });
  expect(knownValues).toContain('a1b2c3d4e5f6');
  expect(knownValues.join(' ')).not.toMatch(/postgres|vim|etc/);
});
