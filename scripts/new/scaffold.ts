/** Writes the files of something that is added, and its line of the changelog. What exists is never overwritten. */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EXTENSIONS, type ExtensionKind } from '../generate/tree.ts';
import { addToChangelog } from './changelog.ts';
import { TEMPLATES } from './templates.ts';

const USAGE = `usage: npm run new ${Object.keys(EXTENSIONS).join('|')} NAME\n`;
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

export type Scaffolded = { readonly written: readonly string[] } | { readonly refusal: string };

export function scaffold([kind, name, ...rest]: readonly string[], root = '.'): Scaffolded {
  if (kind === undefined || name === undefined || rest.length > 0) return { refusal: USAGE };
  if (!isKind(kind)) return { refusal: `"${kind}" is nothing that can be added.\n${USAGE}` };
  if (!NAME.test(name))
    return { refusal: `"${name}" is no id: use lower-case words with dashes between, like "gemini-cli".\n` };
  const files = Object.entries(TEMPLATES[kind](name));
  const existing = files.find(([path]) => existsSync(join(root, path)));
  if (existing !== undefined) return { refusal: `${existing[0]} exists already; nothing was written.\n` };
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const changelog = join(root, 'CHANGELOG.md');
  writeFileSync(changelog, addToChangelog(readFileSync(changelog, 'utf8'), `The ${kind} \`${name}\`.`));
  return { written: [...files.map(([path]) => path), 'CHANGELOG.md'] };
}

function isKind(value: string): value is ExtensionKind {
  return Object.hasOwn(EXTENSIONS, value);
}
