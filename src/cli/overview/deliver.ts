/** Asks the log for the overview and delivers it in the format that was asked for. */

import { renderCsv } from '../../report/csv.ts';
import { renderHtmlScreen } from '../../report/html.ts';
import { renderJson } from '../../report/json.ts';
import { renderMarkdownScreen } from '../../report/markdown.ts';
import { renderScreen } from '../../report/text.ts';
import { commonParams, readPeriod, withEngine } from '../asking.ts';
import { deliver, explainEmptiness, readFormat, type Format } from '../delivering.ts';
import type { Context, Parsed } from '../define.ts';
import { askParts, buildScreen, type Asked } from './build.ts';

/** `banner` labels what is not the log of this machine. */
export async function deliverOverview(parsed: Parsed, context: Context, banner?: string): Promise<void> {
  const format = readFormat(parsed);
  const period = readPeriod(parsed, context);
  const asked = await withEngine(context, period, async (engine) =>
    askParts(engine, await commonParams({ parsed, period, notice: context.out.notice }, engine)),
  );
  if (asked[0]?.report.rows.length === 0) explainEmptiness(context);
  deliver(rendered(format, asked), parsed, context);

  function rendered(wanted: Format, parts: readonly Asked[]): string {
    const [headline, ...others] = parts;
    if (headline === undefined) return '';
    if (wanted === 'csv') return renderCsv(headline.report, headline.part.analysis);
    if (wanted === 'json')
      return renderJson(headline.report, { parts: [...new Set(others.map(({ report }) => report))] });
    const screen = buildScreen(parts, { period, now: context.now(), ...(banner === undefined ? {} : { banner }) });
    if (wanted === 'html') return renderHtmlScreen(screen);
    if (wanted === 'md') return renderMarkdownScreen(screen);
    return renderScreen(screen, parsed.text('output') === undefined ? context.out : { ...context.out, colour: false });
  }
}
