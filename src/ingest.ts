/**
 * Joins capture, redaction and the log: finds out which files changed, and has them read. Most imports find nothing, so what only reading
 * needs is loaded when there is something to read.
 */

import { existsSync } from 'node:fs';

import { findFiles, isUnchanged, type Found } from './doors/find.ts';
import type { Job } from './doors/job.ts';
import { makeTally } from './doors/tally.ts';
import type { ImportOptions, ImportSummary } from './ingest/define.ts';
import type { Source } from './sources/define.ts';
import { withLock } from './store/lock.ts';
import { loadManifest, type Manifest } from './store/manifest.ts';

export type { ImportOptions, ImportSummary, SourceSummary } from './ingest/define.ts';

/** Imports what is new. Throws `source/no-match` for paths that hold nothing, and what the store throws. */
export async function importFiles(options: ImportOptions): Promise<ImportSummary> {
  const now = options.now ?? (() => new Date());
  const started = now().getTime();
  const { found, strangers } = await locate(options);
  const summary = await withLock(options.places, 'import', () => importFound(options, found));
  const warnings =
    strangers.length === 0
      ? []
      : [`No source understands ${strangers[0]}${strangers.length > 1 ? ` and ${strangers.length - 1} more` : ''}.`];
  return { ...summary, duration_ms: now().getTime() - started, warnings: [...warnings, ...summary.warnings] };
}

type Located = { readonly found: ReadonlyMap<Source, Found>; readonly strangers: readonly string[] };

async function locate({ paths, sources, environment }: ImportOptions): Promise<Located> {
  if (paths === undefined || paths.length === 0)
    return { found: new Map(sources.map((source) => [source, findFiles(source, environment)])), strangers: [] };
  const { findGiven } = await import('./doors/given.ts');
  return findGiven(paths, sources, environment);
}

async function importFound(
  options: ImportOptions,
  found: ReadonlyMap<Source, Found>,
): Promise<Omit<ImportSummary, 'duration_ms'>> {
  const manifest = loadManifest(options.places);
  const tally = makeTally(found);
  const jobs = [...found].flatMap(([source, { files }]) => plan(source, files, manifest));
  if (options.paths === undefined) markGone(manifest, found);
  manifest.seal()();
  if (jobs.length === 0) return { ...tally.totals(), new_events: 0 };
  const { readFiles } = await import('./ingest/read-files.ts');
  const fresh = await readFiles(options, { jobs, manifest, tally });
  return { ...tally.totals(), new_events: fresh };
}

/** The files of a source that have to be opened. */
function plan(source: Source, files: Found['files'], manifest: Manifest): Job[] {
  return files
    .filter((file) => !isUnchanged(file, manifest.known(source.id, file.path), source.version))
    .map((file) => ({ source: source.id, file, entry: manifest.entry(source.id, file.path) }));
}

/** What a client deleted stays in the log; the manifest only remembers that it is no longer there. */
function markGone(manifest: Manifest, found: ReadonlyMap<Source, Found>): void {
  for (const [{ id }, { files }] of found) {
    const there = new Set(files.map(({ path }) => path));
    for (const path of manifest.paths(id)) if (!there.has(path) && !existsSync(path)) manifest.markGone(id, path);
  }
}
