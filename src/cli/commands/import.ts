/** `hindcast import`: reads what is new from the files of the agents into the log, and says what became of every record. */

import { AppError, didYouMean } from '../../errors.ts';
import { SKIPS, isSkipReason, type SkipCounts } from '../../event/skip.ts';
import type { ImportSummary } from '../../ingest.ts';
import { bytes, count, ms } from '../../report/number.ts';
import { jsonText } from '../../report/json.ts';
import { finish, paint, type Style } from '../../report/style.ts';
import { sources } from '../../sources/index.ts';
import type { Source } from '../../sources/define.ts';
import { defineCommand } from '../define.ts';
import { importNew } from '../importing.ts';

export default defineCommand('import', {
  summary: 'Imports what is new from every agent found on this machine.',
  description:
    'Reads the files that agents write, redacts, and appends to the log. Importing twice changes nothing. Nothing leaves the machine.',
  args: [
    {
      name: 'SOURCE',
      help: 'Only these sources; all of them without it.',
      many: true,
      choices: sources.map(({ id }) => id),
    },
  ],
  flags: {
    path: {
      type: 'list',
      value: 'PATH',
      help: 'A file or folder to read instead of the usual places; may be repeated.',
    },
    json: { type: 'boolean', help: 'Print a summary as JSON.' },
  },
  examples: [
    { line: 'hindcast import', does: 'Everything that is new.' },
    { line: 'hindcast import codex --json', does: 'One agent, as JSON.' },
    { line: 'hindcast import claude-code --path /mnt/backup/.claude/projects', does: 'Files from elsewhere.' },
  ],
  async run(parsed, context) {
    const { out, settings } = context;
    const wanted = parsed.args.length === 0 ? sources : parsed.args.map(findSource);
    const paths = parsed.list('path');
    if (settings.offBecause !== undefined) {
      out.notice(`Recording is off (${settings.offBecause}); nothing was imported.`);
      if (parsed.is('json'))
        out.write(jsonText({ files: 0, read_bytes: 0, events: 0, new_events: 0, skips: {}, duration_ms: 0 }));
      return 0;
    }
    const summary = await importNew(context, { sources: wanted, ...(paths.length === 0 ? {} : { paths }) });
    for (const warning of summary.warnings) out.notice(`warning: ${warning}`);
    out.write(parsed.is('json') ? jsonText(asPromised(summary)) : finish(summaryText(summary, wanted, out), out));
    return 0;
  },
});

function findSource(id: string): Source {
  const source = sources.find((known) => known.id === id);
  if (source !== undefined) return source;
  const ids = sources.map((known) => known.id);
  throw new AppError('source/unknown', `There is no source "${id}".`, {
    hint: didYouMean(id, ids) ?? `Known are ${ids.join(', ')}.`,
  });
}

function asPromised({
  files,
  read_bytes,
  events,
  new_events,
  skips,
  duration_ms,
  sources: bySource,
  warnings,
}: ImportSummary): object {
  return {
    files,
    read_bytes,
    events,
    new_events,
    skips,
    duration_ms: Math.round(duration_ms),
    sources: bySource,
    warnings,
  };
}

export function summaryText(summary: ImportSummary, wanted: readonly Source[], style: Style): string {
  const happened =
    summary.new_events === 0
      ? `${paint('Nothing new', 'bold', style)} in ${count(summary.files)} ${plural(summary.files, 'file')} (${ms(Math.round(summary.duration_ms))})`
      : `${paint(`${count(summary.new_events)} new ${plural(summary.new_events, 'event')}`, 'bold', style)} from ${count(summary.files)} ${plural(summary.files, 'file')} ` +
        `(${bytes(summary.read_bytes)} read in ${ms(Math.round(summary.duration_ms))})`;
  const lines = [happened, '', ...wanted.map((source) => sourceLine(source, summary, style))];
  const skipped = skipLines(summary.skips, style);
  return `${[...lines, ...(skipped.length === 0 ? [] : ['', ...skipped])].join('\n')}\n`;
}

function sourceLine(source: Source, summary: ImportSummary, style: Style): string {
  const own = summary.sources[source.id];
  const width = Math.max(...Object.keys(summary.sources).map((id) => id.length), source.id.length);
  const name = source.id.padEnd(width);
  if (own === undefined || own.roots.length === 0) return paint(`  ${name}  not found`, 'dim', style);
  if (own.files === 0) return `  ${name}  ${count(own.found)} ${plural(own.found, 'file')}, none changed`;
  return `  ${name}  ${count(own.files)} of ${count(own.found)} ${plural(own.found, 'file')} read, ${count(own.events)} ${plural(own.events, 'event')}`;
}

/** Reasons that deserve a look are named; the normal noise of the formats is one number. */
export function skipLines(skips: SkipCounts, style: Style): string[] {
  const entries = Object.keys(SKIPS)
    .filter(isSkipReason)
    .flatMap((reason) => {
      const times = skips[reason] ?? 0;
      return times === 0 ? [] : [{ reason, ...SKIPS[reason], times }];
    });
  const loud = entries.filter(({ quiet }) => !quiet);
  const noise = entries.filter(({ quiet }) => quiet).reduce((sum, { times }) => sum + times, 0);
  return [
    ...loud.map(
      ({ reason, meaning, times }) => `  ${paint(`${count(times)} skipped`, 'warn', style)} ${reason}: ${meaning}`,
    ),
    ...(noise === 0
      ? []
      : [paint(`  ${count(noise)} records hold nothing to count, as usual for these formats`, 'dim', style)]),
  ];
}

function plural(times: number, word: string): string {
  return times === 1 ? word : `${word}s`;
}
