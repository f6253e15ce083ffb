/** Reads fields of records that we do not control: every function takes `unknown` and never throws. */

/** A JSON object, or undefined. */
export type Json = Readonly<Record<string, unknown>>;

/** What a JSON text says; undefined when it is none. */
export function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export function object(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A non-empty text without the mark of a cut. */
export function text(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  const cut = value.indexOf(CUT);
  if (cut < 0) return value;
  return cut === 0 ? undefined : value.slice(0, cut);
}

/** A number, rounded; undefined when it is so large that it would not be exact. */
export function integer(value: unknown): number | undefined {
  if (typeof value !== 'number') return undefined;
  const whole = Math.round(value);
  return Number.isSafeInteger(whole) ? whole : undefined;
}

/** A count: a number that is not negative, rounded. */
export function count(value: unknown): number | undefined {
  const whole = integer(value);
  return whole !== undefined && whole >= 0 ? whole : undefined;
}

export function flag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** The same fields without those that are not known. */
export function known<T extends Json>(fields: T): Known<T> {
  const kept: Record<string, unknown> = {};
  for (const name in fields) if (fields[name] !== undefined) kept[name] = fields[name];
  return kept as Known<T>;
}

type Known<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** An instant as `2026-01-31T12:00:00.000Z` from ISO text or epoch milliseconds; undefined when it is no time between 2000 and 2200. */
export function instant(value: unknown): string | undefined {
  if (
    typeof value === 'string' &&
    ISO.test(value) &&
    value > '2000' &&
    value < '2200' &&
    !Number.isNaN(Date.parse(value))
  )
    return value;
  const ms = typeof value === 'number' ? value : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return ms >= EARLIEST && ms < LATEST ? new Date(ms).toISOString() : undefined;
}

/**
 * The mark that the file reader leaves where it cut a long string: NUL, the UTF-8 size of the whole string in decimal digits, NUL.
 * It stands at the end of the kept part.
 */
export const CUT = '\u0000';

/** UTF-8 size of a string, also of one that the file reader has cut. */
export function sizeOf(value: string): number {
  const cut = value.indexOf(CUT);
  if (cut < 0) return Buffer.byteLength(value);
  const size = Number(value.slice(cut + 1, value.indexOf(CUT, cut + 1)));
  return Number.isSafeInteger(size) && size >= 0 ? size : Buffer.byteLength(value);
}

/** Nothing that a client writes is nested deeper; what is, is not counted. */
const DEEPEST = 12;

/** Sum of the UTF-8 sizes of all strings in a JSON value (of the values, not of the keys). */
export function bytesOf(value: unknown, depth = 0): number {
  if (typeof value === 'string') return sizeOf(value);
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return 0;
  let sum = 0;
  if (Array.isArray(value)) {
    for (const item of value) sum += bytesOf(item, depth + 1);
    return sum;
  }
  const record = object(value) ?? {};
  for (const key in record) sum += bytesOf(record[key], depth + 1);
  return sum;
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const EARLIEST = Date.UTC(2000, 0, 1);
const LATEST = Date.UTC(2200, 0, 1);
