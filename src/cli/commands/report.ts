/** `hindcast report [ANALYSIS]`: find, run, render, deliver. It knows no analysis by name; without one it is the overview. */

import { AppError, didYouMean } from '../../errors.ts';
import { COMMON_PARAMS, type Analysis } from '../../analyses/define.ts';
import { analyses } from '../../analyses/index.ts';
import type { Report } from '../../engine/engine.ts';
import { renderCsv } from '../../report/csv.ts';
import { renderHtml } from '../../report/html.ts';
import { jsonText, renderJson } from '../../report/json.ts';
import { renderMarkdown } from '../../report/markdown.ts';
import type { Style } from '../../report/style.ts';
import { layOut, textColumn } from '../../report/table.ts';
import { renderReport } from '../../report/text.ts';
import { PERIOD_FLAGS, commonParams, flagOf, ownParams, readPeriod, withEngine } from '../asking.ts';
import { OUTPUT_FLAGS, deliver, explainEmptiness, readFormat, type Format } from '../delivering.ts';
import { defineCommand, type Context, type Flag, type Parsed } from '../define.ts';
import { deliverOverview } from '../overview/deliver.ts';
import { tidyUp } from '../tidying.ts';

export default defineCommand('report', {
  summary: 'Answers one question about what was logged, or shows the overview.',
  description:
    'Reads the log as it is; run hindcast import first for what is new.\nThe columns of every report are in docs/reference/analyses.md.',
  args: [
    { name: 'ANALYSIS', help: 'The question to answer; --list names them.', choices: analyses.map(({ id }) => id) },
  ],
  flags: {
    ...PERIOD_FLAGS,
    ...ownFlags(),
    team: { type: 'boolean', help: 'Over the shared events of the team. Comes with sync; not available yet.' },
    ...OUTPUT_FLAGS,
    list: { type: 'boolean', help: 'List the analyses and their questions.' },
  },
  examples: [
    { line: 'hindcast report', does: 'The overview of the last 7 days.' },
    { line: 'hindcast report tools --since 30d', does: 'Which tools fail.' },
    { line: 'hindcast tools --since 30d', does: 'The same, shorter.' },
    { line: 'hindcast usage --since 2026-11-01 --until 2026-11-15 --json', does: 'A fortnight as JSON.' },
    { line: 'hindcast report usage-by-day --since all -o usage.csv', does: 'Everything into a spreadsheet.' },
    { line: 'hindcast report -o week.html', does: 'The overview as a page to print or send.' },
  ],
  async run(parsed, context) {
    if (parsed.is('list')) return list(parsed, context);
    if (parsed.is('team')) {
      throw new AppError(
        'usage/bad-value',
        '--team asks the shared events of a team; sharing comes with hindcast sync, which this version does not have.',
        {
          hint: 'Leave --team out to ask the log of this machine.',
        },
      );
    }
    const [id] = parsed.args;
    if (id === undefined || id === 'overview') {
      refuseForeignFlags(parsed, undefined);
      await deliverOverview(parsed, context);
      await tidyUp(context);
      return 0;
    }
    const analysis = findAnalysis(id);
    refuseForeignFlags(parsed, analysis);
    const format = readFormat(parsed);
    const period = readPeriod(parsed, context);
    const opened = {
      since: analysis.opensAllDays === true ? null : period.since,
      until: analysis.opensAllDays === true || analysis.opensLaterDays === true ? null : period.until,
    };
    if (analysis.asksGit === true) await (await import('../outcomes.ts')).findOutcomesNow(context);
    const report = await withEngine(context, opened, async (engine) =>
      engine.run(analysis, {
        ...(await commonParams({ parsed, period, notice: context.out.notice }, engine)),
        ...ownParams(parsed, analysis),
      }),
    );
    if (report.rows.length === 0) explainEmptiness(context);
    const toFile = parsed.text('output') !== undefined;
    deliver(
      RENDER[format](report, analysis, toFile ? { ...context.out, colour: false } : context.out),
      parsed,
      context,
    );
    await tidyUp(context);
    return 0;
  },
});

const RENDER: Readonly<Record<Format, (report: Report, analysis: Analysis, style: Style) => string>> = {
  text: renderReport,
  md: (report, analysis) => renderMarkdown(report, analysis),
  csv: renderCsv,
  json: (report) => renderJson(report),
  html: renderHtml,
};

function findAnalysis(id: string): Analysis {
  const analysis = analyses.find((known) => known.id === id);
  if (analysis !== undefined) return analysis;
  const ids = analyses.map((known) => known.id);
  throw new AppError('analysis/unknown', `There is no analysis "${id}".`, {
    hint: didYouMean(id, ids) ?? `Known are ${ids.join(', ')}.`,
  });
}

function list(parsed: Parsed, { out }: Context): number {
  if (readFormat(parsed) === 'json') {
    out.write(jsonText(analyses.map(({ id, title, question }) => ({ analysis: id, title, question }))));
    return 0;
  }
  const ids = analyses.map(({ id }) => id);
  const questions = analyses.map(({ question }) => question);
  out.write(layOut([textColumn('analysis', ids, 'key'), textColumn('question', questions)], out));
  return 0;
}

/** One flag for every parameter that an analysis has of its own. */
function ownFlags(): Record<string, Flag> {
  const flags: Record<string, Flag> = {};
  for (const { id, params } of analyses) {
    for (const [name, { type, help, choices }] of Object.entries(params)) {
      if (Object.hasOwn(COMMON_PARAMS, name)) continue;
      const before = flags[flagOf(name)];
      const said = before === undefined ? `${help} (${id})` : `${before.help.replace(/\)$/, '')}, ${id})`;
      flags[flagOf(name)] =
        type === 'boolean'
          ? { type: 'boolean', help: said }
          : {
              type: 'text',
              value: type === 'integer' ? 'N' : 'TEXT',
              help: said,
              ...(choices === undefined ? {} : { choices }),
            };
    }
  }
  return flags;
}

/** A flag that belongs to another analysis would silently do nothing. */
function refuseForeignFlags(parsed: Parsed, analysis: Analysis | undefined): void {
  for (const flag of Object.keys(ownFlags())) {
    if (Object.keys(analysis?.params ?? {}).some((name) => flagOf(name) === flag)) continue;
    if (parsed.text(flag) === undefined && !parsed.is(flag) && !parsed.isOff(flag)) continue;
    throw new AppError('usage/unknown-flag', `${analysis?.id ?? 'The overview'} takes no flag --${flag}.`, {
      hint: `It is for ${analyses
        .filter(({ params }) => Object.keys(params).some((name) => flagOf(name) === flag))
        .map(({ id }) => id)
        .join(', ')}.`,
    });
  }
}
