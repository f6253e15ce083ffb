/** A report as drawn columns: cells already text, bounds folded into the rate they belong to, a bar or an error bar beside what the chart shows. */

import type { Analysis, Cell, Column, Row } from '../analyses/define.ts';
import type { Report } from '../engine/engine.ts';
import { bar, errorBar } from './bar.ts';
import { UNKNOWN, isNumeric, showCell } from './cell.ts';
import type { Rank } from './fit.ts';
import { interval } from './number.ts';

export type Drawn = {
  readonly id: string;
  readonly title: string;
  readonly align: 'left' | 'right';
  readonly rank: Rank;
  readonly cells: readonly string[];
};

export type Shown = {
  /** Ids of columns, in this order; all when absent. */ readonly only?: readonly string[];
  readonly limit?: number;
};

const BAR_WIDTH = 12;
const ERROR_BAR_WIDTH = 15;

export function drawColumns(report: Report, analysis: Analysis, shown: Shown = {}): Drawn[] {
  const rows = report.rows.slice(0, shown.limit);
  const zone = zoneOf(report);
  const folded = foldedInto(analysis);
  const drawn: Drawn[] = [];
  for (const [id, column] of chosen(analysis, shown.only)) {
    if (folded.has(id)) continue;
    const cells = rows.map((row) => cellOf({ row, id, column, zone }, analysis));
    const known = cells.some((cell) => cell !== UNKNOWN && cell !== '0');
    const rank: Rank =
      drawn.length === 0 ? 'key' : isMajor(column, known) ? majorRank(column) : known ? 'minor' : 'empty';
    drawn.push({
      id,
      title: column.title,
      align: isNumeric(column.type) ? 'right' : 'left',
      rank,
      cells: groups(analysis, id) ? unrepeated(cells) : cells,
    });
    const picture = pictureOf(analysis, id, rows);
    if (picture !== undefined)
      drawn.push({ id: `${id}:drawn`, title: '', align: 'left', rank: 'drawn', cells: picture });
  }
  return drawn;
}

function isMajor({ minor = false }: Column, known: boolean): boolean {
  return minor === 'unknown' ? known : !minor;
}

function majorRank({ type }: Column): Rank {
  if (isNumeric(type)) return 'number';
  return type === 'instant' || type === 'day' ? 'time' : 'text';
}

/** The zone that the report was asked for. */
export function zoneOf(report: Report): string {
  const zone = report.params['tz'];
  return typeof zone === 'string' ? zone : 'UTC';
}

/** The columns to show, `only` in its own order. */
export function chosen(analysis: Analysis, only: readonly string[] | undefined): [string, Column][] {
  const ids = only ?? Object.keys(analysis.columns);
  return ids.flatMap((id) => {
    const column = analysis.columns[id];
    return column === undefined ? [] : [[id, column] satisfies [string, Column]];
  });
}

/** Ids of the bounds that are shown inside the rate: `94 % (88–97)`. */
export function foldedInto(analysis: Analysis): ReadonlySet<string> {
  const { chart } = analysis;
  return new Set(
    chart.kind === 'interval' && analysis.columns[chart.y]?.type === 'ratio' ? [chart.low, chart.high] : [],
  );
}

type Place = { readonly row: Row; readonly id: string; readonly column: Column; readonly zone: string };

export function cellOf({ row, id, column, zone }: Place, analysis: Analysis): string {
  const { chart } = analysis;
  const value = row[id];
  if (chart.kind === 'interval' && chart.y === id && column.type === 'ratio' && typeof value === 'number') {
    return interval(value, numberOf(row[chart.low]), numberOf(row[chart.high]));
  }
  return showCell(value, column, zone);
}

function pictureOf(analysis: Analysis, id: string, rows: readonly Row[]): string[] | undefined {
  const { chart } = analysis;
  if ((chart.kind !== 'interval' && chart.kind !== 'bar') || chart.y !== id || rows.length === 0) return undefined;
  if (chart.kind === 'interval') {
    return rows.map((row) =>
      errorBar(
        { value: numberOf(row[id]), low: numberOf(row[chart.low]), high: numberOf(row[chart.high]) },
        ERROR_BAR_WIDTH,
      ),
    );
  }
  const max = Math.max(...rows.map((row) => numberOf(row[id]) ?? 0));
  return rows.map((row) => bar(numberOf(row[id]), max, BAR_WIDTH));
}

/** The first column of a table with a series repeats itself (one day, many models). */
function groups(analysis: Analysis, id: string): boolean {
  return analysis.chart.kind === 'stacked-bar' && analysis.chart.x === id;
}

function unrepeated(cells: readonly string[]): string[] {
  return cells.map((cell, index) => (cell === cells[index - 1] ? '' : cell));
}

export function numberOf(cell: Cell | undefined): number | null {
  return typeof cell === 'number' && Number.isFinite(cell) ? cell : null;
}
