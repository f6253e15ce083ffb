/** What the client makes of the plugin's hooks: `${path}` is replaced from the payload; nothing becomes an empty text, an object its JSON. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { list, object, type Json } from '../../../src/sources/read.ts';
import { ROOT } from '../../architecture/source-tree.ts';

function hooks(): Json {
  return object(object(JSON.parse(readFileSync(join(ROOT, 'plugin', 'hooks', 'hooks.json'), 'utf8')))?.['hooks']) ?? {};
}

export function pluginEvents(): readonly string[] {
  return Object.keys(hooks());
}

/** Every handler of the plugin. */
export function pluginHandlers(): readonly Json[] {
  return Object.values(hooks()).flatMap((entries) =>
    list(entries).flatMap((entry) => list(object(entry)?.['hooks']).map((handler) => object(handler) ?? {})),
  );
}

/** The object that the tool gets for this payload. */
export function asPluginHands(payload: Json): unknown {
  const [entry] = list(hooks()[String(payload['hook_event_name'])]);
  const [handler] = list(object(entry)?.['hooks']);
  return filled(object(handler)?.['input'], payload);
}

function filled(template: unknown, payload: Json): unknown {
  if (typeof template === 'string')
    return template.replaceAll(/\$\{([^}]+)\}/g, (_, path: string) => textAt(payload, path));
  const fields = object(template);
  if (fields === undefined) return template;
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, filled(value, payload)]));
}

function textAt(payload: Json, path: string): string {
  let value: unknown = payload;
  for (const part of path.split('.')) value = object(value)?.[part];
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
