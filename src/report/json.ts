/** A report as the JSON that `docs/reference` promises: raw values, column ids as keys. */

import type { Report } from '../engine/engine.ts';

/** One document, indented, with a newline at its end. `more` adds keys after the promised ones. */
export function renderJson(report: Report, more: Readonly<Record<string, unknown>> = {}): string {
  const { analysis, question, params, coverage, rows, insights, notes } = report;
  return jsonText({ analysis, question, params, coverage, rows, notes, insights, ...more });
}

/** JSON leaves the control characters of Latin-1 as they are; a terminal may obey them. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2).replace(/[\u007f-\u009f]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`)}\n`;
}
