/** The scanner for short-lived processes tells the same as the table, in the same order. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rules } from '../../src/redaction/index.ts';
import { openScanner, scanFew } from '../../src/redaction/scan-few.ts';
import { compileScanner, type Scanner, type Word } from '../../src/redaction/scan.ts';
import { makeRedactor } from '../../src/redaction/redact.ts';

const LITERALS = ['Ümlaut', 'x', 'é', 'ab', 'Kettle & Co', '==', 'aXbX'];
const words: readonly Word[] = [
  ...rules.flatMap(({ keywords }, rule) => keywords.map((text) => ({ text, rule }))),
  ...LITERALS.map((text) => ({ text, rule: rules.length, exact: true as const })),
];

function told(scanner: Scanner, text: string): string[] {
  const all: string[] = [];
  scanner(text, (word, start, end) => all.push(`${word.text}/${word.rule}@${start}-${end}`));
  return all;
}

/** Texts in which words follow each other, overlap, and are cut short. */
const piece = fc.oneof(
  fc.constantFrom(...words.map(({ text }) => text)),
  fc.constantFrom(...words.map(({ text }) => text.toUpperCase().slice(1))),
  fc.string({ maxLength: 12, unit: 'binary' }),
  fc.constantFrom(' ', '\n', ':', '::', '1:2:3:4:5:6:7:8', 'a'.repeat(40), '_-9'.repeat(12), 'ü'),
);
const texts = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''));

test('It tells of the same words, runs and colons as the table, in the same order', () => {
  const table = compileScanner(rules, words);
  const few = scanFew(rules, words);
  fc.assert(
    fc.property(texts, (text) => {
      expect(told(few, text)).toEqual(told(table, text));
    }),
    { numRuns: 3_000 },
  );
});

test('Nothing changes when the table takes over', () => {
  const scanner = openScanner(rules, words);
  const text = `curl -H "Authorization: Bearer ${'x7Kq'.repeat(9)}" https://ada:s3cret@db.internal/`;
  const first = told(scanner, text);
  expect(first.length).toBeGreaterThan(3);
  for (let times = 0; times < 400; times++) expect(told(scanner, text)).toEqual(first);
});

test('A redactor answers the same on its first text and after many', () => {
  const redactor = makeRedactor({ literals: ['Kettle & Co'] });
  const text = `export DB_PASSWORD=hunter22-abc # Kettle & Co, ada@example.org`;
  const first = redactor.redactText(text);
  expect(first).not.toBe(text);
  redactor.redactText('boil '.repeat(8_000));
  expect(redactor.redactText(text)).toBe(first);
});
