/**
 * The entry of `dist/hook.cjs`. Runs `hook-main.cjs` beside it, with what V8 compiled of it the last time. Whatever happens it ends with
 * status 0 and prints nothing: what a hook prints goes into the conversation.
 */

import { join } from 'node:path';
import { Script } from 'node:vm';
import { keepCompiled, readCompiled } from './compiled.ts';

const FILE = join(__dirname, 'hook-main.cjs');
const COMPILED = join(__dirname, 'hook-main.compiled');

type Loaded = { exports: { main?: unknown } };

try {
  const { source, key, compiled } = readCompiled(FILE, COMPILED);
  const script = new Script(source, { filename: FILE, ...(compiled === undefined ? {} : { cachedData: compiled }) });
  const wrapped: unknown = script.runInThisContext();
  const loaded: Loaded = { exports: {} };
  if (typeof wrapped === 'function') wrapped(require, loaded, loaded.exports);
  const { main } = loaded.exports;
  const written: unknown = typeof main === 'function' ? main(process.argv) : undefined;
  // Only a run that got to the end has had everything compiled that the next one needs.
  if (typeof written === 'number' && written > 0 && (compiled === undefined || script.cachedDataRejected === true))
    keepCompiled(COMPILED, key, script.createCachedData());
} finally {
  // Ends at once: nothing is pending, and an orderly end takes longer than all of the above.
  process.reallyExit(0);
}
