import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { renderCsv } from '../../src/report/csv.ts';
import { renderHtml } from '../../src/report/html.ts';
import { renderJson } from '../../src/report/json.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { renderTable } from '../../src/report/table.ts';
import { renderReport } from '../../src/report/text.ts';
import { displayWidth } from '../../src/report/width.ts';
import { analysis, empty, report } from './sample-report.ts';

const golden = (name: string): string => `./golden/${name}`;

describe('the terminal', () => {
  test.each([60, 100, 200])('A report at %d columns', async (columns) => {
    await expect(renderReport(report, analysis, { columns, colour: false, unicode: true })).toMatchFileSnapshot(
      golden(`report-${columns}.txt`),
    );
  });

  test('A report in plain ASCII', async () => {
    const text = renderReport(report, analysis, { columns: 100, colour: false, unicode: false });
    await expect(text).toMatchFileSnapshot(golden('report-ascii.txt'));
    expect(text.replaceAll('鉄瓶', '')).toMatch(/^[\n -~]*$/);
  });

  test('A report in colour', async () => {
    await expect(renderReport(report, analysis, { columns: 100, colour: true, unicode: true })).toMatchFileSnapshot(
      golden('report-colour.txt'),
    );
  });

  test('An empty report says so instead of showing nothing', () => {
    const style = { columns: 100, colour: false, unicode: true };
    expect(renderReport(empty, analysis, style)).toContain('\n\n• Nobody boiled anything.\n');
    expect(renderReport({ ...empty, notes: [] }, analysis, style)).toContain('\n\nNothing in this period.\n');
    expect(renderTable(empty, analysis, style)).toBe('');
  });

  test('No table is wider than the terminal, and no number is ever cut', () => {
    for (let columns = 40; columns <= 220; columns++) {
      const table = renderTable(report, analysis, { columns, colour: false, unicode: true });
      for (const line of table.split('\n'))
        expect(displayWidth(line), `${columns}: ${line}`).toBeLessThanOrEqual(columns);
      expect(table).toContain('1,204');
      expect(table).not.toMatch(/\d…/);
    }
  });

  test('What found no room is named', () => {
    expect(renderTable(report, analysis, { columns: 60, colour: false, unicode: true })).toMatch(
      /Not shown for lack of room: .*water/,
    );
  });
});

describe('files', () => {
  test('Markdown', async () => {
    await expect(renderMarkdown(report, analysis)).toMatchFileSnapshot(golden('report.md'));
  });

  test('HTML', async () => {
    const html = renderHtml(report, analysis);
    await expect(html).toMatchFileSnapshot(golden('report.html'));
    expect(html).not.toContain('<script');
    expect(html).not.toMatch(/(?:src|href)=/);
  });

  test('CSV has the column ids as header, every row, raw values and empty fields for what is unknown', async () => {
    const csv = renderCsv(report, analysis);
    await expect(csv).toMatchFileSnapshot(golden('report.csv'));
    const [header, first, , third, last] = parse(csv);
    expect(header).toEqual(Object.keys(analysis.columns));
    expect(first?.slice(0, 4)).toEqual(['copper', '1204', '12345', '0.94']);
    expect(third?.[2]).toBe('');
    expect(last?.[0]).toBe(`'=HYPERLINK("http://evil")`);
  });

  test('JSON has the promised keys in their order, then what was added', () => {
    const json = JSON.parse(renderJson(report));
    expect(Object.keys(json)).toEqual(['analysis', 'question', 'params', 'coverage', 'rows', 'notes', 'insights']);
    expect(json).toEqual(report);
  });
});
