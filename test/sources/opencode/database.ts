/** Makes a database as OpenCode does, with SQLite itself, out of rows. */

import sqlite from 'node-sqlite3-wasm';
import { object, text } from '../../../src/sources/read.ts';

export type Database = InstanceType<typeof sqlite.Database>;

const TABLES = `
create table \`session\` (
  \`id\` text primary key, \`project_id\` text not null, \`parent_id\` text, \`slug\` text not null, \`directory\` text not null,
  \`title\` text not null, \`version\` text not null, \`summary_additions\` integer, \`summary_deletions\` integer,
  \`cost\` real default 0 not null, \`time_created\` integer not null, \`time_updated\` integer not null,
  constraint \`fk_session_project\` foreign key (\`project_id\`) references \`project\`(\`id\`) on delete cascade
);
create table \`message\` (
  \`id\` text primary key, \`session_id\` text not null, \`time_created\` integer not null, \`time_updated\` integer not null,
  \`data\` text not null
);
create table \`part\` (
  \`id\` text primary key, \`message_id\` text not null, \`session_id\` text not null, \`time_created\` integer not null,
  \`time_updated\` integer not null, \`data\` text not null
);
create index \`part_session_idx\` on \`part\` (\`session_id\`);`;

/** `wal`: all is left in the write-ahead log, as while the client runs; close the database when done. */
export function makeDatabase(path: string, rows: readonly unknown[], wal = false): Database {
  const db = new sqlite.Database(path);
  db.exec('pragma page_size = 1024; pragma foreign_keys = off');
  if (wal) db.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; pragma wal_autocheckpoint = 0');
  db.exec(TABLES);
  addRows(db, rows);
  return db;
}

export function addRows(db: Database, rows: readonly unknown[]): void {
  db.exec('begin');
  for (const one of rows) {
    const table = text(object(one)?.['table']) ?? '';
    const row = object(object(one)?.['row']) ?? {};
    const names = Object.keys(row);
    const values = Object.values(row).map((value) =>
      typeof value === 'number' ? value : value === null ? null : String(value),
    );
    db.run(`insert or replace into ${table} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`, values);
  }
  db.exec('commit');
}
