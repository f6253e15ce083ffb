/** Imports what is new: what the bare command and `hindcast import` have in common. */

import { importFiles, type ImportSummary } from '../ingest.ts';
import { bytes, number, ratio } from '../report/number.ts';
import type { Source } from '../sources/define.ts';
import type { Context } from './define.ts';
import { refuseFileInTheWay } from './folder.ts';
import { keepPacks } from './packs.ts';

const TOLD_EVERY_SECONDS = 0.05;

export type Wanted = { readonly sources: readonly Source[]; readonly paths?: readonly string[] };

export async function importNew(context: Context, { sources, paths }: Wanted): Promise<ImportSummary> {
  const { out, settings, environment, places, now } = context;
  refuseFileInTheWay(places.home);
  let toldAt = 0;
  const summary = await importFiles({
    places,
    sources,
    environment,
    redaction: async () => (await import('../doors/known.ts')).redactionHere(context),
    parallel: settings.value('import.parallel'),
    now,
    ...(paths === undefined ? {} : { paths }),
    onProgress: ({ files, doneBytes, totalBytes }) => {
      // Not the clock `performance`, which Node would have to load first.
      if (process.uptime() - toldAt < TOLD_EVERY_SECONDS) return;
      toldAt = process.uptime();
      const share = totalBytes > 0 ? ` ${ratio(Math.min(1, doneBytes / totalBytes))} of ${bytes(totalBytes)}` : '';
      out.progress(`Importing ${number(files)} files${share}`);
    },
  });
  if (summary.read_bytes > 0) {
    const { rememberImport } = await import('./doctor/last-import.ts');
    rememberImport(places, summary, now());
    keepPacks();
  }
  return summary;
}
