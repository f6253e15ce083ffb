/** Hints stand only beside classes of failure that exist, and never beside a decision of the user. */

import { expect, test } from 'vitest';
import { hintFor } from '../../src/insight/hints.ts';
import { FAILURES } from '../../src/sources/failure.ts';

test('A hint is one sentence that says what to do.', () => {
  const hints = Object.keys(FAILURES)
    .map((name) => hintFor(name))
    .filter((hint) => hint !== undefined);
  expect(hints.length).toBeGreaterThan(10);
  for (const hint of hints) expect(hint).toMatch(/^[A-Z].{15,120}\.$/);
});

test('Failures whose cause differs from case to case have no hint.', () => {
  for (const name of [
    'exit_nonzero',
    'other',
    'user_rejected',
    'interrupted',
    'information',
    'uncaught_exception',
    '__proto__',
    'constructor',
    '',
  ])
    expect(hintFor(name), name).toBeUndefined();
});
