/** Measures against a labelled corpus that lies beside the project: it holds test texts of others and is never copied in here. */

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { makeRedactor, redact } from '../../src/redaction/redact.ts';

type Row = { readonly text: string; readonly secrets: readonly string[]; readonly kind: string; readonly cls: string };

const CORPUS = new URL('../../../shared/redaction/dev.jsonl', import.meta.url);
const present = existsSync(CORPUS);
if (!present)
  console.warn(
    'SKIPPED: the labelled corpus ../shared/redaction/dev.jsonl is missing; recall and damage were not measured.',
  );

const rows: readonly Row[] = present
  ? readFileSync(CORPUS, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Row)
  : [];
const redactor = makeRedactor();

describe.skipIf(!present)('the labelled corpus', () => {
  const secret = rows.filter(({ secrets }) => secrets.length > 0);
  const benign = rows.filter(({ secrets }) => secrets.length === 0);

  test('At least 97 of 100 secrets are gone, to a quarter of their length', () => {
    const leaks = secret.filter(({ text, secrets }) =>
      secrets.some((value) => leaksInto(value, redactor.redactText(text), withoutAll(text, secrets))),
    );
    expect(1 - leaks.length / secret.length).toBeGreaterThanOrEqual(0.97);
  });

  test('At most one of 100 ordinary texts is altered, and none with ids, hashes, token counts, hooks, lock files', () => {
    const altered = benign.filter(({ text }) => redactor.redactText(text) !== text);
    expect(altered.length / benign.length).toBeLessThanOrEqual(0.01);
    expect(
      altered
        .filter(({ kind }) => /^(?:id|hash|b64|tokens|hook|stack|lock|agent)\//.test(kind))
        .map(({ kind }) => kind),
    ).toEqual([]);
  });

  test('Redacting twice changes nothing more', () => {
    const unstable = rows.filter(({ text }) => {
      const once = redactor.redactText(text);
      return redactor.redactText(once) !== once;
    });
    expect(unstable.map(({ text }) => text)).toEqual([]);
  });

  test('JSON stays JSON of the same shape', () => {
    const values = rows.map(({ text }) => parsed(text)).filter((value) => value !== undefined);
    expect(values.length).toBeGreaterThan(100);
    expect(values.map((value) => shapeOf(JSON.parse(JSON.stringify(redact(value)))))).toEqual(values.map(shapeOf));
  });
});

function leaksInto(secret: string, text: string, rest: string): boolean {
  const length = Math.min(24, Math.max(4, Math.ceil(secret.length * 0.25)));
  if (secret.length <= length) return text.includes(secret) && !rest.includes(secret);
  for (let start = 0; start + length + 1 <= secret.length; start++) {
    const piece = secret.slice(start, start + length + 1);
    if (text.includes(piece) && !rest.includes(piece)) return true;
  }
  return false;
}

function withoutAll(text: string, secrets: readonly string[]): string {
  return secrets.reduce((left, value) => left.split(value).join('\u0000'), text);
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The value with every text replaced by one and the same. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value === 'object' && value !== null) return Object.values(value).map(shapeOf);
  return typeof value === 'string' ? '' : value;
}
