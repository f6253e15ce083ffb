/** The bare `hindcast`: imports what is new, then shows what happened. On a machine without any agent it shows the bundled sample, labelled as such. */

import { sources } from '../../sources/index.ts';
import { AppError } from '../../errors.ts';
import { listSegments } from '../../store/segment.ts';
import { OUTPUT_FLAGS, PERIOD_FLAGS, readFormat, readPeriod } from '../asking.ts';
import { defineCommand, type Context } from '../define.ts';
import { importNew } from '../importing.ts';
import { deliverOverview } from '../overview/deliver.ts';
import { showSample } from '../overview/sample.ts';

export default defineCommand('overview', {
  summary: 'Imports what is new and shows the last 7 days; the same as hindcast alone.',
  flags: { ...PERIOD_FLAGS, ...OUTPUT_FLAGS, import: { type: 'boolean', help: 'Import first; --no-import shows the log as it is.' } },
  examples: [
    { line: 'hindcast', does: 'What happened in the last 7 days.' },
    { line: 'hindcast --since 30d --repo shop', does: 'A month of one repository.' },
    { line: 'hindcast --no-import --json', does: 'The log as it is, as JSON.' },
  ],
  async run(parsed, context) {
    // Before anything is imported: a mistyped flag must not cost a minute.
    readPeriod(parsed, context);
    const format = readFormat(parsed);
    const found = parsed.isOff('import') ? true : await importIfAllowed(context);
    if (!found && format === 'text' && parsed.text('output') === undefined && listSegments(context.places).segments.length === 0) {
      await showSample(parsed, context);
      return 0;
    }
    await deliverOverview(parsed, context);
    return 0;
  },
});

/** False when this machine holds nothing that could be imported. */
async function importIfAllowed(context: Context): Promise<boolean> {
  const { out, settings } = context;
  if (settings.offBecause !== undefined) {
    out.notice(`Recording is off (${settings.offBecause}); nothing new was imported.`);
    return true;
  }
  try {
    const summary = await importNew(context, { sources });
    return Object.values(summary.sources).some(({ found }) => found > 0);
  } catch (cause) {
    if (!(cause instanceof AppError) || cause.code !== 'store/locked') throw cause;
    out.notice(`${cause.message} Showing the log as it is.`);
    return true;
  }
}
