/**
 * The key of this installation's pseudonyms on branches, and the names that derive from it. It lies in the home folder, with a copy beside the
 * repository: a home that was deleted comes back under the same name, or everything would be published twice.
 */

import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Places } from '../config/home.ts';
import { AppError } from '../errors.ts';
import { makeOnce } from '../store/machine.ts';
import { codeOf } from '../store/refusal.ts';

const KEY = /^[0-9a-f]{64}$/;

export type KeyPlaces = {
  readonly places: Places;
  /** The git folder that all worktrees of the clone have in common. */
  readonly commonDir: string;
};

/** The copy of the repository where there is one, else the key of the home folder; made when there is neither. */
export function shareKey({ places, commonDir }: KeyPlaces): Uint8Array {
  const copy = join(commonDir, 'hindcast', 'share.key');
  const copied = keyIn(copy);
  const key = copied ?? once(places.shareKeyFile, undefined);
  if (copied !== undefined) once(places.shareKeyFile, copied);
  else if (isReachable(copy)) once(copy, key);
  return Buffer.from(key, 'hex');
}

function once(path: string, content: string | undefined): string {
  return makeOnce(path, {
    make: () => content ?? randomBytes(32).toString('hex'),
    isValid: (text) => KEY.test(text),
  });
}

/** Undefined when there is no copy, or one of another user of this machine: a key is nobody else's. */
function keyIn(path: string): string | undefined {
  try {
    const text = readFileSync(path, 'utf8').trim();
    if (KEY.test(text)) return text;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'].includes(codeOf(error) ?? '')) return undefined;
    throw error;
  }
  throw new AppError('share/bad-key', `${path} does not hold a key.`, {
    hint: 'Delete the file; it is made again from the key in the home folder.',
  });
}

/** Whether nothing stands there yet; what stands there and cannot be read is another user's. */
function isReachable(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return codeOf(error) === 'ENOENT';
  }
}

/** Name of this installation on the branch of a repository: ten letters, others in every repository. */
export function writerOf(key: Uint8Array, repo: string): string {
  return letters(key, `writer\0${repo}`, 10);
}

/** Name of the developer where no setting gives one. */
export function developerOf(key: Uint8Array): string {
  return `dev-${letters(key, 'developer', 6)}`;
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

function letters(key: Uint8Array, of: string, length: number): string {
  const digest = createHmac('sha256', key).update(of).digest();
  return Array.from(digest.subarray(0, length), (byte) => ALPHABET[byte & 31]).join('');
}
