/** `npm run new source|rule|analysis|sink|command NAME`: writes the module, its test and its fixture, a changelog line, and the lists. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { EXTENSIONS, type ExtensionKind } from './generate/tree.ts';
import { addToChangelog } from './new/changelog.ts';
import { TEMPLATES } from './new/templates.ts';

const USAGE = `usage: npm run new ${Object.keys(EXTENSIONS).join('|')} NAME\n`;
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

process.exitCode = scaffold(process.argv.slice(2));

function scaffold([kind, name, ...rest]: readonly string[]): number {
  if (kind === undefined || name === undefined || rest.length > 0) return refuse(USAGE);
  if (!isKind(kind)) return refuse(`"${kind}" is nothing that can be added.\n${USAGE}`);
  if (!NAME.test(name))
    return refuse(`"${name}" is no id: use lower-case words with dashes between, like "gemini-cli".\n`);
  const files = Object.entries(TEMPLATES[kind](name));
  const existing = files.find(([path]) => existsSync(path));
  if (existing !== undefined) return refuse(`${existing[0]} exists already; nothing was written.\n`);
  for (const [path, text] of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    process.stdout.write(`wrote ${path}\n`);
  }
  writeFileSync('CHANGELOG.md', addToChangelog(readFileSync('CHANGELOG.md', 'utf8'), `The ${kind} \`${name}\`.`));
  process.stdout.write('wrote CHANGELOG.md\n');
  const { status } = spawnSync(process.execPath, ['scripts/run.mjs', 'scripts/generate.ts'], { stdio: 'inherit' });
  process.stdout.write(`next: make ${files[0]?.[0]} say what it really does, then "npm run check"\n`);
  return status ?? 1;
}

function isKind(value: string): value is ExtensionKind {
  return Object.hasOwn(EXTENSIONS, value);
}

function refuse(message: string): number {
  process.stderr.write(message);
  return 2;
}
