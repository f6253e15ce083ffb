/**
 * Flattens the price data of `@pydantic/genai-prices` to rows, for exactly the models asked for. Loading the data
 * costs more than most questions, so only `cache.ts` calls this, and only for models that it has not seen.
 */

import type { ConditionalPrice, ModelInfo, ModelPrice } from '@pydantic/genai-prices';
import { modelNames } from './model-name.ts';
import { ANY_SIZE, DAY_SECONDS, FIRST_INSTANT, LAST_INSTANT, microsPerMillion, type Price } from './price.ts';

/** Version and date of the bundled data; a test compares the version with the package's own. */
export const PRICE_DATA = { version: '0.1.8', date: '2026-09-23' } as const;

type Period = Pick<Price, 'from_at' | 'until_at' | 'from_second' | 'until_second'>;
type Find = (model: string) => ModelInfo | undefined;

/** Rows of every model that has a price; a model without rows is unpriced. */
export async function cataloguePrices(models: readonly string[]): Promise<Readonly<Record<string, readonly Price[]>>> {
  const { calcPrice } = await import('@pydantic/genai-prices');
  const find: Find = (model) => calcPrice({}, model)?.model;
  return Object.fromEntries(models.map((model) => [model, pricesOf(model, find)]));
}

function pricesOf(model: string, find: Find): readonly Price[] {
  for (const name of modelNames(model)) {
    const info = find(name);
    if (info !== undefined) return flatten(model, Array.isArray(info.prices) ? info.prices : [{ prices: info.prices }]);
  }
  return [];
}

/**
 * The data lists prices oldest first, and the last one whose condition holds counts. So each period is cut out of what
 * later ones have left over; a price without condition takes all the rest.
 */
function flatten(model: string, listed: readonly ConditionalPrice[]): readonly Price[] {
  const rows: Price[] = [];
  let open: readonly Period[] = [
    { from_at: FIRST_INSTANT, until_at: LAST_INSTANT, from_second: 0, until_second: DAY_SECONDS },
  ];
  for (const { constraint, prices } of listed.toReversed()) {
    const cuts = open.map((period) => cut(period, constraint));
    rows.push(...cuts.flatMap(({ taken }) => taken).flatMap((period) => tiersOf(model, period, prices)));
    open = cuts.flatMap(({ left }) => left);
  }
  // Before the first condition holds, the data answers with its oldest price.
  const oldest = listed[0];
  return oldest === undefined ? rows : [...rows, ...open.flatMap((period) => tiersOf(model, period, oldest.prices))];
}

/** Splits a period into the part in which the condition holds and the rest. */
function cut(
  period: Period,
  constraint: ConditionalPrice['constraint'],
): { taken: readonly Period[]; left: readonly Period[] } {
  if (constraint === undefined) return { taken: [period], left: [] };
  if (constraint.type === 'start_date') {
    const start = new Date(constraint.start_date).toISOString();
    if (start <= period.from_at) return { taken: [period], left: [] };
    if (start >= period.until_at) return { taken: [], left: [period] };
    return { taken: [{ ...period, from_at: start }], left: [{ ...period, until_at: start }] };
  }
  const start = secondOf(constraint.start_time);
  const end = secondOf(constraint.end_time);
  const holds =
    start <= end
      ? [[start, end]]
      : [
          [0, end],
          [start, DAY_SECONDS],
        ];
  const rest =
    start <= end
      ? [
          [0, start],
          [end, DAY_SECONDS],
        ]
      : [[end, start]];
  return { taken: clipped(period, holds), left: clipped(period, rest) };
}

function clipped(period: Period, spans: readonly (readonly number[])[]): readonly Period[] {
  return spans
    .map(([from = 0, until = 0]) => ({
      ...period,
      from_second: Math.max(period.from_second, from),
      until_second: Math.min(period.until_second, until),
    }))
    .filter(({ from_second: from, until_second: until }) => from < until);
}

/** `16:30:00Z` as seconds of the UTC day. */
function secondOf(time: string): number {
  const at = new Date(`1970-01-01T${time}`).getTime() / 1000;
  return ((at % DAY_SECONDS) + DAY_SECONDS) % DAY_SECONDS;
}

function tiersOf(model: string, period: Period, prices: ModelPrice): readonly Price[] {
  // A model without any token price is listed for other things (images, audio), or its price is not known.
  if (prices['input_mtok'] === undefined && prices['output_mtok'] === undefined) return [];
  const starts = new Set(
    Object.values(prices).flatMap((price) => (typeof price === 'object' ? price.tiers.map(({ start }) => start) : [])),
  );
  const bounds = [-1, ...[...starts].sort((a, b) => a - b)];
  return bounds.map((over, index) => {
    const micros = (key: string) => microsAt(prices[key], over);
    const searches = micros('web_searches_kcount');
    return {
      model,
      ...period,
      over_input_tokens: over,
      until_input_tokens: bounds[index + 1] ?? ANY_SIZE,
      input_micros: micros('input_mtok') ?? 0,
      output_micros: micros('output_mtok') ?? 0,
      cache_read_micros: micros('cache_read_mtok'),
      cache_write_5m_micros: micros('cache_write_mtok'),
      cache_write_1h_micros: micros('cache_write_1h_mtok'),
      web_search_micros: searches === null ? null : Math.round(searches / 1000),
    };
  });
}

/** The price for requests whose input is greater than `over`, the start of a tier, or -1 for the first. */
function microsAt(price: ModelPrice[string], over: number): number | null {
  if (price === undefined) return null;
  if (typeof price === 'number') return microsPerMillion(price);
  const tiers = price.tiers.toSorted((a, b) => a.start - b.start).filter(({ start }) => start <= over);
  return microsPerMillion(tiers.at(-1)?.price ?? price.base);
}
