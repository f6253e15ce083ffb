/** Asks the compiler script of the scanner whether its committed bytes are those of its source, and lets it write them. */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

export function generatedWasm(check: boolean): 'fresh' | 'stale' | 'missing' {
  if (!existsSync('scripts/wasm.mjs')) return 'missing';
  const { status } = spawnSync(process.execPath, ['scripts/wasm.mjs', ...(check ? ['--check'] : [])], {
    stdio: 'inherit',
  });
  return status === 0 ? 'fresh' : 'stale';
}
