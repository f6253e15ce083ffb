/** Reports as screens for the terminal: one report, or the overview made of several. Pure; ends with a newline. */

import type { Analysis } from '../analyses/define.ts';
import type { Report } from '../engine/engine.ts';
import type { Shown } from './grid.ts';
import { condense, spark } from './spark.ts';
import { finish, paint, type Style, type Tone } from './style.ts';
import { renderTable } from './table.ts';
import { coverageLine, periodOf } from './period.ts';
import { displayWidth, pad, plain, wrap } from './width.ts';

export type Part = {
  readonly title: string;
  readonly report: Report;
  readonly analysis: Analysis;
  readonly shown: Shown;
  /** How to see all of it. */ readonly more: string;
};
export type Figure = { readonly label: string; readonly value: string; readonly tone?: Tone };
export type Series = {
  readonly label: string;
  readonly values: readonly (number | null)[];
  /** Two letters for each value. */
  readonly ticks: readonly string[];
  readonly summary: string;
};
export type Screen = {
  readonly title: string;
  readonly period: string;
  readonly banner?: string;
  readonly figures: readonly Figure[];
  readonly series: readonly Series[];
  readonly parts: readonly Part[];
  readonly coverage?: string;
  readonly notes: readonly string[];
};

/** The tables that follow the first one. */
export type Sectioned = { readonly sections?: readonly Part[] };

/** What there is to know about all of it, each sentence once. */
export function notesOf(report: Report, sections: readonly Part[]): readonly string[] {
  return [...new Set([report, ...sections.map((part) => part.report)].flatMap(({ notes }) => notes))];
}

/** Longer lines of prose read badly. */
const WIDEST_PROSE = 100;

/** One report: what was asked, the answer, its sections, who saw it, what to know about it. */
export function renderReport(report: Report, analysis: Analysis, style: Style & Sectioned): string {
  const table = renderTable(report, analysis, style);
  const { sections = [] } = style;
  const below = sections.flatMap((part) => partLines(part, style));
  const lines = [
    heading(analysis.title, periodOf(report), style),
    ...prose(analysis.question, 'dim', style),
    '',
    ...insightLines(report.insights, style),
    ...(table !== ''
      ? [below.length > 0 ? table.trimEnd() : table]
      : report.notes.length === 0
        ? ['Nothing in this period.']
        : []),
    ...(below.length === 0 ? [] : [...below, '']),
    ...footer(coverageLine(report), notesOf(report, sections), style),
  ];
  return finish(closed(lines), style);
}

/** The overview: figures, sparklines, then one small table per part. */
export function renderScreen(screen: Screen, style: Style): string {
  const lines = [
    heading(screen.title, screen.period, style),
    ...(screen.banner === undefined ? [] : ['', ...prose(screen.banner, 'warn', style)]),
    ...(screen.figures.length === 0 ? ['', 'Nothing was logged in this period.'] : screenLines(screen, style)),
  ];
  return finish(closed(lines), style);
}

function screenLines(screen: Screen, style: Style): string[] {
  return [
    '',
    ...figureLines(screen.figures, style),
    ...seriesLines(screen.series, style),
    ...screen.parts.flatMap((part) => partLines(part, style)),
    '',
    ...footer(screen.coverage, screen.notes, style),
  ];
}

/** Title to the left, period to the right; under each other when they do not fit. */
function heading(title: string, period: string, style: Style): string {
  if (period === '') return paint(title, 'bold', style);
  const gap = Math.min(style.columns, WIDEST_PROSE) - displayWidth(title) - displayWidth(period);
  const between = gap >= 2 ? ' '.repeat(gap) : '\n';
  return paint(title, 'bold', style) + between + paint(period, 'dim', style);
}

function prose(text: string, tone: Tone, style: Style): string[] {
  return wrap(plain(text), Math.min(style.columns, WIDEST_PROSE)).map((line) => paint(line, tone, style));
}

