/**
 * The shape of a price: what one model costs in one period, at one size of request. Money is whole micro-dollars
 * (millionths of a US dollar) per million tokens, so that no rounding happens before the last step.
 */

export type Price = {
  /** The model as the log spells it. */
  readonly model: string;
  /** Instants between which the price holds: from (included) until (not included). */
  readonly from_at: string;
  readonly until_at: string;
  /** Seconds of the UTC day between which it holds; some vendors are cheaper at night. */
  readonly from_second: number;
  readonly until_second: number;
  /**
   * Total input of the request, cached input included: more than `over`, up to `until` (included). The tier covers the
   * whole request.
   */
  readonly over_input_tokens: number;
  readonly until_input_tokens: number;
  readonly input_micros: number;
  readonly output_micros: number;
  /** `null`: the vendor names no price of its own for it. */
  readonly cache_read_micros: number | null;
  readonly cache_write_5m_micros: number | null;
  readonly cache_write_1h_micros: number | null;
  /** Micro-dollars for one search, not for a million. */
  readonly web_search_micros: number | null;
};

/** Where the known time begins and ends: prices without a start or an end use these. */
export const FIRST_INSTANT = '1970-01-01T00:00:00.000Z';
export const LAST_INSTANT = '9999-01-01T00:00:00.000Z';
export const DAY_SECONDS = 86_400;
export const ANY_SIZE = Number.MAX_SAFE_INTEGER;

/** `price` in SQL: the columns of `Price` in this order; both engines take the types. */
export const PRICE_COLUMNS = {
  model: 'text',
  from_at: 'timestamptz',
  until_at: 'timestamptz',
  from_second: 'bigint',
  until_second: 'bigint',
  over_input_tokens: 'bigint',
  until_input_tokens: 'bigint',
  input_micros: 'bigint',
  output_micros: 'bigint',
  cache_read_micros: 'bigint',
  cache_write_5m_micros: 'bigint',
  cache_write_1h_micros: 'bigint',
  web_search_micros: 'bigint',
} as const satisfies Record<keyof Price, string>;

/** Dollars per million tokens as micro-dollars per million tokens. */
export function microsPerMillion(dollars: number): number {
  return Math.round(dollars * 1_000_000);
}
