/** What the agents have left on this machine, what of it is not in the log yet, and what will be deleted before it is. */

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findFiles, type FoundFile } from '../../doors/find.ts';
import { READS_ZSTD, isCompressed } from '../../doors/zstd.ts';
import { count, ms } from '../../report/number.ts';
import { plain } from '../../report/width.ts';
import { sources } from '../../sources/index.ts';
import { count as wholeNumber, object } from '../../sources/read.ts';
import type { Source } from '../../sources/define.ts';
import { loadManifest, type Manifest } from '../../store/manifest.ts';
import type { Context } from '../define.ts';
import { rootsOf } from '../overview/roots.ts';
import type { Check, Section } from './check.ts';

const DAY_MS = 86_400_000;
/** A file that goes within this many days is worth a warning. */
const SOON_DAYS = 7;

export function checkSources(context: Context): Section {
  const manifest = loadManifest(context.places);
  return { title: 'Sources', checks: sources.flatMap((source) => checkSource(source, manifest, context)) };
}

function checkSource(source: Source, manifest: Manifest, { environment, now }: Context): Check[] {
  const id = `source.${source.id}`;
  // It has no usual place: only files that are named are read.
  if (source.files.roots.length === 0) return [];
  const { roots, files, skips } = findFiles(source, environment);
  if (roots.length === 0) {
    return [
      { id, state: 'note', text: `${source.title} not found; looked in ${rootsOf(source, environment).join(' and ')}` },
    ];
  }
  const where = roots.map(plain).join(' and ');
  const newest = Math.max(...files.map(({ changedMs }) => changedMs));
  const age = files.length === 0 ? '' : `, the newest ${ago(now().getTime() - newest)}`;
  const behind = files.filter((file) => !isRead(source, file, manifest));
  const unreadable = skips['unreadable-file'] ?? 0;
  return [
    {
      id,
      state: 'ok',
      text: `${source.title}: ${count(files.length)} ${files.length === 1 ? 'file' : 'files'} in ${where}${age}`,
    },
    ...(behind.length === 0
      ? []
      : [
          {
            id: `${id}.new`,
            state: 'note' as const,
            text: `${count(behind.length)} of them ${behind.length === 1 ? 'has' : 'have'} something that is not imported yet`,
            hint: 'hindcast import',
          },
        ]),
    ...(unreadable === 0
      ? []
      : [
          {
            id: `${id}.unreadable`,
            state: 'action' as const,
            text: `${count(unreadable)} folders below ${where} cannot be read`,
            hint: 'Check their permissions.',
          },
        ]),
    ...checkCompressed(id, files),
    ...checkDeletion({ source, roots, files, behind }, now().getTime()),
  ];
}

function checkCompressed(id: string, files: readonly FoundFile[]): Check[] {
  const compressed = READS_ZSTD ? [] : files.filter(({ path }) => isCompressed(path));
  if (compressed.length === 0) return [];
  return [
    {
      id: `${id}.compressed`,
      state: 'note',
      text: `${count(compressed.length)} of them ${compressed.length === 1 ? 'is' : 'are'} compressed, which Node ${process.version} cannot read`,
      hint: 'Node 22.15 or newer reads them: run `hindcast import` with it once.',
    },
  ];
}

type Present = {
  readonly source: Source;
  readonly roots: readonly string[];
  readonly files: readonly FoundFile[];
  readonly behind: readonly FoundFile[];
};

/** Imported files may go: the log keeps what was in them. */
function checkDeletion({ source, roots, behind }: Present, now: number): Check[] {
  const keeps = keptDays(source, roots);
  if (keeps === undefined) return [];
  const id = `source.${source.id}.deletion`;
  if (keeps.days === 0) {
    return [
      {
        id,
        state: 'action',
        text: `${source.title} is told to keep no transcripts (${keeps.from})`,
        hint: 'Without transcripts there is nothing to import.',
      },
    ];
  }
  const goingSoon = behind.filter(({ changedMs }) => now - changedMs > (keeps.days - SOON_DAYS) * DAY_MS);
  if (goingSoon.length === 0) {
    return [
      {
        id,
        state: 'note',
        text: `${source.title} deletes its files after ${keeps.days} days (${keeps.from}); what was imported stays in the log`,
      },
    ];
  }
  return [
    {
      id,
      state: 'action',
      text: `${count(goingSoon.length)} ${goingSoon.length === 1 ? 'file' : 'files'} of ${source.title} will be deleted within ${SOON_DAYS} days and ${goingSoon.length === 1 ? 'is' : 'are'} not imported`,
      hint: 'hindcast import',
    },
  ];
}

function keptDays(source: Source, roots: readonly string[]): { days: number; from: string } | undefined {
  const { keepsDays, keepsDaysSetting: setting } = source;
  for (const root of setting === undefined ? [] : roots) {
    const file = join(dirname(root), setting?.file ?? '');
    const days = wholeNumber(readJson(file)?.[setting?.key ?? '']);
    if (days !== undefined) return { days, from: `${setting?.key} in ${file}` };
  }
  return keepsDays === undefined ? undefined : { days: keepsDays, from: 'its default' };
}

/** Undefined for a file that is not there or is no JSON object: another program's settings are not ours to judge. */
function readJson(file: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return object(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    if (cause instanceof SyntaxError || (cause instanceof Error && 'code' in cause)) return undefined;
    throw cause;
  }
}

function isRead(source: Source, file: FoundFile, manifest: Manifest): boolean {
  const entry = manifest.known(source.id, file.path);
  return entry !== undefined && entry.version === source.version && entry.size === file.size;
}

function ago(difference: number): string {
  return difference < 60_000 ? 'just now' : `${ms(difference).replace(/ \d+ s$/, '')} ago`;
}
