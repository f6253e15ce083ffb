import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { KINDS } from '../../src/redaction/define.ts';
import { makeFinder } from '../../src/redaction/find.ts';
import { rules } from '../../src/redaction/index.ts';
import { makeRedactor } from '../../src/redaction/redact.ts';
import { disjoint, written } from '../../src/redaction/spans.ts';

const all = makeRedactor();

test('Every file of rules/ is listed under its own name', () => {
  const files = readdirSync(new URL('../../src/redaction/rules', import.meta.url)).filter((name) =>
    name.endsWith('.ts'),
  );
  expect(rules.map(({ id }) => `${id}.ts`).sort()).toEqual(files.sort());
});

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (_id, rule) => {
  const alone = makeFinder([rule], {});

  test('It says what it is, has examples, and wakes on lower-case ASCII', () => {
    expect(rule.title).toMatch(/^[A-Z]/);
    expect(Object.hasOwn(KINDS, rule.kind)).toBe(true);
    expect(rule.redacts.length).toBeGreaterThan(0);
    expect(rule.keeps.length).toBeGreaterThan(0);
    for (const keyword of rule.keywords) expect(keyword).toMatch(/^[\x20-\x40\x5b-\x7e]+$/);
    expect(rule.keywords.length > 0 || rule.runs === true || rule.colons === true).toBe(true);
  });

  test.each(rule.redacts)('It redacts %j', (text, left) => {
    expect(written(text, disjoint(alone(text)))).toBe(left);
  });

  test.each(rule.redacts)('The answer of all rules for %j is stable', (text) => {
    const once = all.redactText(text);
    expect(all.redactText(once)).toBe(once);
  });

  test.each(rule.keeps)('It keeps %j', (text) => {
    expect(alone(text)).toEqual([]);
  });
});