/** Sentences to act on, as long as the terminal is wide; one that belongs to the one above stands under it. */
function insightLines(insights: readonly string[], style: Style): string[] {
  const lines = insights.flatMap((insight) => {
    const indent = /^ */.exec(insight)?.[0] ?? '';
    const room = Math.max(20, Math.min(style.columns, WIDEST_PROSE) - indent.length);
    return wrap(plain(insight.trim()), room).map((line) =>
      paint(indent + line, indent === '' ? 'plain' : 'accent', style),
    );
  });
  return lines.length === 0 ? [] : [...lines, ''];
}

/** An entry of a list, whose lines stand under each other. */
function bullet(text: string, style: Style): string[] {
  const lines = wrap(plain(text), Math.min(style.columns, WIDEST_PROSE) - 2);
  return lines.map((line, index) => paint(`${index === 0 ? '•' : ' '} ${line}`, 'dim', style));
}

function footer(coverage: string | undefined, notes: readonly string[], style: Style): string[] {
  return [
    ...(coverage === undefined ? [] : prose(coverage, 'dim', style)),
    ...notes.flatMap((note) => bullet(note, style)),
  ];
}

/** Figures side by side, the value above its label; as many to a line as fit. */
function figureLines(figures: readonly Figure[], style: Style): string[] {
  const cells = figures.map((figure) => ({
    figure,
    width: Math.max(displayWidth(figure.value), displayWidth(figure.label)),
  }));
  const lines: string[] = [];
  for (let rest = cells; rest.length > 0;) {
    let taken = 0;
    let used = 0;
    while (taken < rest.length && (taken === 0 || used + (rest[taken]?.width ?? 0) <= style.columns)) {
      used += (rest[taken]?.width ?? 0) + 4;
      taken += 1;
    }
    const row = rest.slice(0, taken);
    rest = rest.slice(taken);
    const line = (pick: (figure: Figure) => string, tone: (figure: Figure) => Tone): string =>
      row
        .map(({ figure, width }, index) =>
          paint(index === row.length - 1 ? pick(figure) : pad(pick(figure), width), tone(figure), style),
        )
        .join('    ');
    lines.push(
      line(
        ({ value }) => value,
        ({ tone }) => tone ?? 'bold',
      ),
      line(
        ({ label }) => label,
        () => 'dim',
      ),
    );
    if (rest.length > 0) lines.push('');
  }
  return lines;
}

/** More values than this are drawn one beside the other, without the names of the days. */
const MOST_TICKS = 31;

function seriesLines(series: readonly Series[], style: Style): string[] {
  if (series.length === 0) return [];
  const label = Math.max(...series.map((entry) => displayWidth(entry.label)));
  const summary = Math.max(...series.map((entry) => displayWidth(entry.summary)));
  const room = Math.max(7, style.columns - label - summary - 4);
  const days = Math.max(...series.map(({ values }) => values.length));
  const wide = days <= MOST_TICKS && days * 3 - 1 <= room;
  const draw = (entry: Series): string =>
    wide ? [...spark(entry.values)].map((step) => step + step).join(' ') : spark(condense(entry.values, room).values);
  const { each } = condense(series[0]?.values ?? [], room);
  const below = wide ? (series[0]?.ticks ?? []).join(' ') : each > 1 ? `one column is ${each} days` : '';
  const ticks = below === '' ? [] : [paint(`${' '.repeat(label)}  ${below}`, 'dim', style)];
  return [
    '',
    ...series.map(
      (entry) =>
        `${paint(pad(entry.label, label), 'dim', style)}  ${paint(draw(entry), 'accent', style)}  ${paint(entry.summary, 'dim', style)}`,
    ),
    ...ticks,
  ];
}

function partLines(part: Part, style: Style): string[] {
  const { report, shown } = part;
  if (report.rows.length === 0) return [];
  const hidden = report.rows.length - Math.min(report.rows.length, shown.limit ?? Infinity);
  const table = renderTable(report, part.analysis, { ...style, ...shown, brief: true }).trimEnd();
  const more = part.more === '' ? '' : hidden > 0 ? `${hidden} more: ${part.more}` : `More: ${part.more}`;
  return ['', heading(part.title, more, { ...style, columns: Math.min(style.columns, WIDEST_PROSE) }), table];
}

function closed(lines: readonly string[]): string {
  return `${lines.join('\n').trimEnd()}\n`;
}
