/** The same failure has one fingerprint wherever it happens, another one has another, and what made it can be read. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explain, fingerprintOf, type Failed } from '../../src/insight/fingerprint.ts';
import { LONGEST_TEMPLATE, STEPS, generalise } from '../../src/insight/generalise.ts';
import { templateOf } from '../../src/insight/template.ts';
import { FAILURES, classify } from '../../src/sources/failure.ts';
import { runs } from '../runs.ts';

const failed = (error_text: string, more: Failed = {}): Failed => ({
  tool: 'Bash',
  error_class: classify(error_text, 'Bash'),
  error_text,
  ...more,
});

describe('one group', () => {
  test.each<[string, string[]]>([
    [
      'a missing file, whoever looks for it',
      [
        "Exit code 1\nENOENT: no such file or directory, open '/home/ann/app/src/a.ts'",
        "Exit code 2\nENOENT: no such file or directory, open '/Users/***/work/web/b.json'",
        "ENOENT: no such file or directory, open 'C:\\Users\\bob\\x.txt'",
      ],
    ],
    [
      'a branch without upstream',
      [
        'Exit code 128\nfatal: The current branch fix-login has no upstream branch.\nTo push the current branch',
        'Exit code 128\nfatal: The current branch dev.2 has no upstream branch.',
      ],
    ],
    [
      'a missing command, in any shell',
      [
        'Exit code 127\nbash: line 1: tree: command not found',
        'Exit code 127\n(eval):1: command not found: tree',
        'Exit code 127\n/bin/sh: 1: tree: not found',
        'zsh:3: command not found: tree',
      ],
    ],
    [
      'a type error, at any place and after any progress',
      [
        "Exit code 2\nsrc/a.ts(3,14): error TS2345: Argument of type 'A' is not assignable to parameter of type 'B'.",
        "Exit code 1\nCompiling 3 files\nlib/x/y.tsx(120,1): error TS2345: Argument of type 'string' is not assignable to parameter of type '\"x\"'.",
      ],
    ],
    [
      'a lock of git',
      [
        "Exit code 128\nfatal: Unable to create '/srv/a/.git/index.lock': File exists.\n\nAnother git process",
        "fatal: Unable to create '/Users/***/b/.git/index.lock': File exists.",
      ],
    ],
    ['a timeout', ['Command timed out after 2m 0.0s', 'Command timed out after 30s']],
    [
      'an exception of Python, whatever the stack',
      [
        'Exit code 1\nTraceback (most recent call last):\n  File "/a/b.py", line 3, in <module>\n    x()\nValueError: bad value 17 for key 0x7f3a',
        'Exit code 1\nTraceback (most recent call last):\n  File "c.py", line 90, in run\nValueError: bad value 2 for key 0x11',
      ],
    ],
    [
      'ids, hashes and times',
      [
        'Error: job 550e8400-e29b-41d4-a716-446655440000 (deadbeef12) died at 2026-11-02T10:00:00Z',
        'Error: job 123e4567-e89b-12d3-a456-426614174000 (0badf00d77) died at 2026-01-12T23:59:59.5Z',
      ],
    ],
    ['colours', ['\u001b[31mError: boom\u001b[0m', 'Error: boom']],
    [
      'advice that follows',
      ['File does not exist. Note: your current working directory is /srv/a.', 'File does not exist.'],
    ],
    [
      'mail addresses and what redaction left',
      ['Error: no user [redacted:email] here', 'Error: no user ann@example.com here'],
    ],
  ])('%s', (_, texts) => {
    const groups = new Set(texts.map((text) => fingerprintOf(failed(text))));
    expect([...groups], texts.map((text) => explain(failed(text)).template).join('\n')).toHaveLength(1);
  });

  test('of all clients: a shell is a shell.', () => {
    const groups = ['Bash', 'exec_command', 'run_shell_command', 'bash'].map((tool) =>
      fingerprintOf(failed('Exit code 3\nbad', { tool })),
    );
    expect(new Set(groups).size).toBe(1);
  });

  test('of failing tests is the program that ran them, not which test failed.', () => {
    const one = failed('Exit code 1\n Tests  2 failed | 40 passed (42)', { program: 'vitest' });
    const two = failed('Exit code 1\n Tests  1 failed | 41 passed (42)\n FAIL  test/a.test.ts', { program: 'vitest' });
    expect(fingerprintOf(one)).toBe(fingerprintOf(two));
    expect(fingerprintOf(one)).not.toBe(fingerprintOf({ ...one, program: 'pytest' }));
  });

  test('of an output that names no error is its program; a signal tells more.', () => {
    const output = 'Exit code 1\n=== a ===\nversion: 1\nname: x\nkind: y';
    expect(explain(failed(output, { program: 'mix credo' })).template).toBe('mix credo');
    expect(explain(failed('', { program: 'node', exit_code: 137 })).template).toBe('node (exit status 137)');
    expect(explain(failed('', {})).template).toBe('');
  });
});

