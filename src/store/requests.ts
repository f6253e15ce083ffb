/**
 * Telemetry of a client knows an answer by its model request only, and gives it the id `request:<request_id>`. As soon as another
 * observer names the answer to that request, the two are one: the nameless one takes the name. The SQL for that, wherever rows meet.
 */

import type { Duckdb } from '../duckdb.ts';

/** True for an answer that is known by its request only. A range, so that Parquet files without any are passed over. */
export const IS_REQUEST = `("kind" = 'answer' and "id" >= 'request:' and "id" < 'request;')`;

/** True for an answer with a name and a request: it is what such a row may turn out to be. */
export const IS_NAMED = `("kind" = 'answer' and "request_id" is not null and not ${IS_REQUEST})`;

/** The id that telemetry would give to a named answer. */
export const REQUEST_ID = `concat('request:', "request_id")`;

/** Gives the nameless answers of the table the name of the answer to the same request. `within` names further columns that must agree. */
export async function adoptRequests(db: Duckdb, table: string, within: readonly string[] = []): Promise<void> {
  const asked = await db.rows(`select 1 from ${table} where ${IS_REQUEST} limit 1`);
  if (asked.rows.length === 0) return;
  const apart = within.map((name) => `"${name}"`);
  // Of several answers to one request the least id is taken: the same one, whatever the order.
  await db.run(`
    update ${table} set "id" = named.id
    from (
      select ${[`${REQUEST_ID} as asked`, 'min("id") as id', ...apart].join(', ')}
      from ${table}
      where ${IS_NAMED}
      group by ${['asked', ...apart].join(', ')}
    ) as named
    where ${IS_REQUEST.replaceAll(/"(\w+)"/g, `${table}."$1"`)}
      and ${[`${table}."id" = named.asked`, ...apart.map((name) => `${table}.${name} = named.${name}`)].join(' and ')}`);
}
