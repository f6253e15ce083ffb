/** Finds out that the home folder can never be one, before anything waits for it or fails deep inside. */

import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from '../errors.ts';

/** Throws `store/not-writable` when a file stands where `home`, or a folder above it, would be. */
export function refuseFileInTheWay(home: string): void {
  const folder = nearestExisting(home);
  if (statSync(folder).isDirectory()) return;
  throw new AppError('store/not-writable', `${folder} is a file, so Hindcast cannot keep its data in ${home}.`, {
    hint: 'Set HINDCAST_HOME to a folder that may be written.',
  });
}

export function nearestExisting(path: string): string {
  let folder = path;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
