/**
 * Answers analyses and free queries over a database that holds `event`. Before the first free query the engine is closed
 * to everything but the log's folder; prices are looked up only when a question is about money.
 */

import { AppError } from '../errors.ts';
import { COMMON_PARAMS, type Cell } from '../analyses/define.ts';
import { counted } from '../insight/spoken.ts';
import type { Places } from '../config/home.ts';
import { literal, type Duckdb, type DuckdbRows } from '../duckdb.ts';
import { EVENT_COLUMNS, KEY_COLUMNS } from '../store/columns.ts';
import { coverageOf } from './coverage.ts';
import { anyCell, decodeRow } from './decode.ts';
import type { Engine, SqlResult } from './define.ts';
import { failure, guard } from './guard.ts';
import { bindParams, compile } from './params.ts';
import { PRICE_TABLE } from './prices/load.ts';
import schema from './schema.sql';

export type Preparation = {
  /** Called once, when money is asked for. */
  readonly fill: (db: Duckdb) => Promise<string>;
  /**
   * Called once, before the first text that a person wrote is run. Not earlier: a closed engine looks at every folder above a file
   * whenever it opens one, which is a seventh of the time that an analysis takes over years of daily files.
   */
  readonly close: (db: Duckdb) => Promise<void>;
};

/** The engine over a database that holds the views and `event`. */
export function engineOver(db: Duckdb, { fill, close }: Preparation): Engine {
  let filled: Promise<string> | undefined;
  let closed: Promise<void> | undefined;
  // One connection, one question at a time: a second one would end the rows of the first that are still streaming.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work);
    last = next;
    return next;
  };
  const priceNote = async (sql: string) => (asksForMoney(sql) ? await (filled ??= fill(db)) : undefined);
  return {
    run: (analysis, given = {}) =>
      inTurn(async () => {
        const params = bindParams(analysis, given);
        const note = await priceNote(analysis.sql);
        const compiled = compile(analysis.sql, { ...COMMON_PARAMS, ...analysis.params }, params);
        const answer = await ask(() => db.rows(compiled.sql, compiled.params));
        const decoded = answer.rows.map((cells) => decodeRow(analysis.columns, answer.columns, cells));
        const rows = analysis.finish?.(decoded) ?? decoded;
        const notes = [...(analysis.notes?.(rows) ?? []), ...(note === undefined || rows.length === 0 ? [] : [note])];
        const insights = analysis.insights?.(rows, { params }) ?? [];
        const coverage = /\bcall\b/.test(analysis.sql) ? await coverageOf(db, params) : [];
        return { analysis: analysis.id, question: analysis.question, params, coverage, rows, insights, notes };
      }),
    sql: (text) =>
      inTurn(async () => {
        await (closed ??= close(db));
        const guarded = await guard(db, text);
        await priceNote(guarded.sql);
        return askFreely(() => (guarded.describes ? small(db, guarded.sql) : large(db, guarded.sql)));
      }),
    close: () => inTurn(async () => db.close()),
  };
}

/**
 * The views of `schema.sql`. They are made over an empty `event`, which the caller replaces: making a view looks at
 * every file below it, and there are a dozen views and a file for every day.
 */
export async function openViews(db: Duckdb): Promise<void> {
  const columns = [...EVENT_COLUMNS, ...KEY_COLUMNS].map(({ name, sql }) => `"${name}" ${sql}`);
  await db.run(`create table event (${columns.join(', ')});\n${PRICE_TABLE};\n${schema}`);
  await db.run('drop table event');
}

/** From here on the engine opens no file but those of the log, and takes no setting, for as long as it lives. */
export async function closeOff(db: Duckdb, places: Places): Promise<void> {
  await db.run(`set allowed_directories = [${literal(places.log)}]`);
  await db.run('set enable_external_access = false');
  await db.run('set lock_configuration = true');
}

function asksForMoney(sql: string): boolean {
  // Neither a comment nor a text asks for anything.
  return /\b(?:answer|price)\b/i.test(sql.replaceAll(/--[^\n]*|'[^']*'/g, ''));
}

async function ask(query: () => Promise<DuckdbRows>): Promise<DuckdbRows> {
  try {
    return await query();
  } catch (error) {
    throw outOfMemory(error) ?? error;
  }
}

/** The refusal that a person can act on, when it was memory that ran out. */
export function outOfMemory(cause: unknown): AppError | undefined {
  if (!(cause instanceof Error) || !cause.message.startsWith('Out of Memory')) return undefined;
  return new AppError('sql/failed', 'The answer needs more memory than the engine may use.', {
    hint: 'Ask for a shorter period with --since, or raise the setting engine.memoryLimit.',
    cause,
  });
}

async function askFreely(query: () => Promise<SqlResult>): Promise<SqlResult> {
  try {
    return await query();
  } catch (error) {
    throw error instanceof AppError ? error : (outOfMemory(error) ?? failure(error));
  }
}

async function small(db: Duckdb, sql: string): Promise<SqlResult> {
  const { columns, types, rows } = await db.rows(sql);
  return {
    columns: columns.map((name, index) => ({ name, type: types[index] ?? '' })),
    rows: rows.map((row) => row.map((cell, index) => anyCell(cell, types[index] ?? ''))),
  };
}

/** Cells that a result may have, so that a careless `select *` over years cannot exhaust the process. */
const MOST_CELLS = 5_000_000;

async function large(db: Duckdb, sql: string): Promise<SqlResult> {
  const described = await db.rows(`describe ${sql}`);
  const columns = described.rows.map(([name, type]) => ({ name: String(name), type: String(type) }));
  const rows: Cell[][] = [];
  for await (const chunk of db.stream(sql)) {
    for (const row of chunk) rows.push(row.map((cell, index) => anyCell(cell, columns[index]?.type ?? '')));
    if (rows.length * columns.length > MOST_CELLS) {
      throw new AppError('sql/refused', `The result has more than ${counted(rows.length, 'row')}.`, {
        hint: 'Aggregate, select fewer columns, or add a limit.',
      });
    }
  }
  return { columns, rows };
}
