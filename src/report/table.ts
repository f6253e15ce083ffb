/** A report as an airy table for the terminal: no boxes, numbers to the right, nothing wider than the terminal. Prose that finds no room stands below. */

import type { Analysis } from '../analyses/define.ts';
import type { Report } from '../engine/engine.ts';
import { UNKNOWN } from './cell.ts';
import { COMFORTABLE, GAP, fit, type Fitting, type Rank } from './fit.ts';
import { drawColumns, type Drawn, type Shown } from './grid.ts';
import { finish, paint, type Style, type Tone } from './style.ts';
import { cut, displayWidth, pad, shorten, wrap } from './width.ts';

/** `brief`: does not say which columns found no room. */
export type Layout = { readonly brief?: boolean };

/** Ends with a newline; empty when the report has no rows. */
export function renderTable(report: Report, analysis: Analysis, style: Style & Shown & Layout): string {
  if (report.rows.length === 0) return '';
  return finish(layOut(drawColumns(report, analysis, style), style), style);
}

/** Lays out columns that somebody else drew (`hindcast sql`, `config`). */
export function layOut(columns: readonly Drawn[], style: Style & Layout): string {
  const needs = columns.map(fitting);
  const first = fit(needs, style.columns);
  const isProse = (index: number): boolean => {
    const need = needs[index];
    return need?.rank === 'text' && (first[index] ?? 0) < need.natural && holdsSentences(columns[index]);
  };
  const inTable = columns.map((_, index) => index).filter((index) => !isProse(index));
  const widths = fit(
    inTable.flatMap((index) => needs[index] ?? []),
    style.columns,
  );
  const kept = inTable.flatMap((index, place): Kept[] => {
    const column = columns[index];
    const width = widths[place] ?? 0;
    return column === undefined || width === 0 ? [] : [{ column, width }];
  });
  const missing = inTable.flatMap((index, place) => (widths[place] === 0 ? (columns[index] ?? []) : []));
  const lines = [
    ...headerLines(kept, style),
    ...rowLines(kept, style),
    ...columns.filter((_, index) => isProse(index)).flatMap((column) => proseLines(column, columns[0], style)),
    ...(style.brief === true ? [] : leftOut(missing, style)),
  ];
  return `${lines.join('\n')}\n`;
}

/** Sentences are read, names are looked at: only the former are worth lines of their own. */
function holdsSentences(column: Drawn | undefined): boolean {
  return column?.cells.some((cell) => displayWidth(cell) > COMFORTABLE && cell.split(' ').length >= 5) === true;
}

/** A column of texts, for lists that come from no report. */
export function textColumn(title: string, cells: readonly string[], rank: Rank = 'text'): Drawn {
  return { id: title, title, align: 'left', rank, cells };
}

type Kept = { readonly column: Drawn; readonly width: number };

const KEY_LEAST = 10;
const TEXT_LEAST = 12;

function fitting(column: Drawn): Fitting {
  const data = column.cells.reduce((widest, cell) => Math.max(widest, displayWidth(cell)), 0);
  const title =
    column.align === 'left'
      ? displayWidth(column.title)
      : Math.max(...titleLines(column.title, data).map(displayWidth));
  const natural = Math.max(data, title, 1);
  const shrinks = column.align === 'left' && column.rank !== 'drawn' && column.rank !== 'time';
  return {
    natural,
    least: shrinks ? Math.min(natural, column.rank === 'key' ? KEY_LEAST : Math.max(TEXT_LEAST, title)) : natural,
    rank: column.rank,
  };
}

/** A title that is wider than its numbers takes several lines. */
function titleLines(title: string, dataWidth: number): string[] {
  const words = title.toUpperCase();
  return wrap(words, Math.max(dataWidth, ...words.split(' ').map(displayWidth)));
}

function headerLines(kept: readonly Kept[], style: Style): string[] {
  const titles = kept.map(({ column, width }) => wrap(column.title.toUpperCase(), width));
  const height = Math.max(0, ...titles.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    joined(
      kept.map(({ column, width }, index) => {
        const lines = titles[index] ?? [];
        return {
          text: pad(cut(lines[line - (height - lines.length)] ?? '', width), width, column.align),
          tone: 'dim' as const,
        };
      }),
      style,
    ),
  );
}

function rowLines(kept: readonly Kept[], style: Style): string[] {
  return Array.from({ length: kept[0]?.column.cells.length ?? 0 }, (_, row) =>
    joined(
      kept.map(({ column, width }, place) => {
        const cell = column.cells[row] ?? '';
        return { text: pad(shorten(cell, width), width, column.align), tone: toneOf(column, cell, place) };
      }),
      style,
    ),
  );
}

/** Without blanks at the end of the line. */
function joined(cells: readonly { text: string; tone: Tone }[], style: Style): string {
  let last = cells.length - 1;
  while (last > 0 && cells[last]?.text.trim() === '') last--;
  return cells
    .slice(0, last + 1)
    .map(({ text, tone }, index) => paint(index === last ? text.trimEnd() : text, tone, style))
    .join(' '.repeat(GAP));
}

function toneOf(column: Drawn, cell: string, place: number): Tone {
  if (column.rank === 'drawn') return 'accent';
  if (cell === UNKNOWN || cell === '0') return 'dim';
  return place === 0 ? 'bold' : 'plain';
}

/** Longer keys would leave the prose no room. */
const KEY_MOST = 28;
const PROSE_MOST = 100;

/** A column of sentences, one paragraph for each sentence, after the names of the rows that have it. */
function proseLines(column: Drawn, key: Drawn | undefined, style: Style): string[] {
  const names = new Map<string, string>();
  for (const [row, text] of column.cells.entries()) {
    if (text === UNKNOWN || text === '') continue;
    const name = key?.cells[row] ?? '';
    const before = names.get(text);
    names.set(text, before === undefined ? name : `${before}, ${name}`);
  }
  const said = [...names].map(([text, name]) => ({
    text,
    name: cut(name, Math.min(KEY_MOST, Math.floor(style.columns / 3))),
  }));
  const width = Math.max(0, ...said.map(({ name }) => displayWidth(name)));
  const room = Math.max(20, Math.min(style.columns, PROSE_MOST) - width - GAP);
  return [
    '',
    paint(column.title.toUpperCase(), 'dim', style),
    ...said.flatMap(({ text, name }) =>
      wrap(text, room).map(
        (line, index) =>
          `${paint(pad(index === 0 ? name : '', width), 'bold', style)}${' '.repeat(GAP)}${cut(line, room)}`,
      ),
    ),
  ];
}

function leftOut(missing: readonly Drawn[], style: Style): string[] {
  const names = missing
    .filter(({ rank }) => rank !== 'drawn' && rank !== 'empty')
    .map(({ title }) => title.toLowerCase());
  if (names.length === 0) return [];
  return [
    '',
    ...wrap(`Not shown for lack of room: ${names.join(', ')}.`, Math.min(style.columns, PROSE_MOST)).map((line) =>
      paint(line, 'dim', style),
    ),
  ];
}
