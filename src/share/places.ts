/**
 * Which entry of a dictionary each row has. With up to 62 entries a row is one letter, and `-` where it has none; with more, a list of numbers.
 * What is read is not trusted.
 */

import type { Cell } from './facts.ts';

type Places = readonly (number | null)[];

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const NONE = '-';
const PLACES: ReadonlyMap<string, number | null> = new Map<string, number | null>([
  [NONE, null],
  ...Array.from(LETTERS, (letter, place) => [letter, place] as const),
]);

/** The different values in the order in which they come, and where each row has which. */
export function placesOf(cells: readonly Cell[]): { readonly entries: readonly Cell[]; readonly places: Places } {
  const known = new Map<Cell, number>();
  const places = cells.map((cell) => {
    if (cell === null) return null;
    let place = known.get(cell);
    if (place === undefined) known.set(cell, (place = known.size));
    return place;
  });
  return { entries: [...known.keys()], places };
}

/** Undefined when every row has the only entry. */
export function encodePlaces(places: Places, entries: number): string | Places | undefined {
  if (entries === 1 && !places.includes(null)) return undefined;
  if (entries > LETTERS.length) return places;
  return places.map((place) => (place === null ? NONE : (LETTERS[place] ?? NONE))).join('');
}

/** The value of each row. */
export function atPlaces<T>(entries: readonly T[], is: unknown, rows: number): readonly (T | null)[] | undefined {
  const only = entries[0];
  if (is === undefined)
    return entries.length === 1 && only !== undefined ? Array.from({ length: rows }, () => only) : undefined;
  const places: unknown = typeof is === 'string' ? Array.from(is, (letter) => PLACES.get(letter)) : is;
  if (!Array.isArray(places) || places.length !== rows) return undefined;
  const values: (T | null)[] = [];
  for (const place of places) {
    const entry = typeof place === 'number' ? entries[place] : undefined;
    if (entry === undefined && place !== null) return undefined;
    values.push(entry ?? null);
  }
  return values;
}
