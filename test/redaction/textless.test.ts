/** What is left of an event without its texts is so plain that the full redaction finds nothing in it. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Event } from '../../src/event/schema.ts';
import { rules } from '../../src/redaction/index.ts';
import { makeRedactor } from '../../src/redaction/redact.ts';
import { isPlainName, withoutTexts } from '../../src/redaction/textless.ts';

const nothing = (): boolean => false;
const redactor = makeRedactor();
const secrets = rules.flatMap((rule) => rule.redacts.map(([text]) => text));

const call: Event = {
  kind: 'call',
  id: 'toolu_01A09q90qw90lq917835lq9abcd',
  at: '2026-11-20T12:00:00.000Z',
  observers: 'hook',
  agent: 'claude-code',
  session_id: '019a0000-0000-7000-8000-000000000001',
  cwd: '/home/ada/kettle',
  model: 'claude-sonnet-4-5-20250929',
  tool: 'mcp__tracker__list_issues',
  outcome: 'tool_error',
  error_class: 'file_not_found',
  error_text: 'cat: /home/ada/.ssh/id_rsa: No such file',
  target: 'cat /home/ada/.ssh/id_rsa',
  attributes: { trigger: 'auto' },
  input_bytes: 31,
  duration_ms: 12,
};

test('Texts, paths and free attributes go; ids, names, numbers and closed words stay', () => {
  const { cwd: _cwd, error_text: _text, target: _target, attributes: _attributes, ...rest } = call;
  expect(withoutTexts(call, nothing)).toEqual(rest);
});

test('A name that a policy forbids goes', () => {
  expect(withoutTexts(call, (name) => name.includes('tracker'))).not.toHaveProperty('tool');
});

test('Without a plain id there is no event', () => {
  expect(withoutTexts({ ...call, id: 'ada@example.org' }, nothing)).toBeUndefined();
  expect(withoutTexts({ ...call, session_id: `sk-${'a1B2'.repeat(10)}` }, nothing)).toBeUndefined();
});

test('Names of tools, models and versions are plain', () => {
  const names = [
    'Bash',
    'exec_command',
    'mcp__github__create_issue',
    'gpt-5.4',
    'gemini-2.5-pro',
    'user',
    '0.169.0',
    'v2.1.328',
  ];
  expect(names.filter((name) => !isPlainName(name))).toEqual(['0.169.0']);
});

test('In a name that is kept no rule finds anything', () => {
  const part = fc.oneof(
    fc.constantFrom(...secrets),
    fc.constantFrom(...secrets).map((text) => text.split(/\s/).at(-1) ?? ''),
    fc.stringMatching(/^[A-Za-z0-9_.-]{1,30}$/),
    fc.constantFrom('token', 'password', '_', '-', '.', ' '),
  );
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
      const name = parts.join('');
      const left = withoutTexts({ ...call, tool: name }, nothing);
      if (left !== undefined && 'tool' in left) expect(redactor.redactText(name)).toBe(name);
    }),
    { numRuns: 4_000 },
  );
});
