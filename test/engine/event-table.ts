/**
 * A database in memory that holds the events of a test in the view `event`, with the engine over it: no log, no file.
 */

import type { Event } from '../../src/event/schema.ts';
import { openDuckdb, type Duckdb } from '../../src/duckdb.ts';
import { EVENT_COLUMNS, KEY_COLUMNS } from '../../src/store/columns.ts';
import { closeOff, engineOver, openViews } from '../../src/engine/ask.ts';
import type { Engine } from '../../src/engine/define.ts';
import { cataloguePrices } from '../../src/engine/prices/catalogue.ts';
import { insertPrices } from '../../src/engine/prices/load.ts';
import { places } from '../../src/config/home.ts';

/** Missing required fields are filled in, so that a test names only what it is about. */
export type Given = { readonly kind: Event['kind']; readonly [field: string]: unknown };

export async function engineOf(given: readonly Given[]): Promise<Engine & { readonly db: Duckdb }> {
  // The tests themselves run side by side.
  const db = await openDuckdb({ memoryLimit: '256MB', threads: 1 });
  await openViews(db);
  const cells = EVENT_COLUMNS.map(({ name, sql }) => `cast(told."${name}" as ${sql}) as "${name}"`);
  const keys = KEY_COLUMNS.map(({ name, from }) => `${from} as "${name}"`);
  await db.run(
    `create table event as select *, ${keys.join(', ')}
    from (select ${cells.join(', ')} from (select unnest(from_json($1, '${TOLD}')) as told))`,
    [JSON.stringify(filledIn(given).map(texts))],
  );
  const close = () => closeOff(db, places('/nowhere/hindcast'));
  return { ...engineOver(db, { fill: pricesOf(given), close }), db };
}

/** One text loads ten times as fast as a statement that spells the values out. */
const TOLD = JSON.stringify([Object.fromEntries(EVENT_COLUMNS.map(({ name }) => [name, 'VARCHAR']))]);

/** Fills the table of prices as the engine would. */
export function pricesOf(given: readonly Given[]): (db: Duckdb) => Promise<string> {
  const models = [
    ...new Set(given.flatMap(({ kind, model }) => (kind === 'answer' && typeof model === 'string' ? [model] : []))),
  ];
  return async (db) => {
    await insertPrices(db, Object.values(await cataloguePrices(models)).flat());
    return 'Prices of the test.';
  };
}

/** The events with what every event has. */
export function filledIn(given: readonly Given[]): readonly Given[] {
  return given.map((event, index) => ({ ...DEFAULTS, id: `${event.kind}-${index}`, ...event }));
}

const DEFAULTS = {
  v: 2,
  at: '2026-11-10T12:00:00.000Z',
  observers: 'transcript',
  agent: 'claude-code',
  session_id: 's1',
};

/** Every value as the text that is cast to the type of its column. */
function texts(event: Given): Readonly<Record<string, string>> {
  const known = Object.entries(event).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(
    known.map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]),
  );
}
