/** Cells that are counted, and the notes that several analyses share. */

import { expect, test } from 'vitest';
import { count, total } from '../../../src/analyses/rows/cells.ts';
import { sampledNote, unpricedNote } from '../../../src/analyses/rows/notes.ts';

test('What is not known, or not there, counts as nothing', () => {
  expect([count({ n: 3 }, 'n'), count({ n: null }, 'n'), count({}, 'n'), count(undefined, 'n')]).toEqual([3, 0, 0, 0]);
  expect([total([{ n: 3 }, { n: null }, { n: 4 }], 'n'), total([], 'n')]).toEqual([7, 0]);
});

test('Answers without a price are told where there are any', () => {
  expect(unpricedNote([{ unpriced_answers: 0 }, { unpriced_answers: null }])).toEqual([]);
  expect(unpricedNote([{ unpriced_answers: 1200 }, { unpriced_answers: 34 }])).toEqual([
    '1,234 answers have no known price; they are not in the cost.',
  ]);
});

test('An estimate says of how many sessions it looked at one', () => {
  expect([sampledNote([]), sampledNote([{ one_in: 1 }])]).toEqual([[], []]);
  expect(sampledNote([{ one_in: 4 }])).toEqual(['Estimated from one session in 4.']);
  expect(sampledNote([{ one_in: 4 }], 'Counted in one session or subagent')).toEqual([
    'Counted in one session or subagent in 4.',
  ]);
});
