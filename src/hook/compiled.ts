/**
 * What V8 compiled, kept beside the program: whoever may write there may write the program. V8 itself looks at its version and at the
 * length of the source only, and a damaged file would crash it; so a file is taken only when it was made from this source by this very
 * executable, and when its two copies are equal.
 */

import { accessSync, constants, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { codeOf } from '../store/refusal.ts';

export type Compiled = {
  /** The file as a function of `require`, `module`, `exports` and `__filename`. */
  readonly source: string;
  /** What a compiled form has to be made from. */
  readonly key: Buffer;
  readonly compiled?: Buffer;
};

export function readCompiled(file: string, path: string): Compiled {
  const text = readFileSync(file, 'utf8');
  // Its first line is a comment that says what it was made from.
  const made = text.slice(0, text.indexOf('\n'));
  const node = statSync(process.execPath);
  const key = Buffer.from(
    `${made} ${process.version} ${process.arch} ${node.size} ${node.mtimeMs} ${process.execPath}\n`,
  );
  const source = `(function(require,module,exports,__filename){${text}\n})`;
  const kept = contentOf(path);
  if (kept === undefined || !kept.subarray(0, key.length).equals(key)) return { source, key };
  const middle = (kept.length + key.length) / 2;
  const compiled = kept.subarray(key.length, middle);
  return compiled.length > 0 && compiled.equals(kept.subarray(middle)) ? { source, key, compiled } : { source, key };
}

/** Does nothing where the program lies in a folder that only others may write to. */
export function keepCompiled(path: string, key: Buffer, compiled: Buffer): void {
  const next = `${path}.${process.pid}`;
  try {
    accessSync(dirname(path), constants.W_OK);
    writeFileSync(next, Buffer.concat([key, compiled, compiled]), { mode: 0o644 });
    renameSync(next, path);
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
  }
}

/** Undefined when there is none. */
function contentOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return undefined;
  }
}
