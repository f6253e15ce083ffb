/** Opens the chosen part of the log for a sink, in a database of its own. The log is only read. */

import { join } from 'node:path';
import type { Row } from '../analyses/define.ts';
import type { Places } from '../config/home.ts';
import { literal, openDuckdb, type Duckdb, type DuckdbOptions } from '../duckdb.ts';
import { openViews, outOfMemory } from '../engine/ask.ts';
import { anyCell } from '../engine/decode.ts';
import type { Kind } from '../event/schema.ts';
import { streamEvents } from '../store/read.ts';
import { dayPlus } from '../store/segment.ts';
import { openEvents, type EventsOptions } from '../store/tables.ts';
import type { Facts } from './define.ts';

export type Choice = {
  readonly since: string | null;
  readonly until: string | null;
  readonly repo: string | null;
  readonly agent: string | null;
};

export type OpenFacts = {
  /** The whole period that was opened, for looking up names. */
  sql(text: string): Promise<{ readonly rows: readonly (readonly unknown[])[] }>;
  /** From here on `event` and the views show only the choice. */
  choose(choice: Choice): Promise<void>;
  /** Asks nothing before it is asked. `onEvents` hears how many events were handed out. */
  facts(onEvents: (events: number) => void): Facts;
  /** Copies the answer of a query into a file; resolves to the number of its rows. */
  copy(query: string, path: string, format: string): Promise<number>;
  close(): void;
};

export async function openFacts(
  places: Places,
  { since, until, ...engine }: EventsOptions & Omit<DuckdbOptions, 'temp'>,
): Promise<OpenFacts> {
  const db = await openDuckdb({ ...engine, temp: join(places.cache, 'spill') });
  try {
    await openViews(db);
    await openEvents(db, places, {
      ...(since === undefined ? {} : { since }),
      ...(until === undefined ? {} : { until }),
    });
  } catch (error) {
    db.close();
    throw outOfMemory(error) ?? error;
  }
  return {
    sql: (text) => db.rows(text),
    choose: (choice) => choose(db, choice),
    facts: (onEvents) => factsOf(db, onEvents),
    async copy(query, path, format) {
      // What is written lies aside already.
      const { rows } = await db.rows(`copy (${query}) to ${literal(path)} (${format}, use_tmp_file false)`);
      return Number(rows[0]?.[0] ?? 0);
    },
    close: db.close,
  };
}

/** A judgement belongs to what it judges: it is chosen with it, whoever reported it. */
async function choose(db: Duckdb, { since, until, repo, agent }: Choice): Promise<void> {
  const whose = [
    ...(repo === null ? [] : [`"repo" = ${literal(repo)}`]),
    ...(agent === null ? [] : [`"agent" = ${literal(agent)}`]),
  ].join(' and ');
  const subjects = `select "id" from event_logged where "kind" in ('invocation', 'session') and ${whose}`;
  const conditions = [
    ...(since === null ? [] : [`"at" >= ${literal(since)}::timestamptz`]),
    ...(until === null ? [] : [`"at" < ${literal(until)}::timestamptz`]),
    ...(whose === '' ? [] : [`((${whose}) or "subject_id" in (${subjects}))`]),
  ];
  if (conditions.length === 0) return;
  await db.run('alter view event rename to event_logged');
  await db.run(`create temp view event as select * from event_logged where ${conditions.join(' and ')}`);
}

function factsOf(db: Duckdb, onEvents: (events: number) => void): Facts {
  return {
    async *events(kinds, where = 'true') {
      for await (const window of windowsOf(db, `${isOf(kinds)} and (${where})`)) {
        for await (const events of streamEvents(db, { kinds, where: window })) {
          onEvents(events.length);
          yield events;
        }
      }
    },
    async *texts(expression, kinds) {
      for await (const window of windowsOf(db, isOf(kinds))) {
        for await (const rows of db.stream(`select ${expression} from event where ${window} ${IN_ORDER}`)) {
          onEvents(rows.length);
          yield rows.map(([text]) => String(text));
        }
      }
    },
    async rows(query) {
      const { columns, types, rows } = await db.rows(query);
      return rows.map((cells): Row =>
        Object.fromEntries(columns.map((name, index) => [name, anyCell(cells[index], types[index] ?? '')])),
      );
    },
  };
}

const IN_ORDER = 'order by "at", "kind", "id"';
/** Events that are put in order at a time. */
const WINDOW = 100_000;

/**
 * The condition, once for every stretch of days with so many events, oldest first: putting all in order at once would need memory for all, and
 * write what does not fit to the disk.
 */
async function* windowsOf(db: Duckdb, condition: string): AsyncGenerator<string> {
  const { rows } = await db.rows(
    `select strftime("at", '%Y-%m-%d'), count(*) from event where ${condition} group by 1 order by 1`,
  );
  let since = '';
  let waiting = 0;
  for (const [index, [cell, events]] of rows.entries()) {
    const day = String(cell);
    if (waiting === 0) since = day;
    waiting += Number(events);
    if (waiting < WINDOW && index < rows.length - 1) continue;
    yield `${condition} and "at" >= '${since}'::timestamptz and "at" < '${dayPlus(day, 1)}'::timestamptz`;
    waiting = 0;
  }
}

function isOf(kinds: readonly Kind[] | undefined): string {
  return kinds === undefined ? 'true' : `"kind" in (${kinds.map(literal).join(', ')})`;
}
