/** `hindcast report [ANALYSIS]`: find, run, render, deliver. It knows no analysis by name; without one it is the overview. */

import { AppError, didYouMean } from '../../errors.ts';
import { COMMON_PARAMS, type Analysis, type Section } from '../../analyses/define.ts';
import { analyses } from '../../analyses/index.ts';
import type { Report } from '../../engine/engine.ts';
import { renderCsv } from '../../report/csv.ts';
import { renderHtml } from '../../report/html.ts';
import { jsonText, renderJson } from '../../report/json.ts';
import { renderMarkdown } from '../../report/markdown.ts';
import type { Style } from '../../report/style.ts';
import { layOut, textColumn } from '../../report/table.ts';
import { renderReport, type Part } from '../../report/text.ts';
import { PERIOD_FLAGS, askEach, commonParams, flagOf, ownParams, readPeriod, withEngine } from '../asking.ts';
import { OUTPUT_FLAGS, deliver, explainEmptiness, readFormat, type Format } from '../delivering.ts';
import { defineCommand, type Context, type Flag, type Parsed } from '../define.ts';
import { TEAM_FLAG, type AskedTeam } from '../team-flag.ts';
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
    team: TEAM_FLAG,
    ...OUTPUT_FLAGS,
    sections: {
      type: 'boolean',
      help: 'With the further tables that some reports have (usage). Markdown and HTML have them unless --no-sections is given.',
    },
    list: { type: 'boolean', help: 'List the analyses and their questions.' },
  },
  examples: [
    { line: 'hindcast report', does: 'The overview of the last 7 days.' },
    { line: 'hindcast report tools --since 30d', does: 'Which tools fail.' },
    { line: 'hindcast tools --since 30d', does: 'The same, shorter.' },
    { line: 'hindcast usage --since 2026-11-01 --until 2026-11-15 --json', does: 'A fortnight as JSON.' },
    {
      line: 'hindcast report usage --since 7d --format md',
      does: 'Tokens by model, success and time by type of task, days and weeks.',
    },
    { line: 'hindcast report usage-by-day --since all -o usage.csv', does: 'Everything into a spreadsheet.' },
    { line: 'hindcast tools --team', does: 'The same question to all that the team has shared.' },
    { line: 'hindcast report -o week.html', does: 'The overview as a page to print or send.' },
  ],
  async run(parsed, context) {
    if (parsed.is('list')) return list(parsed, context);
    if (!parsed.is('team')) {
      await answer(parsed, context);
      await tidyUp(context);
      return 0;
    }
    const team = await (await import('../teaming.ts')).openTeam(parsed, context);
    await answer(parsed, team.context, team);
    return 0;
  },
});

async function answer(parsed: Parsed, context: Context, team?: AskedTeam): Promise<void> {
  const [id] = parsed.args;
  if (id === undefined || id === 'overview') {
    refuseForeignFlags(parsed, undefined);
    await deliverOverview(parsed, context, team?.title);
    for (const note of team?.notes ?? []) context.out.notice(note);
    return;
  }
  const analysis = findAnalysis(id);
  refuseForeignFlags(parsed, analysis);
  const format = readFormat(parsed);
  const period = readPeriod(parsed, context);
  const opened = {
    since: analysis.opensAllDays === true ? null : period.since,
    until: analysis.opensAllDays === true || analysis.opensLaterDays === true ? null : period.until,
  };
  if (analysis.asksGit === true && team === undefined) await (await import('../outcomes.ts')).findOutcomesNow(context);
  const { report, sections } = await withEngine(context, opened, async (engine) => {
    const common = await commonParams({ parsed, period, notice: context.out.notice }, engine);
    const own = { ...ownParams(parsed, analysis), ...floorOf(analysis, team) };
    return {
      report: await engine.run(analysis, { ...common, ...own }),
      sections: await askEach(sectionsOf(analysis, parsed, format), common, engine),
    };
  });
  if (report.rows.length === 0 && team === undefined) explainEmptiness(context);
  const { colour, ...out } = context.out;
  const style = { ...out, colour: colour && parsed.text('output') === undefined, sections: sections.map(partOf) };
  const told = team === undefined ? report : { ...report, notes: [...report.notes, ...team.notes] };
  deliver(RENDER[format](told, analysis, style), parsed, context);
}

/** What the policies of a team's repositories allow to be shown of single developers. */
function floorOf(analysis: Analysis, team: AskedTeam | undefined): Record<string, number> {
  return team === undefined || !Object.hasOwn(analysis.params, 'min_developers')
    ? {}
    : { min_developers: team.minDevelopers };
}

type Render = (report: Report, analysis: Analysis, style: Style & { readonly sections: readonly Part[] }) => string;

const RENDER: Readonly<Record<Format, Render>> = {
  text: renderReport,
  md: (report, analysis, { sections }) => renderMarkdown(report, analysis, { sections }),
  csv: (report, analysis, { sections }) => renderCsv(report, analysis, { sections }),
  json: (report, _, { sections }) =>
    renderJson(
      report,
      sections.length === 0 ? {} : { sections: sections.map(({ title, report: part }) => ({ title, ...part })) },
    ),
  html: renderHtml,
};

/** Documents are whole unless told otherwise; a terminal, a script and a spreadsheet get the one table they asked for. */
function sectionsOf(analysis: Analysis, parsed: Parsed, format: Format): readonly Section[] {
  const isWanted = parsed.is('sections') || ((format === 'md' || format === 'html') && !parsed.isOff('sections'));
  return isWanted ? (analysis.sections ?? []) : [];
}

function partOf({ part, report }: { readonly part: Section; readonly report: Report }): Part {
  const { title, analysis, columns } = part;
  return { title, report, analysis, shown: columns === undefined ? {} : { only: columns }, more: '' };
}

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
