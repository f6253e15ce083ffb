/** What is suggested against a group: what was measured to help, where chance is no explanation; else what is known. */

import { expect, test } from 'vitest';
import { fixFor, readRepeats } from '../../src/insight/fix.ts';

const fix = (packed: string, errorClass = 'file_not_found', template = '') =>
  fixFor({ errorClass, template, count: 45, repeats: readRepeats(packed) });

test('The call that stood in between more often when the next try worked is suggested, with its numbers.', () => {
  expect(fix('35/45\n31/33 Read of the same target\n20/24 git status', 'string_not_found')).toEqual({
    suggestion: 'Read the same target before trying again.',
    evidence: 'With it in between, 31 of 33 next tries worked, without 4 of 12: +61 points (95 % interval 30 to 81).',
  });
  expect(fix('60/100\n50/50 npm install').suggestion).toBe('Use npm install before trying again.');
});

test.each([
  ['too few with it', '20/40\n4/4 Read'],
  ['too few without it', '40/44\n40/40 Read'],
  ['a difference that may be chance', '20/40\n12/20 Read'],
  ['a difference the wrong way', '50/100\n0/50 Read'],
])('With %s, what is known of the class is suggested.', (_, packed) => {
  const { suggestion, evidence } = fix(packed);
  expect(suggestion).toBe('List or search for the path before using it.');
  expect(evidence).toMatch(/^Known class, n = 45\. \d+ of \d+ next tries worked\.$/);
});

test('What a message asks for goes before what its class asks for.', () => {
  expect(fix('', 'git_refused', 'fatal: The current branch <name> has no upstream branch').suggestion).toBe(
    'Push a new branch with "git push -u origin HEAD".',
  );
});

test('Where nothing is measured and nothing known, nothing is suggested.', () => {
  expect(fix('', 'other')).toEqual({ suggestion: null, evidence: null });
  expect(fix('3/4', 'other')).toEqual({ suggestion: null, evidence: '3 of 4 next tries worked.' });
});

test('What is no list of rates is left out.', () => {
  expect(readRepeats('')).toBeUndefined();
  expect(readRepeats('null')).toBeUndefined();
  expect(readRepeats('1/2\nx\n3/4 a b\n/ c')).toEqual({
    successes: 1,
    n: 2,
    helpers: [{ successes: 3, n: 4, label: 'a b' }],
  });
});
