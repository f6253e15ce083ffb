/** Turns what the file system says into a refusal that a person can act on. What is no such refusal stays the error it was. */

import { AppError } from '../errors.ts';

/** The `code` of a Node system error, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** The error to throw when `path` could not be written, or read. */
export function refusal(error: unknown, path: string, wish: 'written' | 'read' = 'written'): unknown {
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new AppError('store/disk-full', `No space is left to write ${path}.`, {
        hint: 'Free some space, or move the store with HINDCAST_HOME; then run the command again. Nothing that was stored is lost.',
        cause: error,
      });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOENT':
    case 'ENOTDIR':
      return new AppError('store/not-writable', `${path} cannot be ${wish}.`, {
        hint: 'Check the permissions of the folder, or set HINDCAST_HOME to a folder of your own.',
        cause: error,
      });
    default:
      return error;
  }
}
