import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergePolicy, readPolicy } from '../../src/redaction/policy.ts';
import { makeRedactor, type RedactorOptions } from '../../src/redaction/redact.ts';

const word = fc.stringMatching(/^[a-z]{3,8}$/);
const options: fc.Arbitrary<RedactorOptions> = fc.record({
  literals: fc.array(word, { maxLength: 3 }),
  keys: fc.array(word, { maxLength: 3 }),
  allow: fc.array(word, { maxLength: 3 }),
  patterns: fc.array(word, { maxLength: 2 }),
});

test('A policy never lets anything through that was redacted without it', () => {
  fc.assert(
    fc.property(options, fc.anything(), fc.array(word, { maxLength: 12 }), (own, file, words) => {
      const { policy } = readPolicy(file);
      const text = words.join(' ');
      const without = makeRedactor(own).find(text);
      const merged = makeRedactor(mergePolicy(own, policy)).find(text);
      for (const { start, end } of without)
        expect(merged.some((span) => span.start <= start && span.end >= end)).toBe(true);
    }),
  );
});

test('A policy adds, whatever else it says', () => {
  const { policy, refused } = readPolicy({
    literals: ['Kettle'],
    patterns: ['CUST-[0-9]{3}', '(a+)+'],
    keys: ['patient', 3],
    allow: ['Kettle'],
    rules: 'off',
  });
  expect(policy).toEqual({ literals: ['Kettle'], patterns: ['CUST-[0-9]{3}'], keys: ['patient'] });
  expect(refused).toHaveLength(4);
  expect(makeRedactor(mergePolicy({ literals: ['Pot'] }, policy)).redactText('Pot Kettle CUST-123')).toBe(
    '*** *** ***',
  );
});

test('What is no policy adds nothing', () => {
  for (const value of [null, [], 'x', 3, { literals: 'Kettle' }])
    expect(readPolicy(value).policy).toEqual({ literals: [], patterns: [], keys: [] });
});

test('What a policy says about sharing is nothing about redaction, and makes it no worse', () => {
  expect(readPolicy({ keys: ['patient'], share: { level: 'none' } })).toEqual({
    policy: { literals: [], patterns: [], keys: ['patient'] },
    refused: [],
  });
});
