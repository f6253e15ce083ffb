/**
 * A database in memory that holds the events of a test in the view `event`, with the engine over it: no log, no file.
 */

import type { Event } from '../../src/event/schema.ts';
import { literal, openDuckdb, type Duckdb } from '../../src/duckdb.ts';
import { EVENT_COLUMNS } from '../../src/store/columns.ts';
import { closeOff, engineOver, openViews } from '../../src/engine/ask.ts';
import type { Engine } from '../../src/engine/define.ts';
import { cataloguePrices } from '../../src/engine/prices/catalogue.ts';
import { insertPrices } from '../../src/engine/prices/load.ts';
import { places } from '../../src/config/home.ts';

/** Missing required fields are filled in, so that a test names only what it is about. */
export type Given = { readonly kind: Event['kind']; readonly [field: string]: unknown };

export async function engineOf(given: readonly Given[]): Promise<Engine & { readonly db: Duckdb }> {
  const db = await openDuckdb({ memoryLimit: '256MB', threads: 2 });
  await openViews(db);
  await db.run(`create table event (${EVENT_COLUMNS.map(({ name, sql }) => `"${name}" ${sql}`).join(', ')})`);
  for (let start = 0; start < given.length; start += 500) {
    const rows = given
      .slice(start, start + 500)
      .map((event, index) => rowOf({ ...DEFAULTS, id: `${event.kind}-${start + index}`, ...event }));
    await db.run(`insert into event values ${rows.join(', ')}`);
  }
  await closeOff(db, places('/nowhere/hindcast'));
  const models = [
    ...new Set(given.flatMap(({ kind, model }) => (kind === 'answer' && typeof model === 'string' ? [model] : []))),
  ];
  const engine = engineOver(db, async () => {
    await insertPrices(db, Object.values(await cataloguePrices(models)).flat());
    return 'Prices of the test.';
  });
  return { ...engine, db };
}

const DEFAULTS = {
  v: 2,
  at: '2026-11-10T12:00:00.000Z',
  observers: 'transcript',
  agent: 'claude-code',
  session_id: 's1',
};

function rowOf(event: Readonly<Record<string, unknown>>): string {
  const cells = EVENT_COLUMNS.map(({ name, sql }) => {
    const value = event[name];
    if (value === undefined || value === null) return 'null';
    return `cast(${literal(typeof value === 'object' ? JSON.stringify(value) : String(value))} as ${sql})`;
  });
  return `(${cells.join(', ')})`;
}
