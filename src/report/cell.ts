/** One value as text, by the type of its column. Unknown is `–`, never zero. */

import type { Cell, Column, ColumnType } from '../analyses/define.ts';
import { bytes, count, ms, number, ratio, tokens, usd } from './number.ts';
import { plain } from './width.ts';

export const UNKNOWN = '–';

export function isNumeric(type: ColumnType): boolean {
  return type !== 'text' && type !== 'instant' && type !== 'day' && type !== 'boolean';
}

/** `zone` is the IANA time zone in which instants are shown. */
export function showCell(value: Cell | undefined, column: Column, zone: string): string {
  if (value === null || value === undefined || value === '') return UNKNOWN;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return Number.isFinite(value) ? SHOW[column.type](value) : UNKNOWN;
  return column.type === 'instant' ? localTime(value, zone) : plain(value);
}

const SHOW: Readonly<Record<ColumnType, (value: number) => string>> = {
  count,
  tokens,
  number,
  ratio,
  usd,
  ms,
  bytes,
  text: String,
  instant: String,
  day: String,
  boolean: String,
};

/** `2026-11-20 14:03`, in the zone. */
export function localTime(instant: string, zone: string): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return plain(instant);
  // The Swedish form is ISO 8601 without the T.
  return formatter(zone).format(date);
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  formatters.set(zone, made);
  return made;
}
