/** A report as RFC 4180: CRLF, column ids as header, raw values, unknown as an empty field. A text can never become a formula in a spreadsheet. */

import type { Analysis, Cell } from '../analyses/define.ts';
import type { Report } from '../engine/engine.ts';
import type { Shown } from './grid.ts';
import type { Part, Sectioned } from './text.ts';

export function renderCsv(report: Report, analysis: Analysis, shown: Pick<Shown, 'only'> & Sectioned = {}): string {
  const ids = shown.only ?? Object.keys(analysis.columns);
  return (
    csvLines(
      ids,
      report.rows.map((row) => ids.map((id) => row[id] ?? null)),
    ) + (shown.sections ?? []).map(section).join('')
  );
}

/** A line of its own with the title, between an empty line and the table: spreadsheets show one below the other. */
function section({ title, report, analysis, shown }: Part): string {
  return `\r\n${csvLines([title], [])}${renderCsv(report, analysis, shown)}`;
}

export function csvLines(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [header, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

function field(value: Cell): string {
  if (value === null) return '';
  const text = typeof value === 'string' ? defused(value.replace(UNPRINTABLE, '')) : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Whoever prints the file on a terminal is not to be driven by what was logged. */
const UNPRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** Spreadsheets run a text that begins so; an apostrophe in front makes it a text again (OWASP, CSV injection). */
function defused(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
