/** The usage table of the project around a folder, if the project wants one, and the rows that are written to it. */

import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { appendUsage } from '../../doors/usage-file.ts';
import { COLUMNS } from '../../sources/usage-csv.ts';
import type { Json } from '../../sources/read.ts';
import type { Context } from '../define.ts';

const USUAL = join('.telemetry', 'usage.csv');

/** Where the setting says, else the usual place when a table is there already: nobody's repository gets a file unasked. */
export function usageTable({ settings, environment }: Pick<Context, 'settings' | 'environment'>): string | undefined {
  const { cwd } = environment;
  const root = rootOf(cwd);
  const wanted = settings.value('usage.csv');
  if (wanted !== null) return isAbsolute(wanted) ? wanted : join(root, wanted);
  return [root, cwd].map((folder) => join(folder, USUAL)).find((path) => existsSync(path));
}

/** Adds the row to the table; returns how many equal ones stood there before. */
export function addRow(path: string, row: Json): number {
  return appendUsage(
    path,
    COLUMNS.map((column) => String(row[column] ?? '')),
  );
}

/** The top of the checkout around a folder (of the worktree, where it is one), else the folder itself. */
function rootOf(cwd: string): string {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return cwd;
  }
}
