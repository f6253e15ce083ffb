/** `errors` follows a failure that appears, spreads, is fixed and comes back, and finds out what helps against another. */

import { beforeAll, expect, test } from 'vitest';
import type { Row } from '../../src/analyses/define.ts';
import errors from '../../src/analyses/errors.ts';
import { errorsWorld, week } from './errors-world.ts';
import { FEW, held, openWorlds } from './worlds.ts';

type Truth = ReturnType<typeof errorsWorld>['truth'];
/** For each world the rows of each week. */
let answers: readonly { readonly truth: Truth; readonly weeks: readonly (readonly Row[])[] }[];
beforeAll(async () => {
  const worlds = await openWorlds(errorsWorld, FEW);
  answers = await Promise.all(
    worlds.map(async ({ truth, ask }) => ({
      truth,
      weeks: await Promise.all([1, 2, 3, 4].map(async (number) => (await ask(errors, week(number))).rows)),
    })),
  );
});

type Kind = keyof Truth['fingerprints'];

function rowOf({ truth, weeks }: (typeof answers)[number], kind: Kind, number: number): Row | undefined {
  return weeks[number - 1]?.find((row) => truth.fingerprints[kind].has(String(row['fingerprint'])));
}

/** Failures of the kind in a week, in both repositories. */
function put({ truth }: (typeof answers)[number], kind: 'comesAndGoes' | 'stays', number: number): number {
  return Object.values(truth[kind]).reduce((sum, weeks) => sum + (weeks[number - 1] ?? 0), 0);
}

test('A failure has one fingerprint in every repository, week and world, and shares it with no other failure.', () => {
  for (const kind of ['comesAndGoes', 'stays', 'edits'] as const) {
    expect(new Set(answers.flatMap(({ truth }) => [...truth.fingerprints[kind]])).size, kind).toBe(1);
  }
  expect(
    new Set(answers.flatMap(({ truth }) => Object.values(truth.fingerprints).flatMap((set) => [...set]))).size,
  ).toBe(3);
});

test.each([
  [1, 'new', 1],
  [2, 'ongoing', 2],
  [4, 'regressed', 1],
])('In week %i the failure that comes and goes is %s.', (number, state, repos) => {
  for (const answer of answers) {
    const row = rowOf(answer, 'comesAndGoes', number);
    expect(row?.['state']).toBe(state);
    expect(row?.['count']).toBe(put(answer, 'comesAndGoes', number));
    expect(row?.['repos']).toBe(repos);
  }
});

test('In the week without it, it is resolved.', () => {
  for (const answer of answers) expect(rowOf(answer, 'comesAndGoes', 3)?.['state']).toBe('resolved');
});

test.each([2, 3, 4])('The trend in week %i is that of the counts.', (number) => {
  for (const answer of answers) {
    const row = rowOf(answer, 'stays', number);
    const [before, now] = [put(answer, 'stays', number - 1), put(answer, 'stays', number)];
    expect(row?.['count']).toBe(now);
    expect(row?.['state']).toBe('ongoing');
    expect(row?.['trend_pct']).toBeCloseTo((now / before - 1) * 100, 0);
  }
});

test('What helps against failing edits is found by measuring: a look at the file.', () => {
  const suggests = (answer: (typeof answers)[number]) => {
    const row = rowOf(answer, 'edits', 4);
    return /\bRead\b/.test(String(row?.['suggestion'])) && /\d+ of \d+/.test(String(row?.['evidence']));
  };
  expect(held(answers, suggests)).toBeGreaterThanOrEqual(FEW - Math.ceil(FEW / 30));
});
