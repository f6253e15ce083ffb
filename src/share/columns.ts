/**
 * Columns of values as JSON that git compresses well: words by their place in a dictionary, what grows by its differences, ids without anything
 * between. What is read is not trusted: a column that is not what it should be is none.
 */

import { known, list, object } from '../sources/read.ts';
import { ID_LENGTH, type Cell } from './facts.ts';
import { atPlaces, encodePlaces, placesOf } from './places.ts';

/** Entries, and the entry of every row unless all have the only one. */
export type Dictionary = { readonly of: unknown; readonly is?: unknown };

/** Undefined for a column without any value. */
export function encodeWords(cells: readonly Cell[]): Dictionary | undefined {
  const { entries, places } = placesOf(cells);
  return entries.length === 0 ? undefined : known({ of: entries, is: encodePlaces(places, entries.length) });
}

/** Like words, all ids of the dictionary in one text. */
export function encodeIds(cells: readonly Cell[]): Dictionary | undefined {
  const words = encodeWords(cells);
  return words === undefined ? undefined : { ...words, of: list(words.of).join('') };
}

/** Ids, each with a number that nearly always goes with it: an id stands in the dictionary once for each number. */
export function encodePairs(ids: readonly Cell[], numbers: readonly Cell[]): Dictionary | undefined {
  const { entries, places } = placesOf(
    ids.map((id, row) => (id === null ? null : `${String(id)}${String(numbers[row])}`)),
  );
  if (entries.length === 0) return undefined;
  const texts = entries.map(String);
  const of = texts.map((text) => text.slice(0, ID_LENGTH)).join('');
  const beside = texts.map((text) => text.slice(ID_LENGTH)).map((text) => (text === 'null' ? null : Number(text)));
  return known({ of, at: encodeDeltas(beside), is: encodePlaces(places, entries.length) });
}

/** The numbers of the pairs. */
export function decodePairNumbers(value: unknown, rows: number): readonly Cell[] | undefined {
  const { of, at, is } = object(value) ?? {};
  const numbers = decodeDeltas(at, splitIds(of)?.length ?? 0);
  return numbers === undefined
    ? undefined
    : atPlaces(
        numbers.map((number) => number ?? NOWHERE),
        is,
        rows,
      )?.map(somewhere);
}

/** A number that no column holds, for an entry without one. */
const NOWHERE = Number.NaN;

function somewhere(number: number | null): number | null {
  return Number.isNaN(number) ? null : number;
}

export function decodeWords(value: unknown, rows: number): readonly Cell[] | undefined {
  const { of, is } = object(value) ?? {};
  if (!Array.isArray(of) || !of.every((entry) => typeof entry === 'string')) return undefined;
  return atPlaces(of, is, rows);
}

export function decodeIds(value: unknown, rows: number): readonly Cell[] | undefined {
  const { of, is } = object(value) ?? {};
  const ids = splitIds(of);
  return ids === undefined ? undefined : atPlaces(ids, is, rows);
}

/** Undefined when the text is not made of ids. */
export function splitIds(text: unknown): readonly string[] | undefined {
  if (typeof text !== 'string' || text.length % ID_LENGTH !== 0 || !/^[\w-]*$/.test(text)) return undefined;
  return Array.from({ length: text.length / ID_LENGTH }, (_, index) =>
    text.slice(index * ID_LENGTH, (index + 1) * ID_LENGTH),
  );
}

/** Numbers and flags: a list, or a dictionary where that is shorter. Undefined for a column without any. */
export type Plain = readonly (number | null)[] | Dictionary;

export function encodePlain(cells: readonly Cell[]): Plain | undefined {
  if (cells.every((cell) => cell === null)) return undefined;
  return compact(cells.map((cell) => (cell === null ? null : Number(cell))));
}

function compact(numbers: readonly (number | null)[]): Plain {
  const { entries, places } = placesOf(numbers);
  if (entries.length > MOST_ENTRIES) return numbers;
  const words = known({ of: entries, is: encodePlaces(places, entries.length) });
  return JSON.stringify(words).length < JSON.stringify(numbers).length ? words : numbers;
}

/** With more different numbers a row could not be one letter. */
const MOST_ENTRIES = 62;

export function decodePlain(value: unknown, rows: number): readonly (number | null)[] | undefined {
  if (Array.isArray(value)) return value.length === rows && value.every(isNumber) ? value : undefined;
  const { of, is } = object(value) ?? {};
  return Array.isArray(of) && of.every(isKnownNumber) ? atPlaces(of, is, rows) : undefined;
}

function isKnownNumber(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function isNumber(value: unknown): value is number | null {
  return value === null || Number.isSafeInteger(value);
}

export function decodeFlags(value: unknown, rows: number): readonly Cell[] | undefined {
  return decodePlain(value, rows)?.map((cell) => (cell === null ? null : cell !== 0));
}

/** Each known value as its difference from the known one before. */
export function encodeDeltas(cells: readonly Cell[]): Plain | undefined {
  let before = 0;
  return encodePlain(
    cells.map((cell) => {
      if (cell === null) return null;
      const delta = Number(cell) - before;
      before = Number(cell);
      return delta;
    }),
  );
}

export function decodeDeltas(value: unknown, rows: number): readonly (number | null)[] | undefined {
  let before = 0;
  const cells = decodePlain(value, rows)?.map((delta) => (delta === null ? null : (before += delta)));
  return cells?.every(isNumber) === true ? cells : undefined;
}

/**
 * What is read from a cache is nearly always what was read and written before. `before` names, for each row, the row before in the same
 * conversation; `beyond` is what was written in each row.
 */
export type Chain = { readonly before: readonly (number | undefined)[]; readonly beyond: readonly number[] };

/** Each value as its difference from what the chain lets expect. */
export function encodeChained(cells: readonly Cell[], { before, beyond }: Chain): Plain | undefined {
  return encodePlain(
    cells.map((cell, row) => (cell === null ? null : Number(cell) - expected(cells, before[row], beyond))),
  );
}

export function decodeChained(value: unknown, { before, beyond }: Chain): readonly (number | null)[] | undefined {
  const cells: (number | null)[] = [];
  for (const [row, delta] of (decodePlain(value, before.length) ?? []).entries())
    cells.push(delta === null ? null : delta + expected(cells, before[row], beyond));
  return cells.length === before.length && cells.every(isNumber) ? cells : undefined;
}

function expected(cells: readonly Cell[], before: number | undefined, beyond: readonly number[]): number {
  return before === undefined ? 0 : Number(cells[before] ?? 0) + (beyond[before] ?? 0);
}

/** Each value as its difference from the value of the same row in another column, where that has one. */
export function encodeBeside(cells: readonly Cell[], beside: readonly Cell[]): Plain | undefined {
  return encodePlain(cells.map((cell, row) => (cell === null ? null : Number(cell) - Number(beside[row] ?? 0))));
}

export function decodeBeside(value: unknown, beside: readonly Cell[]): readonly (number | null)[] | undefined {
  const cells = decodePlain(value, beside.length)?.map((cell, row) =>
    cell === null ? null : cell + Number(beside[row] ?? 0),
  );
  return cells?.every(isNumber) === true ? cells : undefined;
}
