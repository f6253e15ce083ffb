/** `npm run new source|rule|analysis|sink|command NAME`: writes the module, its test and its fixture, a changelog line, and the lists. */

import { spawnSync } from 'node:child_process';
import { scaffold } from './new/scaffold.ts';

process.exitCode = add(process.argv.slice(2));

function add(args: readonly string[]): number {
  const scaffolded = scaffold(args);
  if ('refusal' in scaffolded) {
    process.stderr.write(scaffolded.refusal);
    return 2;
  }
  for (const path of scaffolded.written) process.stdout.write(`wrote ${path}\n`);
  const { status } = spawnSync(process.execPath, ['scripts/run.mjs', 'scripts/generate.ts'], { stdio: 'inherit' });
  process.stdout.write(`next: make ${scaffolded.written[0]} say what it really does, then "npm run check"\n`);
  return status ?? 1;
}
