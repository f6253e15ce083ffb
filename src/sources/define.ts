/** What a source is: a pure translator from the records of one agent client to events. It never opens anything. */

import type { Event } from '../event/schema.ts';
import type { Skip } from '../event/skip.ts';

/** An event as a source knows it; `ingest.ts` adds `v`, `machine` and, from `cwd`, `repo`. */
export type Yielded = Event | Skip;

/** Where a record stands. `index` counts the records of the file from 0, over all imports of that file. */
export type Position = { readonly index: number };

/**
 * One per file. `read` answers every record with at least one event or skip and never throws, whatever JSON value it is given.
 * `end` yields what is still open when the file ends (calls without result, the last answer); the same things may be yielded again,
 * more complete, when the file has grown. `state` is what a later parser needs to go on from here: plain JSON, small.
 */
export type Parser = {
  read(record: unknown, position: Position): readonly Yielded[];
  end(): readonly Yielded[];
  state(): unknown;
};

export type FileContext = {
  /** Path below the source's root, with forward slashes. */
  readonly path: string;
  /** What `state()` gave at the end of the previous import of this file; undefined for a new or rewritten file. */
  readonly state: unknown;
};

/** How long texts of a file are kept while reading; what is cut keeps its size (see `read.ts`). */
export type Keep = {
  /** UTF-8 bytes kept of a JSON string. */
  readonly text: number;
  /** The same for strings directly under these keys. */
  readonly keys?: Readonly<Record<string, number>>;
  /** Bytes kept of every string in a record that contains one of these texts (failures, whose message is wanted). */
  readonly whenContains?: { readonly needles: readonly string[]; readonly text: number };
  /** The same for a record in which one of these keys, wherever it stands, is true; far cheaper, and no source has both. */
  readonly whenTrue?: { readonly keys: readonly string[]; readonly text: number };
  /** What the parser never reads: it is left out as if it had never been there, which saves most of what reading costs. */
  readonly drop?: Drop;
};

/**
 * `true`: the key and its value vanish. `'size'`: of a text of more than 24 bytes only the first character and the size stay. An object tells
 * the same of the keys below; a list hands it on to its items.
 */
export type Drop = { readonly [key: string]: true | 'size' | Drop };

export type Files = {
  /**
   * Folders that hold the files: a path that may begin with `~`, or the value of `env` with `below` appended. First existing wins. None:
   * only files that are named are read.
   */
  readonly roots: readonly { readonly env?: string; readonly path: string; readonly below?: string }[];
  /** Glob below the root: `*` within a name, `**` over folders, `{a,b}` for either. */
  readonly match: string;
  /**
   * `jsonl`: JSON values, normally one a line. `csv`: RFC 4180 with a header; a record is an object of texts. `sqlite`: a database, read from
   * the start whenever it has changed; a record is `{table, row}`, a row an object of its columns. A `.json` file of such a source stands
   * for what older versions kept as files (see `doors/stored`).
   */
  readonly format: 'jsonl' | 'csv' | 'sqlite';
  /** Values of `jsonl` may go over several lines, one after another, if the first one does. */
  readonly spreads?: true;
  /** Tables of a database whose rows are records, in the order in which they are read. */
  readonly tables?: readonly string[];
  readonly keep: Keep;
};

export type SourceDescriptor = {
  readonly title: string;
  readonly summary: string;
  /** Raised when the parser's answer changes: files are then read again from the start. */
  readonly version: number;
  /** Days after which the client deletes its files by default, if it does; `doctor` warns. */
  readonly keepsDays?: number;
  /** Where the user may have changed that: a JSON file beside the root, and the key in it. */
  readonly keepsDaysSetting?: { readonly file: string; readonly key: string };
  readonly files: Files;
  parser(context: FileContext): Parser;
  /**
   * Translates one payload of the client's hooks: the JSON that a command gets on stdin, or the object of an `mcp_tool` hook, whose nested
   * values may arrive as JSON texts. Pure, never throws, answers every payload; `now` is the present instant. Ids equal the transcript's.
   */
  readonly hook?: (payload: unknown, now: string) => readonly Yielded[];
};

export type Source = SourceDescriptor & { readonly id: string };

/** The file name is the id: `defineSource('codex', {…})` in `codex.ts` (the conformance test compares them). */
export function defineSource(id: string, descriptor: SourceDescriptor): Source {
  return { ...descriptor, id };
}
