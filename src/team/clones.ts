/**
 * The clones of this machine in which sharing was set up. Only so is it known, outside of a project, whose branches there are to read; a
 * clone that is gone is passed over.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Places } from '../config/home.ts';
import { list, object, parsed, text } from '../sources/read.ts';
import { replaceFile } from '../store/durable.ts';
import { readText } from '../store/small-file.ts';

function clonesPath(places: Places): string {
  return join(places.home, 'clones.json');
}

/** The top folders, the latest last. */
export function knownClones(places: Places): readonly string[] {
  return rememberedClones(places).filter((root) => existsSync(root));
}

/** Keeps what it is told until the folder is forgotten by hand: a disk that is not there today may be there tomorrow. */
export function rememberClone(places: Places, root: string): void {
  const known = rememberedClones(places);
  if (known.includes(root)) return;
  replaceFile(clonesPath(places), `${JSON.stringify({ v: 1, clones: [...known, root] }, null, 2)}\n`);
}

function rememberedClones(places: Places): readonly string[] {
  const clones = list(object(parsed(readText(clonesPath(places)) ?? ''))?.['clones']);
  return clones.flatMap((root) => text(root) ?? []);
}
