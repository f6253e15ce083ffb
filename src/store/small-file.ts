/** Small files of the store, read whole. One that is not there is undefined; one that cannot be read is a refusal. */

import { readFileSync } from 'node:fs';
import { codeOf, refusal } from './refusal.ts';

export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw refusal(error, path, 'read');
  }
}
