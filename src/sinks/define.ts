/**
 * What a sink is: a format in which the log is handed on. It turns redacted events into texts, or names the query whose answer the engine
 * copies into a file. It opens and writes nothing itself: `hand-on.ts` does, so that a file appears whole or not at all.
 */

import type { Row } from '../analyses/define.ts';
import type { Kind } from '../event/schema.ts';
import type { RedactedEvent } from '../redaction/redacted.ts';

/** Becomes a flag of the command. */
export type SinkOption = {
  readonly help: string;
  /** Shown for the value: `--kind <KIND>`. */
  readonly value: string;
  readonly choices: readonly string[];
};
/** What was given, by name; null where nothing was. */
export type SinkOptions = Readonly<Record<string, string | null>>;

/** The chosen part of the log, merged: every event once. The views of `engine/schema.sql` show the same part. */
export type Facts = {
  /** Events of these kinds, oldest first, some thousand at a time; `where` is a further condition in SQL. */
  events(kinds: readonly Kind[], where?: string): AsyncIterable<readonly RedactedEvent[]>;
  /** Texts that the engine makes, one for each event, in the same order: an SQL expression over its columns. */
  texts(expression: string, kinds?: readonly Kind[]): AsyncIterable<readonly string[]>;
  /** A small answer, whole. */
  rows(query: string): Promise<readonly Row[]>;
};

export type Handing = {
  readonly facts: Facts;
  readonly options: SinkOptions;
  readonly now: Date;
  /** Counts an event that was handed out and that the format has no place for; `why` follows its number. */
  leaveOut(why: string): void;
};

/** `path` lies below the folder, with forward slashes. */
export type SinkFile = { readonly path: string; readonly pieces: AsyncIterable<string> | Iterable<string> };

type Said = {
  readonly title: string;
  readonly summary: string;
  /** What is lost on the way, in whole sentences. */
  readonly cannotHold: string;
  /** Name of the file or folder when nobody gives one. */
  readonly name: string;
  readonly options?: Readonly<Record<string, SinkOption>>;
};

export type TextSink = Said & { readonly makes: 'text'; pieces(handing: Handing): AsyncIterable<string> };

/** No text, made by the engine: `query` has a row for each event; `format` stands behind it in a `copy` of DuckDB. */
export type TableSink = Said & {
  readonly makes: 'table';
  table(options: SinkOptions): { readonly query: string; readonly format: string };
};

export type FolderSink = Said & { readonly makes: 'folder'; files(handing: Handing): AsyncIterable<SinkFile> };

export type Sink = (TextSink | TableSink | FolderSink) & { readonly id: string };

/** The file name is the id: `defineSink('parquet', {…})`. One that a source reads has the name of the source. */
export function defineSink<D extends TextSink | TableSink | FolderSink>(
  id: string,
  descriptor: D,
): D & { readonly id: string } {
  return { ...descriptor, id };
}
