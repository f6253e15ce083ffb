/** Imports what is new and folds up past days: what the bare command and `hindcast import` have in common. */

import { AppError } from '../errors.ts';
import { importFiles, type ImportSummary } from '../ingest.ts';
import { bytes, ratio } from '../report/number.ts';
import type { Source } from '../sources/define.ts';
import { compact } from '../store/compact.ts';
import { listSegments } from '../store/segment.ts';
import type { Context } from './define.ts';
import { rememberImport } from './doctor/last-import.ts';
import { redactorOptions } from './redaction.ts';

export type Wanted = { readonly sources: readonly Source[]; readonly paths?: readonly string[] };

/** Lines of past days that may stay uncompacted: below this, folding them up saves no time that a person notices. */
const LOOSE_BYTES = 2_000_000;

export async function importNew(context: Context, { sources, paths }: Wanted): Promise<ImportSummary> {
  const { out, settings, environment, places, now } = context;
  const summary = await importFiles({
    places,
    sources,
    environment,
    redaction: redactorOptions(settings),
    parallel: settings.value('import.parallel'),
    now,
    ...(paths === undefined ? {} : { paths }),
    onProgress: ({ files, doneBytes, totalBytes }) => {
      const share = totalBytes > 0 ? ` ${ratio(Math.min(1, doneBytes / totalBytes))} of ${bytes(totalBytes)}` : '';
      out.progress(`Importing ${files.toLocaleString('en-US')} files${share}`);
    },
  });
  rememberImport(places, summary, now());
  await foldUp(context);
  return summary;
}

/** Quiet: it changes no answer, and another process may be doing it just now. */
async function foldUp({ out, places, now }: Context): Promise<void> {
  const today = now().toISOString().slice(0, 10);
  const loose = listSegments(places).segments.filter(({ format, day }) => format === 'ndjson' && day < today);
  if (loose.reduce((sum, { bytes: size }) => sum + size, 0) < LOOSE_BYTES) return;
  out.progress('Compacting past days');
  try {
    await compact(places, { before: today });
  } catch (cause) {
    if (!(cause instanceof AppError) || cause.code !== 'store/locked') throw cause;
  }
}
