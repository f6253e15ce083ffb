/** The bare `hindcast`: imports what is new, then shows what happened. On a machine without any agent it shows the bundled sample, labelled as such. */

import { sources } from '../../sources/index.ts';
import { AppError, type ErrorCode } from '../../errors.ts';
import type { ImportSummary } from '../../ingest.ts';
import { listSegments } from '../../store/segment.ts';
import { PERIOD_FLAGS, readPeriod } from '../asking.ts';
import { OUTPUT_FLAGS, readFormat } from '../delivering.ts';
import { defineCommand, type Context } from '../define.ts';
import { importNew } from '../importing.ts';
import { deliverOverview } from '../overview/deliver.ts';
import { showSample } from '../overview/sample.ts';
import { tidyUp } from '../tidying.ts';

export default defineCommand('overview', {
  summary: 'Imports what is new and shows the last 7 days; the same as hindcast alone.',
  flags: {
    ...PERIOD_FLAGS,
    ...OUTPUT_FLAGS,
    import: { type: 'boolean', help: 'Import first; --no-import shows the log as it is.' },
  },
  examples: [
    { line: 'hindcast', does: 'What happened in the last 7 days.' },
    { line: 'hindcast --since 30d --repo shop', does: 'A month of one repository.' },
    { line: 'hindcast --no-import --json', does: 'The log as it is, as JSON.' },
  ],
  async run(parsed, context) {
    // Before anything is imported: a mistyped flag must not cost a minute.
    readPeriod(parsed, context);
    const format = readFormat(parsed);
    const summary = parsed.isOff('import') ? undefined : await importIfAllowed(context);
    const found = summary === undefined || Object.values(summary.sources).some((source) => source.found > 0);
    if (!found && format === 'text' && parsed.text('output') === undefined && isLogEmpty(context)) {
      await showSample(parsed, context);
      return 0;
    }
    await deliverOverview(parsed, context);
    // Nobody waits for it any more; what is found is shown the next time.
    if (summary !== undefined) await (await import('../outcomes.ts')).findOutcomesNow(context, summary);
    await tidyUp(context);
    return 0;
  },
});

const WRITE_FAILURES: ReadonlySet<ErrorCode> = new Set(['store/locked', 'store/not-writable', 'store/disk-full']);

function isLogEmpty({ places }: Context): boolean {
  return listSegments(places).segments.length === 0;
}

/** Nothing when nothing could be imported, and the log is shown as it is. */
async function importIfAllowed(context: Context): Promise<ImportSummary | undefined> {
  const { out, settings } = context;
  if (settings.offBecause !== undefined) {
    out.notice(`Recording is off (${settings.offBecause}); nothing new was imported.`);
    return undefined;
  }
  try {
    return await importNew(context, { sources });
  } catch (cause) {
    // What was imported before can be shown all the same.
    const isShowable = cause instanceof AppError && WRITE_FAILURES.has(cause.code) && !isLogEmpty(context);
    if (!isShowable) throw cause;
    out.notice(`${cause.message} Showing the log as it is.`);
    return undefined;
  }
}
