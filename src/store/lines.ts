/** The SQL that reads files of lines as events of today's schema. Torn lines (a crash, a full disk) are told from whole ones. */

import { literal, type Duckdb } from '../duckdb.ts';
import { AppError } from '../errors.ts';
import { SCHEMA_VERSION, type FieldName } from '../event/schema.ts';
import { EVENT_COLUMNS } from './columns.ts';
import { quoted } from './merge.ts';

/**
 * A query over files of lines: the columns of the contract and `file_index`, the place of the file in the list. A torn line is a row
 * without `id`; the caller leaves it out, or counts it.
 */
export function linesQuery(paths: readonly string[]): string {
  const columns = [...EVENT_COLUMNS, ...FORMER].map(({ name, sql }) => `${quoted(name)}: '${sql}'`);
  return `
    select ${EVENT_COLUMNS.map(({ name }) => `${UPGRADED[name] ?? quoted(name)} as ${quoted(name)}`).join(', ')}, file_index
    from read_json([${paths.map(literal).join(', ')}], format = 'newline_delimited', ignore_errors = true, columns = {${columns.join(', ')}})`;
}

/** True for a row that is a whole event. */
export const IS_WHOLE = '("kind" is not null and "id" is not null and "at" is not null)';

/** Throws `store/newer-version` when the query yields a `v` from a later Hindcast. */
export async function refuseNewer(db: Duckdb, query: string): Promise<void> {
  const { rows } = await db.rows(`select max("v") from (${query})`);
  const newest = Number(rows[0]?.[0] ?? 0);
  if (newest <= SCHEMA_VERSION) return;
  throw new AppError(
    'store/newer-version',
    `The log holds events of schema version ${newest}; this Hindcast knows ${SCHEMA_VERSION}.`,
    {
      hint: 'Update Hindcast: npm install -g hindcast@latest',
    },
  );
}

/** Fields that earlier versions of the schema wrote. */
const FORMER = [
  { name: 'observer', sql: 'varchar' },
  { name: 'cache_write_tokens', sql: 'bigint' },
] as const;

/** What `event/upgrade.ts` does, as SQL; a test compares the two. A version from the future stays, so that it can be refused. */
const UPGRADED: Partial<Record<FieldName, string>> = {
  v: `greatest(coalesce("v", 1), ${SCHEMA_VERSION})`,
  observers: `case when coalesce("v", 1) < 2 then coalesce("observer", "observers") else "observers" end`,
  cache_write_5m_tokens: `case when coalesce("v", 1) < 2 then coalesce("cache_write_tokens", "cache_write_5m_tokens") else "cache_write_5m_tokens" end`,
};
