/**
 * Reads from the log what belongs to one repository, with no more columns than may be shared. DuckDB writes each row as JSON, because that is
 * several times faster than handing over cells.
 */

import { literal, type Duckdb } from '../duckdb.ts';
import { FIELDS, type FieldName, type Kind } from '../event/schema.ts';
import { isKind } from '../event/validate.ts';
import { list } from '../sources/read.ts';
import type { Row } from './facts.ts';
import { COLUMNS } from './levels.ts';

export type Subjects = ReadonlyMap<string, 'invocation' | 'session'>;

export type OwnRows = {
  /** What the ids of invocations and sessions are ids of. */
  readonly subjects: Subjects;
  /** Some thousand at a time, kind by kind. */
  rows(): AsyncGenerator<readonly Row[]>;
};

/** `repos` is the repository in every spelling that the log may have. The database has the view `event`. */
export async function openOwnRows(db: Duckdb, repos: readonly string[]): Promise<OwnRows> {
  const own = `"repo" in (${repos.map(literal).join(', ')})`;
  // A judgement belongs to what it judges, whoever reported it.
  await db.run(`
    create or replace temp table own_event as select "kind", "id", ${SHARED.map((name) => `"${name}"`).join(', ')} from event where ${own};
    insert into own_event select "kind", "id", ${SHARED.map((name) => `"${name}"`).join(', ')} from event
    where "repo" is null and "subject_id" in (select "id" from own_event where "kind" in ('invocation', 'session'))`);
  const kinds = await db.rows('select distinct "kind" from own_event order by 1');
  const { rows: named } = await db.rows(`
    select distinct 'session', "session_id" from own_event where "session_id" is not null
    union all
    select "kind", "id" from own_event where "kind" in ('invocation', 'session')`);
  return {
    subjects: new Map(named.map(([kind, id]) => [String(id), kind === 'invocation' ? 'invocation' : 'session'])),
    async *rows() {
      for (const [kind] of kinds.rows)
        if (isKind(kind)) for await (const batch of db.stream(queryOf(kind))) yield toRows(kind, batch);
    },
  };
}

/** Every field that any kind may share. */
const SHARED: readonly FieldName[] = [...new Set([...COLUMNS.values()].flat().map(({ name }) => name))];

function queryOf(kind: Kind): string {
  const cells = (COLUMNS.get(kind) ?? []).map(({ name }) =>
    FIELDS[name].type === 'instant' ? `cast(floor(epoch("${name}")) as bigint)` : `"${name}"`,
  );
  return `select json_array("id", ${cells.join(', ')})::varchar from own_event where "kind" = '${kind}'`;
}

/** A batch is parsed at once: that takes less time than row by row. */
function toRows(kind: Kind, batch: readonly (readonly unknown[])[]): readonly Row[] {
  const rows = list(JSON.parse(`[${batch.map(([json]) => String(json)).join(',')}]`));
  return rows.map((row) => {
    const cells = list(row);
    return { kind, id: String(cells[0]), cells: cells.slice(1) };
  });
}
