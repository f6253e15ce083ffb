/**
 * Plans what `init` and `uninstall` do to the settings of one client, so that it can be shown first, and does it. A file that changed after
 * the plan was made is not touched.
 */

import { existsSync } from 'node:fs';
import type { Environment } from '../config/environment.ts';
import type { Places } from '../config/home.ts';
import { AppError } from '../errors.ts';
import { settingsPath, type Client } from './clients.ts';
import { hookCommand } from './command.ts';
import { withHooks, withoutHooks } from './edit.ts';
import { recall, remember } from './memory.ts';
import { patchOf, unpatched } from './patch.ts';
import { readSettings, removeSettings, writeSettings } from './settings-file.ts';

export type Plan = {
  readonly client: Client;
  readonly path: string;
  /** Undefined: there is no such file. */
  readonly before: string | undefined;
  /** Undefined: the file goes. */
  readonly after: string | undefined;
  /** The text to which `uninstall` leads back; undefined: no file. */
  readonly origin: string | undefined;
};

export type Surroundings = { readonly environment: Environment; readonly places: Places };

export function planInstall(client: Client, { environment, places }: Surroundings, script: string): Plan {
  const path = settingsPath(client, environment);
  const before = readSettings(path);
  const command = hookCommand({ agent: client.id, script, platform: environment.platform });
  const change = recall(places, path);
  const restored = before === undefined || change === undefined ? undefined : unpatched(before, change.patch);
  const base = restored ?? before ?? '';
  // Hooks that are there in full are left where the user may have put them.
  const isWhole = before !== undefined && withHooks(before, client, { command, path }) === before;
  const after = isWhole ? before : withHooks(base, client, { command, path });
  const existed = before !== undefined && (restored === undefined || change?.existed === true);
  return { client, path, before, after, origin: existed ? withoutHooks(base, path) : undefined };
}

export function planRemoval(client: Client, { environment, places }: Surroundings): Plan {
  const path = settingsPath(client, environment);
  const before = readSettings(path);
  if (before === undefined) return { client, path, before, after: undefined, origin: undefined };
  const change = recall(places, path);
  const restored = change === undefined ? undefined : unpatched(before, change.patch);
  const gone = restored !== undefined && change?.existed === false;
  const after = gone ? undefined : (restored ?? withoutHooks(before, path));
  return { client, path, before, after, origin: after };
}

export function isChange({ before, after }: Plan): boolean {
  return before !== after;
}

/** Writes what was planned; the file as it was stays beside it. */
export function install(plan: Plan, { places }: Surroundings): void {
  const { path, before, after, origin } = plan;
  if (after === undefined || !isChange(plan)) return;
  assertUnchanged(plan);
  if (before !== undefined && !existsSync(backupOf(path))) writeSettings(backupOf(path), before);
  // Remembered first: a crash in between leaves a memory that fits no file, and does no harm.
  remember(places, path, { existed: origin !== undefined, patch: patchOf(origin ?? '', after) });
  writeSettings(path, after);
}

export function uninstall(plan: Plan, { places }: Surroundings): void {
  const { path, after } = plan;
  if (isChange(plan)) {
    assertUnchanged(plan);
    if (after === undefined) removeSettings(path);
    else writeSettings(path, after);
  }
  remember(places, path, undefined);
  const backup = backupOf(path);
  if (after !== undefined && existsSync(backup) && readSettings(backup) === after) removeSettings(backup);
}

export function backupOf(path: string): string {
  return `${path}.before-hindcast`;
}

function assertUnchanged({ path, before }: Plan): void {
  if (readSettings(path) === before) return;
  throw new AppError('client/unreadable-settings', `${path} has changed in the meantime, so nothing was written.`, {
    hint: 'Run the command again.',
  });
}
