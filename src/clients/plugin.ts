/** When the plugin for Claude Code is the better choice: it records through a server that the client starts once, instead of a process per event. */

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Environment } from '../config/environment.ts';
import { hookScript } from './find.ts';

/** The first version that was seen to run hooks through a server. */
const SINCE = [2, 1, 328] as const;
const LIMIT_MS = 3_000;

/** How to install it, when the client that is on the path is new enough; undefined when it is not, or is not there. */
export function pluginAdvice(environment: Environment): string | undefined {
  const market = resolve(dirname(hookScript()), '..');
  if (!existsSync(join(market, '.claude-plugin', 'marketplace.json')) || !isNewEnough(environment)) return undefined;
  return [
    'This Claude Code can do better: its plugin records the same without starting a process per event. Instead of these hooks:',
    `  claude plugin marketplace add ${market}`,
    '  claude plugin install hindcast@hindcast',
    '  hindcast uninstall claude-code',
  ].join('\n');
}

function isNewEnough(environment: Environment): boolean {
  const program = findProgram('claude', environment);
  if (program === undefined) return false;
  try {
    const said = execFileSync(program, ['--version'], {
      encoding: 'utf8',
      timeout: LIMIT_MS,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const version = /(\d+)\.(\d+)\.(\d+)/.exec(said)?.slice(1).map(Number);
    return version !== undefined && compare(version, SINCE) >= 0;
  } catch (cause) {
    if (cause instanceof Error) return false;
    throw cause;
  }
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, part] of b.entries()) if (a[index] !== part) return (a[index] ?? 0) - part;
  return 0;
}

/** The first program of this name on the path. */
export function findProgram(name: string, { variable, platform }: Environment): string | undefined {
  const isWindows = platform === 'win32';
  const folders = (variable('PATH') ?? '').split(isWindows ? ';' : ':').filter((folder) => folder !== '');
  const names = isWindows ? [`${name}.exe`, `${name}.cmd`] : [name];
  return folders.flatMap((folder) => names.map((file) => join(folder, file))).find((path) => existsSync(path));
}
