/** Fills the table `price` with the prices of exactly the models that the log holds. */

import type { Places } from '../../config/home.ts';
import { literal, type Duckdb } from '../../duckdb.ts';
import { listPrices } from './cache.ts';
import { PRICE_DATA } from './catalogue.ts';
import { ownPrices } from './override.ts';
import { PRICE_COLUMNS, type Price } from './price.ts';

export const PRICE_TABLE = `create table price (${Object.entries(PRICE_COLUMNS)
  .map(([name, type]) => `${name} ${type}`)
  .join(', ')})`;

export const PRICE_FIELDS = [
  'model',
  'from_at',
  'until_at',
  'from_second',
  'until_second',
  'over_input_tokens',
  'until_input_tokens',
  'input_micros',
  'output_micros',
  'cache_read_micros',
  'cache_write_5m_micros',
  'cache_write_1h_micros',
  'web_search_micros',
] as const satisfies readonly (keyof Price)[];

/** Returns a sentence about where the prices come from, for the notes of a report. */
export async function fillPrices(db: Duckdb, places: Places, file: string | undefined): Promise<string> {
  const { rows } = await db.rows(`select distinct model from event where kind = 'answer' and model is not null`);
  const models = rows.map(([model]) => String(model)).toSorted();
  const own = file === undefined ? [] : ownPrices(file, models);
  const replaced = new Set(own.map(({ model }) => model));
  const prices = [
    ...own,
    ...(await listPrices(
      places,
      models.filter((model) => !replaced.has(model)),
    )),
  ];
  await insertPrices(db, prices);
  const from = `List prices as of ${PRICE_DATA.date} (genai-prices ${PRICE_DATA.version})`;
  return replaced.size === 0 ? `${from}.` : `${from}; your price file sets ${[...replaced].join(', ')}.`;
}

export async function insertPrices(db: Duckdb, prices: readonly Price[]): Promise<void> {
  if (prices.length > 0) await db.run(`insert into price values ${prices.map(rowLiteral).join(', ')}`);
}

function rowLiteral(price: Price): string {
  const cells = PRICE_FIELDS.map((name) => price[name]).map((cell) =>
    typeof cell === 'string' ? literal(cell) : String(cell),
  );
  return `(${cells.join(', ')})`;
}
