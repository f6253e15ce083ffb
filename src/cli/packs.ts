/**
 * Runs the large files of the bundled program with what V8 compiled of them before, as the hook does: a command that is done in a moment
 * would spend most of that on compiling. `dist/packs.cjs` is made from this, and all parts of the program ask there.
 */

import { join } from 'node:path';
import { Script } from 'node:vm';
import { keepCompiled, readCompiled } from '../hook/compiled.ts';

/** Answers the exports of one of the parts in a pack. */
type Pack = (part: string) => unknown;

/** Written by the build. Loads each pack as any module: for programs that load the library, and for those who bundle it. */
declare const $plainly: Readonly<Record<string, () => Pack>>;

const packs = new Map<string, Pack>();
let isProgram = false;
/** Those of which nothing was kept that V8 takes. */
const lacking: { readonly path: string; readonly key: Buffer; readonly script: Script }[] = [];
let flags: Buffer | undefined;

/** Said by what only the program starts: in the process of somebody else, modules are left to Node. */
export function useCompiled(): void {
  isProgram = true;
}

export function loadPack(name: string): Pack {
  let pack = packs.get(name) ?? (isProgram ? undefined : $plainly[name]?.());
  pack ??= runPack(join(__dirname, name));
  packs.set(name, pack);
  return pack;
}

/** Keeps what was compiled. To be called when all that most commands need has run: what has not is not compiled. */
export function keepPacks(): void {
  // V8 takes it only under the flags under which it was made, and the threads of a large import change them.
  if (flags?.equals(flagsOfV8()) !== true) return;
  for (const { path, key, script } of lacking.splice(0)) keepCompiled(path, key, script.createCachedData());
}

function runPack(path: string): Pack {
  const file = `${path}.cjs`;
  const { source, key, compiled } = readCompiled(file, `${path}.compiled`);
  const script = new Script(source, { filename: file, ...(compiled === undefined ? {} : { cachedData: compiled }) });
  if (compiled === undefined || script.cachedDataRejected === true) {
    flags ??= flagsOfV8();
    lacking.push({ path: `${path}.compiled`, key, script });
  }
  const wrapped: unknown = script.runInThisContext();
  const loaded: { exports: unknown } = { exports: {} };
  if (typeof wrapped === 'function') wrapped(require, loaded, loaded.exports, file);
  const { exports } = loaded;
  if (typeof exports !== 'function') throw new Error(`${file} is damaged`);
  return (part) => exports(part);
}

/** What is compiled says under which flags; an empty program says nothing else. */
function flagsOfV8(): Buffer {
  return new Script('').createCachedData();
}
