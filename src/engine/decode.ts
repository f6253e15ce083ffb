/**
 * Turns what an engine answers into plain cells: the same cell from DuckDB and from PostgreSQL, whatever their drivers
 * call a number.
 */

import type { Cell, Column, ColumnType, Row } from '../analyses/define.ts';

const NUMBERS: ReadonlySet<ColumnType> = new Set(['count', 'number', 'ratio', 'usd', 'ms', 'bytes', 'tokens'] as const);

/** Digits that mean something: the engines differ in the last digits of a double. A micro-dollar, a microsecond. */
const DECIMALS: Readonly<Partial<Record<ColumnType, number>>> = { usd: 6, ms: 3 };

/** One row as an object in the order of the columns; a column that the row lacks is null. */
export function decodeRow(
  columns: Readonly<Record<string, Column>>,
  names: readonly string[],
  cells: readonly unknown[],
): Row {
  const place = new Map(names.map((name, index) => [name, index]));
  return Object.fromEntries(
    Object.entries(columns).map(([id, { type }]) => [id, decodeCell(cells[place.get(id) ?? -1], type)]),
  );
}

/** A cell of a declared column. What is no finite number in a number column is null, never NaN. */
export function decodeCell(value: unknown, type: ColumnType): Cell {
  if (value === null || value === undefined) return null;
  if (NUMBERS.has(type)) return rounded(numberOf(value), DECIMALS[type]);
  if (type === 'boolean') return typeof value === 'boolean' ? value : null;
  if (type === 'instant') return value instanceof Date ? isoOf(value) : isoOf(new Date(String(value)));
  if (type === 'day') return value instanceof Date ? (isoOf(value)?.slice(0, 10) ?? null) : String(value).slice(0, 10);
  return anyCell(value, 'VARCHAR');
}

/**
 * A cell of a free query, by the type that the engine names. Whole numbers that JavaScript cannot hold stay exact, as
 * text.
 */
export function anyCell(value: unknown, sqlType: string): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Date) return sqlType === 'DATE' ? (isoOf(value)?.slice(0, 10) ?? null) : isoOf(value);
  return (
    JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner)) ??
    String(value)
  );
}

function numberOf(value: unknown): number | null {
  const number =
    typeof value === 'number'
      ? value
      : typeof value === 'bigint' || typeof value === 'string'
        ? Number(value)
        : Number.NaN;
  return Number.isFinite(number) ? number : null;
}

function rounded(value: number | null, decimals: number | undefined): number | null {
  if (value === null || decimals === undefined) return value;
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale;
}

function isoOf(date: Date): string | null {
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
