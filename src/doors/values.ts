/** Rows of the scanner → JSON values. Texts that lie side by side are parsed as one list, which takes a fifth less time than one by one. */

import type { Elider, Row } from './elide.ts';

/** What stands in the place of a row's value when it has none. */
export const NOT_JSON = Symbol('not JSON');
export const TOO_LONG = Symbol('too long');

/** The values of the first `count` rows, in their order. */
export function valuesOf(elider: Elider, count: number): readonly unknown[] {
  const { bytes } = elider;
  const values: unknown[] = [];
  let together: Row[] = [];
  for (let i = 0; i < count; i++) {
    const row = elider.row(i);
    if (row.kind === 'ascii' && bytes[row.start] === BRACE) {
      together.push(row);
      continue;
    }
    values.push(...parseTogether(bytes, together), valueOf(bytes, row));
    together = [];
  }
  values.push(...parseTogether(bytes, together));
  return values;
}

const BRACE = 0x7b;
const LIST_BEGIN = 0x5b;
const LIST_END = 0x5d;

/**
 * The text of an object ends where its first bracket closes, so a list of such texts is valid exactly when each of them is. Of other texts
 * that is not so: `1,[2` and `3]` are valid side by side.
 */
function parseTogether(bytes: Buffer, rows: readonly Row[]): readonly unknown[] {
  const first = rows[0];
  const last = rows.at(-1);
  if (first === undefined || last === undefined) return [];
  bytes[first.start - 1] = LIST_BEGIN;
  bytes[last.end] = LIST_END;
  const values = parseJson(bytes.toString('latin1', first.start - 1, last.end + 1));
  return Array.isArray(values) ? values : rows.map((row) => valueOf(bytes, row));
}

function valueOf(bytes: Buffer, row: Row): unknown {
  if (row.kind === 'broken') return NOT_JSON;
  if (row.kind === 'too-long') return TOO_LONG;
  return parseJson(bytes.toString(row.kind === 'ascii' ? 'latin1' : 'utf8', row.start, row.end));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return NOT_JSON;
    throw error;
  }
}
