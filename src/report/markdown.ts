/** A report as GitHub-flavoured Markdown: every column, numbers as people read them. Logged texts cannot add markup. */

import type { Analysis } from '../analyses/define.ts';
import type { Report } from '../engine/engine.ts';
import { drawColumns, type Shown } from './grid.ts';
import { coverageLine, periodOf } from './period.ts';
import { notesOf, type Screen, type Sectioned } from './text.ts';

export function renderMarkdown(
  report: Report,
  analysis: Analysis,
  shown: Shown & Sectioned & { title?: string; level?: number } = {},
): string {
  const { level = 2, sections = [] } = shown;
  const blocks = [
    `${'#'.repeat(level)} ${escaped(shown.title ?? analysis.title)}`,
    `_${escaped(analysis.question)}_ ${escaped(periodOf(report))}`,
    ...(report.insights.length === 0 ? [] : [nested(report.insights)]),
    report.rows.length === 0 ? 'Nothing in this period.' : table(report, analysis, shown),
    ...sections.flatMap((part) => [
      `${'#'.repeat(level + 1)} ${escaped(part.title)}`,
      part.report.rows.length === 0 ? 'Nothing in this period.' : table(part.report, part.analysis, part.shown),
    ]),
  ];
  const coverage = coverageLine(report);
  if (coverage !== undefined) blocks.push(escaped(coverage));
  const notes = notesOf(report, sections);
  if (notes.length > 0) blocks.push(bullets(notes));
  return `${blocks.join('\n\n')}\n`;
}

export function renderMarkdownScreen(screen: Screen): string {
  const blocks = [
    `# ${escaped(screen.title)}`,
    escaped(screen.period),
    ...(screen.banner === undefined ? [] : [`**${escaped(screen.banner)}**`]),
    screen.figures.map(({ label, value }) => `**${escaped(value)}** ${escaped(label)}`).join(' · '),
    ...screen.parts.flatMap(({ title, report, analysis, shown }) => [
      `## ${escaped(title)}`,
      report.rows.length === 0 ? 'Nothing in this period.' : table(report, analysis, shown),
    ]),
    bullets([...(screen.coverage === undefined ? [] : [screen.coverage]), ...screen.notes]),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

/** An indented line is an entry below the one above. */
function nested(lines: readonly string[]): string {
  return lines.map((line) => `${/^ */.exec(line)?.[0] ?? ''}- ${escaped(line.trim())}`).join('\n');
}

function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${escaped(line)}`).join('\n');
}

function table(report: Report, analysis: Analysis, shown: Shown): string {
  const columns = drawColumns(report, analysis, shown).filter((column) => column.rank !== 'drawn');
  const rows = [
    columns.map((column) => column.title),
    columns.map((column) => (column.align === 'right' ? '---:' : '---')),
    ...Array.from({ length: columns[0]?.cells.length ?? 0 }, (_, row) =>
      columns.map((column) => escaped(column.cells[row] ?? '')),
    ),
  ];
  return rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
}

export function escaped(text: string): string {
  return text.replace(/[\\`*_[\]|<>~]/g, '\\$&').replaceAll('\n', ' ');
}
