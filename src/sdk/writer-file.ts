/** Where the writer lies. The build replaces this file by one that bundlers of programs can follow. */

import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const BUILT = '../../dist/sdk-writer.cjs';

/** The file that a thread runs. */
export function writerFile(): string {
  return fileURLToPath(new URL(BUILT, import.meta.url));
}

export function requireWriter(): unknown {
  return createRequire(import.meta.url)(BUILT);
}
