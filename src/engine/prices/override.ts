/**
 * Prices of one's own: a JSON file that maps a model to US dollars per million tokens. They replace every list price
 * of that model, at every date and size.
 */

import { readFileSync } from 'node:fs';
import { AppError, didYouMean } from '../../errors.ts';
import { object, type Json } from '../../sources/read.ts';
import { modelNames } from './model-name.ts';
import { ANY_SIZE, DAY_SECONDS, FIRST_INSTANT, LAST_INSTANT, microsPerMillion, type Price } from './price.ts';

const KEYS = ['input', 'output', 'cache_read', 'cache_write_5m', 'cache_write_1h', 'web_search'] as const;
type Key = (typeof KEYS)[number];

/** Rows for those of the logged models that the file names, by the logged name or by the vendor's own. */
export function ownPrices(file: string, models: readonly string[]): readonly Price[] {
  const own = readOwn(file);
  return models.flatMap((model) => {
    const name = [model, ...modelNames(model)].find((candidate) => own.has(candidate));
    const dollars = name === undefined ? undefined : own.get(name);
    return dollars === undefined ? [] : [priceOf(model, dollars)];
  });
}

function readOwn(file: string): ReadonlyMap<string, Partial<Record<Key, number>>> {
  const content = object(readJson(file));
  if (content === undefined)
    throw new AppError('config/unreadable', `The price file ${file} is not a JSON object.`, { hint: EXAMPLE });
  return new Map(Object.entries(content).map(([model, prices]) => [model, dollarsOf(file, model, object(prices))]));
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new AppError('config/unreadable', `The price file ${file} cannot be read as JSON.`, { hint: EXAMPLE, cause });
  }
}

function dollarsOf(file: string, model: string, prices: Json | undefined): Partial<Record<Key, number>> {
  const subject = `${file}: the prices of "${model}"`;
  if (prices === undefined) throw new AppError('config/bad-value', `${subject} are not an object.`, { hint: EXAMPLE });
  for (const [key, value] of Object.entries(prices)) {
    if (!isKey(key))
      throw new AppError('config/unknown-key', `${subject} have no "${key}".`, {
        hint: didYouMean(key, KEYS) ?? EXAMPLE,
      });
    if (typeof value !== 'number' || !Number.isFinite(value) || value < 0 || value > 1e6) {
      throw new AppError('config/bad-value', `${subject}: "${key}" is no price in dollars per million tokens.`, {
        hint: EXAMPLE,
      });
    }
  }
  if (prices['input'] === undefined || prices['output'] === undefined) {
    throw new AppError('config/bad-value', `${subject} need "input" and "output".`, { hint: EXAMPLE });
  }
  return prices;
}

function isKey(key: string): key is Key {
  return KEYS.some((known) => known === key);
}

function priceOf(model: string, dollars: Partial<Record<Key, number>>): Price {
  const micros = (key: Key) => (dollars[key] === undefined ? null : microsPerMillion(dollars[key]));
  return {
    model,
    from_at: FIRST_INSTANT,
    until_at: LAST_INSTANT,
    from_second: 0,
    until_second: DAY_SECONDS,
    over_input_tokens: -1,
    until_input_tokens: ANY_SIZE,
    input_micros: micros('input') ?? 0,
    output_micros: micros('output') ?? 0,
    cache_read_micros: micros('cache_read'),
    cache_write_5m_micros: micros('cache_write_5m'),
    cache_write_1h_micros: micros('cache_write_1h'),
    // Given in dollars for one search.
    web_search_micros: micros('web_search'),
  };
}

const EXAMPLE =
  'Such as {"my-model": {"input": 3, "output": 15, "cache_read": 0.3, "cache_write_5m": 3.75, "cache_write_1h": 6}}.';
