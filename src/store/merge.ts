/**
 * The SQL that makes one row of several observations of the same (kind, id), generated from the merge rules of the event contract.
 * Every rule is the join of a semilattice: order and grouping do not matter, and merging a merged row again changes nothing.
 */

import { literal, type Duckdb } from '../duckdb.ts';
import { FIELDS, OUTCOMES, type FieldName, type Merge } from '../event/schema.ts';
import { FAILURES, type FailureClass } from '../sources/failure.ts';
import { EVENT_COLUMNS, FIELD_NAMES } from './columns.ts';
import { adoptRequests } from './requests.ts';

/** `"at", "kind", …` in the order of the contract. */
export const COLUMN_LIST = EVENT_COLUMNS.map(({ name }) => quoted(name)).join(', ');

/** A query with one row per (kind, id) of `from`, a table or a parenthesised query; `within` names further columns that keep rows apart. */
export function mergeQuery(from: string, within: readonly string[] = []): string {
  const merged = FIELD_NAMES.filter((name) => !KEY.has(name) && FIELDS[name].merge !== 'home');
  const key = [...KEY, ...within].map(quoted).join(', ');
  const shown = FIELD_NAMES.map((name) =>
    FIELDS[name].merge === 'home' ? `home.${quoted(name)} as ${quoted(name)}` : quoted(name),
  );
  return `
    select ${[...shown, ...within.map(quoted)].join(', ')}
    from (
      select ${key}, min(struct_pack(${HOME.map((name) => `${quoted(name)} := ${quoted(name)}`).join(', ')})) as home,
        ${merged.map((name) => `${aggregate(name)} as ${quoted(name)}`).join(',\n        ')}
      from ${from}
      group by ${key}
    )`;
}

/** Leaves one row per (kind, id) in the table; rows that occur once, nearly all of them, are not touched. */
export async function mergeInPlace(db: Duckdb, table: string, within: readonly string[] = []): Promise<void> {
  await adoptRequests(db, table, within);
  const key = [...KEY, ...within].map(quoted).join(', ');
  const isSeveral = `(${key}) in (select (${key}) from several)`;
  await db.run(
    `create or replace temp table several as select ${key} from ${table} group by ${key} having count(*) > 1`,
  );
  const found = await db.rows('select 1 from several limit 1');
  if (found.rows.length > 0) {
    await db.run(`
      create or replace temp table merged as ${mergeQuery(`(select * from ${table} where ${isSeveral})`, within)};
      delete from ${table} where ${isSeveral};
      insert into ${table} by name select * from merged;
      drop table merged`);
  }
  await db.run('drop table several');
}

export function quoted(name: string): string {
  return `"${name}"`;
}

const KEY: ReadonlySet<FieldName> = new Set<FieldName>(['kind', 'id']);

/**
 * The fields that one observation decides together. That is the one with the least (`session_at`, `session_id`), an unknown one being
 * the greatest; the remaining fields are part of the comparison, so that a tie is decided, too, and always the same way.
 */
const HOME: readonly FieldName[] = [
  'session_at',
  'session_id',
  ...FIELD_NAMES.filter((name) => name !== 'session_id' && FIELDS[name].merge === 'home'),
];

const OUTCOME_LIST = `[${OUTCOMES.map(literal).join(', ')}]`;

function aggregate(name: FieldName): string {
  const column = quoted(name);
  const rules: Record<Exclude<Merge, 'home'>, string> = {
    min: `min(${column})`,
    max: `max(${column})`,
    longest: `max(struct_pack(size := coalesce(strlen(${column}), -1), known := ${column})).known`,
    explicit: `${OUTCOME_LIST}[max(list_position(${OUTCOME_LIST}, ${column}))]`,
    // The outcome stands first, whether or not there is a value: only so a merged row can be merged again.
    verdict: `max(struct_pack(
          explicitness := coalesce(list_position(${OUTCOME_LIST}, "outcome"), 0), clarity := ${clarity(name)}, known := ${column}
        )).known`,
    union: `array_to_string(list_sort(list_distinct(flatten(list(string_split(${column}, ','))))), ',')`,
  };
  const { merge } = FIELDS[name];
  if (merge === 'home') throw new Error(`${name} is decided with the other home fields.`);
  return rules[merge];
}

/** Classes that say no more than that something failed. */
const VAGUE: readonly FailureClass[] = ['exit_nonzero', 'other'];

/** How much a value tells, least first: nothing, a word of the client's own, a vague class, a class that names the reason. */
function clarity(name: FieldName): string {
  const column = quoted(name);
  if (name !== 'error_class') return `case when ${column} is null then 0 else 1 end`;
  return `case when ${column} is null then 0 when ${column} in (${VAGUE.map(literal).join(', ')}) then 2
            when ${column} in (${Object.keys(FAILURES).map(literal).join(', ')}) then 3 else 1 end`;
}
