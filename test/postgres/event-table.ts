/** The engine over a PostgreSQL that holds the events of a test: the counterpart of `test/engine/event-table.ts`. */

import type { Client } from 'pg';
import type { Duckdb } from '../../src/duckdb.ts';
import { engineOver } from '../../src/engine/ask.ts';
import type { Engine } from '../../src/engine/define.ts';
import { POSTGRES_SCHEMA } from '../../src/engine/postgres-schema.ts';
import { EVENT_COLUMNS } from '../../src/store/columns.ts';
import { filledIn, pricesOf, type Given } from '../engine/event-table.ts';

/** The database must be empty. It is left open when the engine is closed. */
export async function postgresEngineOf(client: Client, given: readonly Given[]): Promise<Engine> {
  await client.query(POSTGRES_SCHEMA);
  const columns = EVENT_COLUMNS.map(({ name }) => `"${name}"`).join(', ');
  const events = filledIn(given);
  for (let start = 0; start < events.length; start += 5000) {
    await client.query(
      `insert into event (${columns}) select ${columns} from json_populate_recordset(null::event, $1)`,
      [JSON.stringify(events.slice(start, start + 5000).map(flat))],
    );
  }
  await client.query('analyze event');
  return engineOver(asDatabase(client), { fill: pricesOf(given), close: async () => {} });
}

/** As much of a database as asking analyses takes. */
function asDatabase(client: Client): Duckdb {
  const refuse = () => Promise.reject(new Error('Only analyses are asked of PostgreSQL here.'));
  return {
    async run(sql) {
      await client.query(sql);
    },
    async rows(text, params = []) {
      const values = Array.isArray(params) ? params : [];
      const { fields, rows } = await client.query<unknown[]>({ text, values, rowMode: 'array' });
      return { columns: fields.map(({ name }) => name), types: [], rows };
    },
    stream() {
      throw new Error('Only analyses are asked of PostgreSQL here.');
    },
    connect: refuse,
    close() {},
  };
}

function flat(event: Given): Given {
  const attributes = event['attributes'];
  return typeof attributes === 'object' ? { ...event, attributes: JSON.stringify(attributes) } : event;
}
