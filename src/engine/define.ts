/**
 * What the engine promises to the surfaces: a report for an analysis, rows for a free query. The report is the JSON
 * that scripts read.
 */

import type { Analysis, Cell, Row } from '../analyses/define.ts';
import type { Seen } from './coverage.ts';
import type { ParamValues } from './params.ts';

/** The JSON of a report. */
export type Report = {
  readonly analysis: string;
  readonly question: string;
  readonly params: Readonly<Record<string, Cell>>;
  readonly coverage: readonly Seen[];
  readonly rows: readonly Row[];
  /** What a person or an agent would act on; an indented line belongs to the one above. */
  readonly insights: readonly string[];
  readonly notes: readonly string[];
};

export type SqlResult = {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly Cell[])[];
};

export type Engine = {
  run(analysis: Analysis, params?: ParamValues): Promise<Report>;
  /** One read-only query; throws `sql/refused` and `sql/failed`. */
  sql(text: string): Promise<SqlResult>;
  close(): Promise<void>;
};
