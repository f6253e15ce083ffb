/** Whether live capture is installed and really works: hooks that are there, can run, have fired, and what they could not do. */

import { existsSync, statSync } from 'node:fs';
import { CLIENTS, folderOf, settingsPath, type Client } from '../../clients/clients.ts';
import { scriptIn } from '../../clients/command.ts';
import { hooksIn } from '../../clients/edit.ts';
import { findProgram } from '../../clients/plugin.ts';
import { readSettings } from '../../clients/settings-file.ts';
import { findFiles } from '../../doors/find.ts';
import { AppError } from '../../errors.ts';
import { count, ms } from '../../report/number.ts';
import { sources } from '../../sources/index.ts';
import type { Context } from '../define.ts';
import type { Check, Section } from './check.ts';
import { countFailures } from './hook-failures.ts';
import { lastHooks } from './last-hooks.ts';

/** What a client writes after its last hook (an answer, its totals) is no sign that hooks are dead. */
const LATE_MS = 15 * 60_000;

export function checkLiveCapture(context: Context): Section {
  const found = CLIENTS.filter((client) => existsSync(folderOf(client, context.environment)));
  const fired = lastHooks(context.places);
  return {
    title: 'Live capture',
    checks: [
      ...found.flatMap((client) => checkClient(client, fired.get(client.id), context)),
      ...checkFailures(context),
    ],
  };
}

function checkClient(client: Client, firedAt: string | undefined, context: Context): Check[] {
  const id = `live.${client.id}`;
  const path = settingsPath(client, context.environment);
  const read = hooksOf(path);
  if (read instanceof AppError) return [{ id, state: 'action', text: read.message, hint: 'Mend the file.' }];
  const ago = (at: string): string => `${ms(Math.max(0, context.now().getTime() - Date.parse(at)))} ago`;
  if (read.size === 0) {
    const text = firedAt === undefined ? 'no hooks are installed' : `recorded by a plugin, last ${ago(firedAt)}`;
    const hint = firedAt === undefined ? { hint: `hindcast init ${client.id}` } : {};
    return [{ id, state: firedAt === undefined ? 'note' : 'ok', text: `${client.title}: ${text}`, ...hint }];
  }
  const missing = client.events.filter((event) => !read.has(event));
  const broken = checkCommands(client, [...read.values()], context);
  if (broken.length > 0) return broken;
  return [
    ...(missing.length === 0
      ? []
      : [
          {
            id: `${id}.missing`,
            state: 'note' as const,
            text: `${client.title}: no hook for ${missing.join(', ')}`,
            hint: `hindcast init ${client.id}`,
          },
        ]),
    checkFired({ client, path, firedAt, ago }, context),
  ];
}

function hooksOf(path: string): ReadonlyMap<string, string> | AppError {
  try {
    return hooksIn(readSettings(path) ?? '', path);
  } catch (cause) {
    if (cause instanceof AppError) return cause;
    throw cause;
  }
}

/** What a hook needs to run at all. */
function checkCommands(client: Client, commands: readonly string[], { environment }: Context): Check[] {
  const scripts = new Set(commands.map(scriptIn).filter((script) => script !== undefined));
  const gone = [...scripts].find((script) => !existsSync(script));
  if (gone !== undefined) {
    const text = `${client.title}: its hooks run ${gone}, which is not there any more`;
    return [{ id: `live.${client.id}.script`, state: 'action', text, hint: `hindcast init ${client.id}` }];
  }
  if (environment.variable('PATH') === undefined || findProgram('node', environment) !== undefined) return [];
  const text = `${client.title}: its hooks run node, which is not on the path`;
  return [{ id: `live.${client.id}.node`, state: 'action', text, hint: 'Add the folder of node to PATH.' }];
}

type Firing = {
  readonly client: Client;
  readonly path: string;
  readonly firedAt: string | undefined;
  ago(at: string): string;
};

/** The client's own files tell when it worked last: hooks that were silent meanwhile do not run. */
function checkFired({ client, path, firedAt, ago }: Firing, { environment }: Context): Check {
  const id = `live.${client.id}`;
  const source = sources.find((one) => one.id === client.id);
  const files = source === undefined ? [] : findFiles(source, environment).files;
  const worked = Math.max(0, ...files.map(({ changedMs }) => changedMs));
  const since = Math.max(statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0, Date.parse(firedAt ?? '') || 0);
  if (worked > since + LATE_MS) {
    const last = firedAt === undefined ? 'have never fired' : `last fired ${ago(firedAt)}`;
    const text = `${client.title} worked ${ago(new Date(worked).toISOString())}, but its hooks ${last}`;
    return { id, state: 'action', text, hint: client.afterwards };
  }
  if (firedAt !== undefined)
    return { id, state: 'ok', text: `${client.title}: hooks are installed and last fired ${ago(firedAt)}` };
  return {
    id,
    state: 'note',
    text: `${client.title}: hooks are installed and have not fired yet`,
    hint: client.afterwards,
  };
}

function checkFailures({ places, now }: Context): Check[] {
  return countFailures(places, now()).map(({ source, failure, times, last }) => ({
    id: `live.failure.${source}.${failure}`,
    state: 'note',
    text: `${count(times)} ${times === 1 ? 'event was' : 'events were'} not recorded by ${source}: ${failure}, last at ${last}`,
  }));
}
