/** Where Hindcast keeps things: plain paths, computed once from HINDCAST_HOME. Nothing here touches the disk. */

import { join } from 'node:path';

export type Places = {
  readonly home: string;
  /** The log: the truth. `<yyyy>/<mm>/<dd>/<machine>.ndjson` and `.parquet` below it. */
  readonly log: string;
  /** May be deleted at any moment. */
  readonly cache: string;
  /** Random id of this installation, made on first write. */
  readonly machineFile: string;
  /** Key of this installation's pseudonyms, made when they are first wanted. */
  readonly pseudonymKeyFile: string;
  /** Key of the pseudonyms under which facts are shared, made when something is shared for the first time. */
  readonly shareKeyFile: string;
  /** What has been read of every file of every source. */
  readonly manifest: string;
  readonly lock: string;
  readonly settled: string;
  /** What live recording could not do, a line per failure. */
  readonly hookErrors: string;
  /** How `init` changed the settings of agent clients, so that `uninstall` can undo it exactly. */
  readonly installed: string;
  readonly userConfig: string;
};

export function places(home: string): Places {
  return {
    home,
    log: join(home, 'log'),
    cache: join(home, 'cache'),
    machineFile: join(home, 'machine.json'),
    pseudonymKeyFile: join(home, 'pseudonym.key'),
    shareKeyFile: join(home, 'share.key'),
    manifest: join(home, 'import.json'),
    lock: join(home, 'import.lock'),
    settled: join(home, 'log', 'settled.json'),
    hookErrors: join(home, 'log', 'hook-errors.ndjson'),
    installed: join(home, 'installed.json'),
    userConfig: join(home, 'config.json'),
  };
}
