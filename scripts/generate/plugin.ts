/** Asks the bundler of the Claude Code plugin whether the committed server is that of its sources, and lets it write it. */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Undefined when this tree has no plugin. */
export function generatedPlugin(check: boolean): 'fresh' | 'stale' | undefined {
  if (!existsSync('plugin')) return undefined;
  const args = ['scripts/build/plugin.mjs', ...(check ? ['--check'] : [])];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  return status === 0 ? 'fresh' : 'stale';
}
