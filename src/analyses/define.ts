/** What an analysis is: one question, its parameters, its typed columns, its chart. The SQL stands beside it in `<id>.sql`. */

export type ParamType = 'instant' | 'text' | 'integer' | 'boolean';
export type Param = {
  readonly type: ParamType;
  readonly help: string;
  readonly default: string | number | boolean | null;
  /** The texts that it may be. */ readonly choices?: readonly string[];
};

/** How a column is decoded and shown. `ratio` is 0…1, `usd` dollars, `ms` milliseconds, `instant` ISO text in UTC, `day` a date text. */
export type ColumnType =
  | 'text'
  | 'count'
  | 'number'
  | 'ratio'
  | 'usd'
  | 'ms'
  | 'bytes'
  | 'tokens'
  | 'instant'
  | 'day'
  | 'boolean';
export type Column = {
  readonly type: ColumnType;
  readonly title: string;
  readonly help?: string;
  /** Left out of narrow tables first. `unknown`: only while no row has a value. */ readonly minor?:
    | boolean
    | 'unknown';
  /** May be below zero: a change, or a difference. */ readonly signed?: true;
};

export type Chart =
  | { readonly kind: 'bar'; readonly x: string; readonly y: string }
  | { readonly kind: 'stacked-bar'; readonly x: string; readonly y: string; readonly series: string }
  | { readonly kind: 'line'; readonly x: string; readonly y: string }
  | { readonly kind: 'interval'; readonly x: string; readonly y: string; readonly low: string; readonly high: string }
  | { readonly kind: 'none' };

/** Cell values after decoding: the same on every engine. */
export type Cell = string | number | boolean | null;
export type Row = Readonly<Record<string, Cell>>;

type DecodedAs = {
  text: string;
  count: number;
  number: number;
  ratio: number;
  usd: number;
  ms: number;
  bytes: number;
  tokens: number;
  instant: string;
  day: string;
  boolean: boolean;
};
export type RowOf<A extends { columns: Readonly<Record<string, Column>> }> = {
  readonly [C in keyof A['columns']]: DecodedAs[A['columns'][C]['type']] | null;
};

/** With which parameters the rows were asked for, defaults filled in. */
export type Asked = { readonly params: Readonly<Record<string, Cell>> };

/** A table of another analysis, or of some of its columns, under a heading of its own. */
export type Section = {
  readonly analysis: Analysis;
  readonly title: string;
  /** Besides the common ones, which are those of the whole. */ readonly params?: Readonly<Record<string, Cell>>;
  /** All, when absent. */ readonly columns?: readonly string[];
};

export type AnalysisDescriptor = {
  readonly title: string;
  /** The question, word for word the first line of the SQL file (after `-- `). */
  readonly question: string;
  readonly sql: string;
  /** Besides COMMON_PARAMS, which every analysis takes. */
  readonly params: Readonly<Record<string, Param>>;
  readonly columns: Readonly<Record<string, Column>>;
  readonly chart: Chart;
  /** Set when the answer about a period depends on days outside of it: they are then opened, too. */
  readonly opensAllDays?: true;
  /** Set when it depends on days after it, in the same way. */
  readonly opensLaterDays?: true;
  /** Set when git is to be asked first what became of the work. */
  readonly asksGit?: true;
  /** What SQL cannot say: pure, from decoded rows to decoded rows (intervals, hints, fingerprints). */
  readonly finish?: (rows: readonly Row[]) => readonly Row[];
  /** What a person or an agent would act on, most telling first; an indented line belongs to the one above. Shown before the table. */
  readonly insights?: (rows: readonly Row[], asked: Asked) => readonly string[];
  /** Sentences under the table, computed from the finished rows: what is unpriced, what is a lower bound. */
  readonly notes?: (rows: readonly Row[]) => readonly string[];
  /** What follows in a document made of this analysis; further questions about the same time. */
  readonly sections?: readonly Section[];
};

export type Analysis = AnalysisDescriptor & { readonly id: string };

/** Parameters that every analysis takes; `null` means no limit. In SQL: `(:repo is null or repo = :repo)`. */
export const COMMON_PARAMS = {
  since: { type: 'instant', default: null, help: 'First instant to include.' },
  until: { type: 'instant', default: null, help: 'First instant not to include.' },
  repo: { type: 'text', default: null, help: 'Only this repository.' },
  agent: { type: 'text', default: null, help: 'Only this agent client.' },
  session: { type: 'text', default: null, help: 'Only this session.' },
  tz: { type: 'text', default: 'UTC', help: 'IANA time zone that decides where a day begins.' },
} as const satisfies Record<string, Param>;

/** The file name is the id: `defineAnalysis('usage', {…})`. */
export function defineAnalysis<const D extends AnalysisDescriptor>(
  id: string,
  descriptor: D,
): D & { readonly id: string } {
  return { ...descriptor, id };
}
