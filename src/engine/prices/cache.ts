/**
 * Remembers the flattened prices of the models seen so far, so that a repeated report does not load the whole price
 * data. The file may be deleted or be unwritable at any moment: that costs time, never a price.
 */

import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../../config/make-folder.ts';
import type { Places } from '../../config/home.ts';
import { list, object } from '../../sources/read.ts';
import { PRICE_DATA, cataloguePrices } from './catalogue.ts';
import { PRICE_COLUMNS, type Price } from './price.ts';

type Known = Record<string, readonly Price[]>;

/** Raised when `catalogue.ts` would answer differently from the same data. */
const FORMAT = 1;
const VERSION = `${PRICE_DATA.version}/${FORMAT}`;

/** The list prices of these models, from the cache where it has them; models without a price have no rows. */
export async function listPrices(places: Places, models: readonly string[]): Promise<readonly Price[]> {
  const file = join(places.cache, 'prices.json');
  const known = readKnown(file);
  const unseen = models.filter((model) => !Object.hasOwn(known, model));
  if (unseen.length === 0) return models.flatMap((model) => known[model] ?? []);
  const all: Known = { ...known, ...(await cataloguePrices(unseen)) };
  writeKnown(file, all);
  return models.flatMap((model) => all[model] ?? []);
}

function readKnown(file: string): Known {
  const content = object(parsed(file));
  if (content?.['version'] !== VERSION) return {};
  const models = Object.entries(object(content['models']) ?? {});
  return Object.fromEntries(
    models.filter((entry): entry is [string, Price[]] => list(entry[1]).every(isPrice) && Array.isArray(entry[1])),
  );
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    // Missing, unreadable or half written: as if nothing were known yet.
    if (error instanceof SyntaxError || isSystemError(error)) return undefined;
    throw error;
  }
}

/**
 * Written under another name and renamed, so that a process that reads at the same time sees the old file or the new
 * one.
 */
function writeKnown(file: string, models: Known): void {
  const draft = `${file}.${process.pid}`;
  try {
    makeFolder(join(file, '..'));
    writeFileSync(draft, JSON.stringify({ version: VERSION, models }), { mode: 0o600 });
    renameSync(draft, file);
  } catch (error) {
    // A read-only or full disk only makes the next report slower.
    if (!isSystemError(error)) throw error;
  }
}

function isPrice(value: unknown): value is Price {
  const row = object(value);
  return (
    row !== undefined &&
    Object.entries(PRICE_COLUMNS).every(([name, type]) => {
      const cell = row[name];
      if (type === 'bigint') return Number.isSafeInteger(cell) || (cell === null && OPTIONAL.has(name));
      return typeof cell === 'string' && (type === 'text' || !Number.isNaN(Date.parse(cell)));
    })
  );
}

const OPTIONAL: ReadonlySet<string> = new Set([
  'cache_read_micros',
  'cache_write_5m_micros',
  'cache_write_1h_micros',
  'web_search_micros',
]);

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