describe('different groups', () => {
  test.each([
    ['Exit code 127\nbash: tree: command not found', 'Exit code 127\nbash: jq: command not found'],
    ['a.ts(1,2): error TS2345: Argument of type x', 'a.ts(1,2): error TS2322: Argument of type x'],
    ['Request failed with status code 404', 'Request failed with status code 503'],
    ['curl: (6) Could not resolve host: x.example', 'curl: (7) Failed to connect to x.example'],
    ['String to replace not found in file.', 'File has not been read yet. Read it first.'],
    ['Exit code 1\nValueError: no', 'Exit code 1\nKeyError: no'],
  ])('%j and %j', (one, two) => {
    expect(fingerprintOf(failed(one))).not.toBe(fingerprintOf(failed(two)));
  });

  test('The same words of another tool, or of another class, are another failure.', () => {
    const read: Failed = { tool: 'Read', error_class: 'file_not_found', error_text: 'File does not exist.' };
    expect(fingerprintOf(read)).not.toBe(fingerprintOf({ ...read, tool: 'Edit' }));
    expect(fingerprintOf(read)).not.toBe(fingerprintOf({ ...read, error_class: 'other' }));
  });
});

test('A group is explained by what made it.', () => {
  expect(
    explain(failed("Exit code 1\nls: cannot access '/srv/x': No such file or directory", { program: 'ls' })),
  ).toEqual({
    version: 1,
    tool: 'shell',
    class: 'file_not_found',
    template: 'ls: <path>: No such file or directory',
  });
  expect(
    explain({ name: 'pin-citer', error_class: 'FileNotFoundError', error_text: 'missing /srv/cites/12.json' }),
  ).toEqual({
    version: 1,
    tool: 'pin-citer',
    class: 'FileNotFoundError',
    template: 'missing <path>',
  });
});

test('A fingerprint stays what it was: it stands in logs.', () => {
  expect(
    fingerprintOf({
      tool: 'Edit',
      error_class: 'string_not_found',
      error_text: 'String to replace not found in file.',
    }),
  ).toBe('1-ftxwnjdwgh8a');
  expect(fingerprintOf({})).toMatch(/^1-[0-9a-hjkmnp-tv-z]{12}$/);
});

test('Fingerprints of many templates are all different.', () => {
  const groups = new Set<string>();
  for (let a = 0; a < 26; a++)
    for (let b = 0; b < 26; b++)
      for (let c = 0; c < 26; c++)
        for (const tool of ['Read', 'Edit'])
          groups.add(fingerprintOf({ tool, error_text: String.fromCharCode(97 + a, 97 + b, 97 + c) }));
  expect(groups.size).toBe(2 * 26 ** 3);
});

const piece = fc.constantFrom(
  'Error: ',
  'fatal: ',
  '/srv/a/b.ts',
  'C:\\a\\b',
  "'x y'",
  '"',
  "'",
  '`',
  '12',
  '3.5',
  's',
  'ms',
  ' ',
  '.',
  ':',
  '\n',
  '***',
  '<n>',
  '<path>',
  'https://a.example/b?c',
  'ann@example.com',
  'deadbeef99',
  'branch main has',
  'Exit code 1\n',
  '\u001b[1m',
  '\ud83d',
  '\ude00',
  'A',
  'a',
  '-',
  '/',
  '\\n',
  '[redacted:email]',
  '[redacted:ip]',
  '10.0.0.1',
  'U+0041',
  '0x7f',
  '550e8400-e29b-41d4-a716-446655440000',
  'deadbeef-dead-beef-cafe-deadbeefcafe',
  '/a '.repeat(30),
  '2026-11-02T10:00:00Z',
  'toolu_01AbCdEfGhIjKlMnOp',
  '“x”',
  'sh: 1: ',
  'unknown option x',
  'not found',
  'followed by: ',
  'no such file',
  'a.json',
);
const text = fc.oneof(
  fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join('')),
  fc.string(),
);

test('A generalised line stays as it is, is bounded, and holds no line break, for any text.', () => {
  fc.assert(
    fc.property(text, (line) => {
      const once = generalise(line);
      expect(generalise(once)).toBe(once);
      expect(once.length).toBeLessThanOrEqual(LONGEST_TEMPLATE);
      expect(once).not.toMatch(/[\n\u0000-\u001f]/);
    }),
    { numRuns: runs(2_000) },
  );
});

test('No rule is passed over that would have changed the line.', () => {
  const all = STEPS.map((step) => ({ ...step, signs: 0 }));
  fc.assert(
    fc.property(text, (line) => {
      expect(generalise(line)).toBe(generalise(line, all));
    }),
    { numRuns: 5_000 },
  );
});

test('Any failure has a fingerprint of one form.', () => {
  fc.assert(
    fc.property(text, fc.constantFrom(undefined, ...Object.keys(FAILURES)), (error_text, error_class) => {
      const given: Failed = { tool: 'Bash', error_text, ...(error_class === undefined ? {} : { error_class }) };
      expect(fingerprintOf(given)).toMatch(/^1-[0-9a-hjkmnp-tv-z]{12}$/);
      expect(fingerprintOf({ ...given })).toBe(fingerprintOf(given));
    }),
    { numRuns: runs(1_000) },
  );
});

test('Long texts of one kind take no longer per character than short ones.', () => {
  // A pattern that backtracks over such texts would need hours: finishing is the assertion.
  for (const part of [
    'a',
    ' ',
    '/',
    '/a',
    '\\',
    '"',
    "'",
    '0',
    '1.',
    'a.',
    'a@',
    'a-',
    '<n> ',
    '<n>',
    ':',
    '.. ',
    'error ',
    'a1',
    '***',
    'branch ',
    '\n',
    '=',
    '^ ',
  ])
    for (const name of Object.keys(FAILURES))
      expect(templateOf(part.repeat(100_000), name).length).toBeLessThanOrEqual(LONGEST_TEMPLATE);
});
