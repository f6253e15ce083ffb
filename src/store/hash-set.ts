/** A set of numbers in one table of doubles, which can be written to a file and read back as it is: nothing has to be added again. */

export type HashSet = {
  /** False when it was there. 0 stands for an empty place and is never asked for. */
  add(hash: number): boolean;
  remove(hash: number): void;
  size(): number;
  /** The table itself: a later `openHashSet(table, size)` is the same set. */
  table(): Float64Array;
};

/** Takes over `table`, whose length is a power of two and whose places were filled by a set of this kind. */
export function openHashSet(table: Float64Array = new Float64Array(SMALLEST), size = 0): HashSet {
  let places = table;
  let used = size;

  function grow(): void {
    const larger = new Float64Array(places.length * 2);
    for (const hash of places) if (hash !== 0) larger[placeOf(larger, hash)] = hash;
    places = larger;
  }

  return {
    add(hash) {
      const at = placeOf(places, hash);
      if (places[at] === hash) return false;
      places[at] = hash;
      used += 1;
      if (used * 4 > places.length * 3) grow();
      return true;
    },
    remove(hash) {
      if (places[placeOf(places, hash)] !== hash) return;
      // A hole would cut the chain behind it; removing is rare (a write that failed), so everything is placed again.
      const kept = places.filter((there) => there !== 0 && there !== hash);
      places = new Float64Array(places.length);
      for (const there of kept) places[placeOf(places, there)] = there;
      used = kept.length;
    },
    size: () => used,
    table: () => places,
  };
}

const SMALLEST = 1 << 14;

/** Whether looking for a number in such a table ends: it has an empty place, and is no fuller than a set lets it become. */
export function isHashTable(table: Float64Array, size: number): boolean {
  const { length } = table;
  return length >= SMALLEST && Math.log2(length) % 1 === 0 && size >= 0 && size * 4 <= length * 3 && table.includes(0);
}

/** Where `hash` stands, or the empty place where it belongs. */
function placeOf(table: Float64Array, hash: number): number {
  const mask = table.length - 1;
  let at = (hash >>> 0) & mask;
  for (let there = table[at]; there !== 0 && there !== hash; there = table[at]) at = (at + 1) & mask;
  return at;
}
