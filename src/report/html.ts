/** Reports as one HTML file that needs nothing else: no script, no font, no request; light and dark, and fit to print. Logged texts are only ever text. */

import type { Report } from '../engine/engine.ts';
import type { Analysis } from '../analyses/define.ts';
import { UNKNOWN } from './cell.ts';
import { drawColumns, numberOf, type Drawn } from './grid.ts';
import { coverageLine, periodOf } from './period.ts';
import { STYLE_SHEET } from './style-sheet.ts';
import { notesOf, type Part, type Screen, type Sectioned, type Series } from './text.ts';
import { plain } from './width.ts';

const PRODUCT = 'Hindcast';

export function renderHtml(report: Report, analysis: Analysis, { sections = [] }: Sectioned = {}): string {
  return page(analysis.title, [
    `<header><h1>${escaped(analysis.title)}</h1><p>${escaped(periodOf(report))}</p></header>`,
    `<p class="question">${escaped(analysis.question)}</p>`,
    insightList(report.insights),
    table({ report, analysis, shown: {} }),
    ...sections.map((part) => `<section><h2>${escaped(part.title)}</h2>${table(part)}</section>`),
    footer(coverageLine(report), notesOf(report, sections)),
  ]);
}

export function renderHtmlScreen(screen: Screen): string {
  return page(screen.title, [
    `<header><h1>${escaped(screen.title)}</h1><p>${escaped(screen.period)}</p></header>`,
    screen.banner === undefined ? '' : `<p class="banner">${escaped(screen.banner)}</p>`,
    `<dl class="figures">${screen.figures.map(({ label, value }) => `<div><dd>${escaped(value)}</dd><dt>${escaped(label)}</dt></div>`).join('')}</dl>`,
    ...screen.series.map(columnChart),
    ...screen.parts.map(
      (part) =>
        `<section><h2>${escaped(part.title)}</h2><p class="question">${escaped(part.analysis.question)}</p>${table(part)}</section>`,
    ),
    footer(screen.coverage, screen.notes),
  ]);
}

function page(title: string, blocks: readonly string[]): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<meta name="color-scheme" content="light dark">',
    `<title>${title === PRODUCT ? PRODUCT : `${escaped(title)} · ${PRODUCT}`}</title>`,
    `<style>${STYLE_SHEET}</style>`,
    '</head>',
    '<body><main>',
    ...blocks.filter((block) => block !== ''),
    '</main></body>',
    '</html>',
    '',
  ].join('\n');
}

function table({ report, analysis, shown }: Pick<Part, 'report' | 'analysis' | 'shown'>): string {
  if (report.rows.length === 0) return '<p>Nothing in this period.</p>';
  const columns = drawColumns(report, analysis, shown);
  const head = columns.map(
    (column) =>
      `<th scope="col" class="${column.align}">${column.rank === 'drawn' ? '<span class="unseen">Chart</span>' : escaped(column.title)}</th>`,
  );
  const body = Array.from(
    { length: columns[0]?.cells.length ?? 0 },
    (_, row) =>
      `<tr>${columns.map((column, place) => cell({ report, analysis, shown }, column, { row, place })).join('')}</tr>`,
  );
  return `<div class="scroll"><table><thead><tr>${head.join('')}</tr></thead>\n<tbody>${body.join('\n')}</tbody></table></div>`;
}

function cell(
  part: Pick<Part, 'report' | 'analysis' | 'shown'>,
  column: Drawn,
  at: { row: number; place: number },
): string {
  if (column.rank === 'drawn') return `<td class="drawn">${picture(part, at.row)}</td>`;
  const text = column.cells[at.row] ?? '';
  if (at.place === 0) return `<th scope="row">${escaped(text)}</th>`;
  const quiet = text === UNKNOWN || text === '0' ? ' quiet' : '';
  return `<td class="${column.align}${quiet}">${escaped(text)}</td>`;
}

/** A bar, or an interval with its point, as SVG on a scale of 100. */
function picture({ report, analysis }: Pick<Part, 'report' | 'analysis'>, index: number): string {
  const { chart } = analysis;
  const row = report.rows[index];
  if (row === undefined || (chart.kind !== 'bar' && chart.kind !== 'interval')) return '';
  const value = numberOf(row[chart.y]);
  if (value === null) return '';
  if (chart.kind === 'bar') {
    const max = Math.max(...report.rows.map((other) => numberOf(other[chart.y]) ?? 0));
    const share = max > 0 ? Math.max(0, value / max) * 100 : 0;
    return `<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="bar" width="${share.toFixed(2)}" height="10"/></svg>`;
  }
  const [low, high] = [numberOf(row[chart.low]) ?? value, numberOf(row[chart.high]) ?? value];
  const x = (share: number): string => (2 + Math.min(1, Math.max(0, share)) * 96).toFixed(2);
  return (
    `<svg viewBox="0 0 100 10" aria-hidden="true"><line class="scale" x1="2" x2="98" y1="5" y2="5"/>` +
    `<line class="interval" x1="${x(low)}" x2="${x(high)}" y1="5" y2="5"/><circle class="point" cx="${x(value)}" cy="5" r="2.2"/></svg>`
  );
}

function columnChart({ label, values, summary }: Series): string {
  const max = Math.max(0, ...values.map((value) => value ?? 0));
  const width = 100 / Math.max(1, values.length);
  const bars = values.map((value, index) => {
    const height = value === null || max === 0 ? 0 : Math.max(value > 0 ? 0.6 : 0, (value / max) * 28);
    return `<rect class="bar" x="${(index * width + width * 0.1).toFixed(2)}" y="${(28 - height).toFixed(2)}" width="${(width * 0.8).toFixed(2)}" height="${height.toFixed(2)}"/>`;
  });
  return (
    `<figure><figcaption>${escaped(label)} <span>${escaped(summary)}</span></figcaption>` +
    `<svg class="series" viewBox="0 0 100 28" preserveAspectRatio="none" aria-hidden="true">${bars.join('')}</svg></figure>`
  );
}

function insightList(insights: readonly string[]): string {
  const item = (line: string) => `<li${line.startsWith(' ') ? ' class="under"' : ''}>${escaped(line.trim())}</li>`;
  return insights.length === 0 ? '' : `<ul class="insights">${insights.map(item).join('')}</ul>`;
}

function footer(coverage: string | undefined, notes: readonly string[]): string {
  const lines = [...(coverage === undefined ? [] : [coverage]), ...notes];
  return lines.length === 0 ? '' : `<footer>${lines.map((line) => `<p>${escaped(line)}</p>`).join('')}</footer>`;
}

function escaped(text: string): string {
  return plain(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
