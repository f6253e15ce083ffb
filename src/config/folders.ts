/** Where each platform keeps the data of programs. Nothing here touches the disk. */

import { posix, win32 } from 'node:path';
import { AppError } from '../errors.ts';
import type { Environment } from './environment.ts';

/** The default of HINDCAST_HOME. Throws `config/bad-value` when the system names no home directory. */
export function dataFolder(environment: Environment): string {
  const { platform, homeDir, variable } = environment;
  const local = platform === 'win32' ? variable('LOCALAPPDATA') : undefined;
  if (local !== undefined) return win32.join(local, 'hindcast');
  const data = variable('XDG_DATA_HOME');
  // The XDG specification says that a relative path is to be ignored.
  if (data?.startsWith('/') === true && platform !== 'darwin' && platform !== 'win32')
    return posix.join(data, 'hindcast');
  if (homeDir === '') {
    throw new AppError(
      'config/bad-value',
      'There is no home directory, so Hindcast does not know where to keep its data.',
      {
        hint: 'Set HINDCAST_HOME to a folder that may be written.',
      },
    );
  }
  if (platform === 'win32') return win32.join(homeDir, 'AppData', 'Local', 'hindcast');
  if (platform === 'darwin') return posix.join(homeDir, 'Library', 'Application Support', 'hindcast');
  return posix.join(homeDir, '.local', 'share', 'hindcast');
}

/** `~` and `~/…` as the shell would write them; everything else as it is. */
export function expandHome(path: string, homeDir: string): string {
  if (path === '~') return homeDir;
  return path.startsWith('~/') || path.startsWith('~\\') ? `${homeDir}${path.slice(1)}` : path;
}
