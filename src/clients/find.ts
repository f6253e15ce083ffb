/** Which clients are on this machine, and where the script lies that their hooks run. */

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../config/environment.ts';
import { AppError } from '../errors.ts';
import { CLIENTS, folderOf, type Client } from './clients.ts';

/** Those whose folder is there. */
export function findClients(environment: Environment): readonly Client[] {
  return CLIENTS.filter((client) => existsSync(folderOf(client, environment)));
}

/** `dist/hook.cjs`, seen from the bundle or from the sources. */
export function hookScript(): string {
  const places = ['./hook.cjs', '../../dist/hook.cjs'].map((path) => fileURLToPath(new URL(path, import.meta.url)));
  const found = places.find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new AppError('client/no-hook-script', 'The script that hooks run (dist/hook.cjs) is not there.', {
    hint: 'Install Hindcast again, or run npm run build.',
  });
}
