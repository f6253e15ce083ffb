/**
 * What a free query may be: one statement that only reads the views. The engine's own parser decides, not a pattern;
 * besides, the engine itself is closed to every file outside the log (see `engine.ts`).
 */

import { AppError, didYouMean } from '../errors.ts';
import type { Duckdb } from '../duckdb.ts';
import { list, object } from '../sources/read.ts';

/** Functions that may stand in a `from`: they make rows out of nothing, or describe the views. */
const TABLE_FUNCTIONS: ReadonlySet<string> = new Set([
  'range',
  'generate_series',
  'unnest',
  'repeat',
  'repeat_row',
  'json_each',
  'json_tree',
  'summary',
  'duckdb_columns',
  'duckdb_functions',
  'duckdb_keywords',
  'duckdb_tables',
  'duckdb_types',
  'duckdb_views',
]);

export type Guarded = {
  /** The text without a trailing semicolon. */
  readonly sql: string;
  /** `describe`, `show`, `summarize` and `explain` answer with a few rows of their own. */
  readonly describes: boolean;
};

/** Throws `sql/refused` for what is no single read-only query, `sql/failed` for what is no SQL. */
export async function guard(db: Duckdb, text: string): Promise<Guarded> {
  const sql = text.trim().replace(/[;\s]+$/, '');
  if (sql === '') throw refused('There is no query.');
  const explained = sql.replace(/^explain(?:\s+analyze)?\s+(?=\S)/i, '');
  const { rows } = await db.rows('select json_serialize_sql(cast($1 as varchar))', [explained]);
  const parsed = object(JSON.parse(String(rows[0]?.[0])));
  if (parsed?.['error'] === true)
    throw parseError(explained, String(parsed['error_type']), String(parsed['error_message']));
  const statements = list(parsed?.['statements']);
  if (statements.length !== 1)
    throw refused(`There are ${statements.length} statements; one query is asked at a time.`);
  const read = new Set<string>();
  visit(statements[0], read);
  return { sql, describes: explained !== sql || read.has('show') };
}

/** Looks at every node of the syntax tree: where rows may come from is all that decides. */
function visit(node: unknown, read: Set<string>): void {
  if (Array.isArray(node)) {
    for (const child of node) visit(child, read);
    return;
  }
  const found = object(node);
  if (found === undefined) return;
  if (found['type'] === 'SHOW_REF') read.add('show');
  if (found['type'] === 'TABLE_FUNCTION') checkFunction(String(object(found['function'])?.['function_name']));
  if (found['type'] === 'BASE_TABLE') checkTable(String(found['table_name']));
  for (const child of Object.values(found)) visit(child, read);
}

function checkFunction(name: string): void {
  if (TABLE_FUNCTIONS.has(name.toLowerCase())) return;
  throw refused(`The table function ${name}() is not allowed: a query reads the views only, never a file.`);
}

function checkTable(name: string): void {
  // The engine would open a name such as 'x.csv' or 'https://…' as a file.
  if (/[./\\:*?]/.test(name)) throw refused(`"${name}" is no view: a query reads the views only, never a file.`);
}

function parseError(sql: string, type: string, message: string): AppError {
  if (type === 'parser')
    return new AppError('sql/failed', `The query is not SQL: ${message}.`, {
      hint: /(?<!")\bat\b/i.test(sql) ? AT_HINT : HINT,
    });
  return refused('Only a query that reads is accepted.');
}

function refused(message: string): AppError {
  return new AppError('sql/refused', message, { hint: HINT });
}

const VIEWS = [
  'event',
  'session',
  'prompt',
  'call',
  'answer',
  'answer_tokens',
  'invocation',
  'feedback',
  'error',
  'exposure',
  'outcome',
  'tool_kind',
  'price',
] as const;
const HINT = `Write one select (or with, from, values, describe, summarize, explain) over the views: ${VIEWS.join(', ')}.`;

const AT_HINT = 'The engine reserves the word "at": write event.at, or use started_at of the other views.';

/** What the engine said, as a refusal; a misspelt view gets a suggestion. */
export function failure(cause: unknown): AppError {
  const message = cause instanceof Error ? cause.message : String(cause);
  const missing = /Table with name (\S+) does not exist/.exec(message)?.[1];
  const near = missing === undefined ? undefined : didYouMean(missing.toLowerCase(), VIEWS);
  return new AppError('sql/failed', message.split('\n\n')[0] ?? message, { hint: near ?? HINT, cause });
}
