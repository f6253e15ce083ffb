/**
 * The door to DuckDB: an engine in memory that opens no network connection and loads no extension. The binding is loaded
 * on the first call only, so that commands which ask nothing never pay for it.
 */

import { existsSync, readdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { makeFolder } from './config/make-folder.ts';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { AppError } from './errors.ts';

export type DuckdbParam = string | number | bigint | boolean | null;
export type DuckdbParams = readonly DuckdbParam[] | Readonly<Record<string, DuckdbParam>>;

/** Cells are plain JavaScript: bigint for BIGINT and wider, Date for dates and instants, text, number, boolean, null. */
export type DuckdbRows = { columns: string[]; types: string[]; rows: unknown[][] };

export type Duckdb = {
  /** Runs one or several statements; parameters go to the last one. */
  run(sql: string, params?: DuckdbParams): Promise<void>;
  rows(sql: string, params?: DuckdbParams): Promise<DuckdbRows>;
  /** The same rows, a few thousand at a time, for results that should not lie in memory whole. */
  stream(sql: string, params?: DuckdbParams): AsyncIterable<unknown[][]>;
  /** Another connection to the same database, for work side by side; temporary tables are not shared. */
  connect(): Promise<Duckdb>;
  close(): void;
};

export type DuckdbOptions = {
  /** Such as `512MB`. */
  readonly memoryLimit?: string;
  readonly threads?: number;
  /** Folder below which what does not fit into memory is put; without it a query that needs more fails. */
  readonly temp?: string;
};

export async function openDuckdb(options: DuckdbOptions = {}): Promise<Duckdb> {
  const binding = await loadBinding();
  const temp = options.temp === undefined ? undefined : spillFolder(options.temp);
  const instance = await binding.DuckDBInstance.create(':memory:', {
    memory_limit: options.memoryLimit ?? '512MB',
    temp_directory: temp ?? '',
    preserve_insertion_order: 'false',
    // The system keeps what was read of a file; a second copy would only take the memory that queries need.
    enable_external_file_cache: 'false',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    integer_division: 'true',
    default_null_order: 'nulls_last_on_asc_first_on_desc',
    ...(options.threads === undefined ? {} : { threads: String(options.threads) }),
  });
  return over(instance, await instance.connect(), () => {
    instance.closeSync();
    if (temp !== undefined) rmSync(temp, { recursive: true, force: true });
  });
}

/** A text as an SQL literal, for the places where a parameter is not allowed (file names, settings). */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * A folder of one engine's own: two that share one would overwrite each other's files. DuckDB makes it when
 * it is needed. What engines of this machine left behind when they were killed is removed here.
 */
function spillFolder(parent: string): string | undefined {
  if (!isMade(parent)) return undefined;
  const host = hostname().replaceAll(/[^A-Za-z0-9]/g, '');
  for (const name of readdirSync(parent)) {
    const [from, pid] = name.split('-');
    if (from === host && pid !== undefined && isGone(Number(pid)))
      rmSync(join(parent, name), { recursive: true, force: true });
  }
  opened += 1;
  return join(parent, `${host}-${process.pid}-${opened}-${threadId}`);
}

let opened = 0;

/** A home that is not there, or may not be written, is read without: an engine that only asks makes no home. */
function isMade(parent: string): boolean {
  if (!existsSync(dirname(dirname(parent)))) return false;
  try {
    makeFolder(parent);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

async function over(instance: DuckDBInstance, connection: DuckDBConnection, closed: () => void): Promise<Duckdb> {
  await connection.run(`set timezone = 'UTC'`);
  let open = true;
  return {
    async run(sql, params) {
      await connection.run(sql, bound(params));
    },
    async rows(sql, params) {
      const reader = await connection.runAndReadAll(sql, bound(params));
      return { columns: reader.columnNames(), types: reader.columnTypes().map(String), rows: reader.getRowsJS() };
    },
    async *stream(sql, params) {
      const result = await connection.stream(sql, bound(params));
      yield* result.yieldRowsJs();
    },
    async connect() {
      return over(instance, await instance.connect(), () => {});
    },
    close() {
      if (!open) return;
      open = false;
      connection.closeSync();
      closed();
    },
  };
}

type Binding = typeof import('@duckdb/node-api');

async function loadBinding(): Promise<Binding> {
  try {
    // Once bundled, the CommonJS module is only the default export.
    const loaded: Binding & { readonly default?: Binding } = await import('@duckdb/node-api');
    return loaded.default ?? loaded;
  } catch (cause) {
    throw new AppError('engine/unavailable', 'The SQL engine (DuckDB) could not be loaded.', {
      hint: 'Reinstall with optional dependencies for this platform: npm install -g hindcast',
      cause,
    });
  }
}

function bound(params: DuckdbParams | undefined): DuckdbParam[] | Record<string, DuckdbParam> | undefined {
  if (params === undefined) return undefined;
  return isList(params) ? [...params] : { ...params };
}

function isList(params: DuckdbParams): params is readonly DuckdbParam[] {
  return Array.isArray(params);
}
