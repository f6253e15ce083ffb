/** Where Hindcast looks for the files of agents, in words. */

import { join } from 'node:path';
import type { Environment } from '../../config/environment.ts';
import { expandHome } from '../../config/folders.ts';
import { sources } from '../../sources/index.ts';
import type { Source } from '../../sources/define.ts';

/** `Claude Code: ~/.claude/projects`, one for each place of each source. */
export function placesLookedIn(environment: Environment): string[] {
  return sources.flatMap((source) => rootsOf(source, environment).map((root) => `${source.title}: ${root}`));
}

export function rootsOf({ files }: Pick<Source, 'files'>, environment: Environment): string[] {
  return files.roots.map(({ env, path, below }) => {
    const set = env === undefined ? undefined : environment.variable(env);
    return set === undefined ? path : join(expandHome(set, environment.homeDir), below ?? '');
  });
}
