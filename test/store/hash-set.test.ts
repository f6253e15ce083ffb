/** The set of numbers behind the index of lines. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isHashTable, openHashSet } from '../../src/store/hash-set.ts';

const hashes = fc.array(
  fc.oneof(
    fc.integer({ min: 1, max: 60 }),
    fc.maxSafeNat().filter((hash) => hash > 0),
  ),
);

test('It answers like a Set, also after its table was taken up again.', () => {
  fc.assert(
    fc.property(hashes, hashes, hashes, (first, removed, second) => {
      const known = new Set<number>();
      let set = openHashSet();
      for (const hash of first) {
        expect(set.add(hash)).toBe(!known.has(hash));
        known.add(hash);
      }
      for (const hash of removed) {
        set.remove(hash);
        known.delete(hash);
      }
      expect(isHashTable(set.table(), set.size())).toBe(true);
      set = openHashSet(set.table().slice(), set.size());
      for (const hash of second) {
        expect(set.add(hash)).toBe(!known.has(hash));
        known.add(hash);
      }
      expect(set.size()).toBe(known.size);
    }),
  );
});

test('It grows, and stays a table in which looking for a number ends.', () => {
  const set = openHashSet();
  const many = Array.from({ length: 100_000 }, (_, at) => (at + 1) * 7_919);
  expect(many.filter((hash) => set.add(hash))).toHaveLength(100_000);
  expect(set.size()).toBe(100_000);
  expect(isHashTable(set.table(), set.size())).toBe(true);
  expect(many.some((hash) => set.add(hash))).toBe(false);
});

test('What a damaged file holds is no table.', () => {
  const { length } = openHashSet().table();
  expect(isHashTable(new Float64Array(length).fill(1), 5)).toBe(false);
  expect(isHashTable(new Float64Array(length + 1), 0)).toBe(false);
  expect(isHashTable(new Float64Array(0), 0)).toBe(false);
  expect(isHashTable(new Float64Array(length), length)).toBe(false);
  expect(isHashTable(new Float64Array(length), Number.NaN)).toBe(false);
});
