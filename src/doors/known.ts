/**
 * How this machine redacts: its settings, and what is known here to be secret or personal. Whoever records on this machine asks here, so
 * that all redact alike.
 */

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Environment } from '../config/environment.ts';
import type { Places } from '../config/home.ts';
import type { Settings } from '../config/load.ts';
import { knownValuesOf } from '../redaction/known-values.ts';
import { optionsFrom } from '../redaction/options.ts';
import type { RedactorOptions } from '../redaction/redact.ts';
import { makeOnce } from '../store/machine.ts';
import { codeOf } from '../store/refusal.ts';

export type Here = { readonly settings: Settings; readonly environment: Environment; readonly places: Places };

/** Throws what the store throws when a key for pseudonyms is wanted and cannot be kept. */
export function redactionHere({ settings, environment, places }: Here): RedactorOptions {
  return {
    ...optionsFrom(settings),
    ...knownValuesOf(environment, gitUser(environment)),
    ...(settings.value('redaction.pseudonyms')
      ? { pseudonyms: { key: settings.value('redaction.pseudonymKey') ?? ownKey(places) } }
      : {}),
  };
}

const KEY = /^[0-9a-f]{64}$/;

/** A random key that is made once and stays on this machine, beside the log and never in it. */
function ownKey(places: Places): string {
  return makeOnce(places.pseudonymKeyFile, {
    make: () => randomBytes(32).toString('hex'),
    isValid: (text) => KEY.test(text),
  });
}

/** `user.name` and `user.email` of the user's own git configuration. */
function gitUser({ homeDir, variable }: Environment): { gitName?: string; gitEmail?: string } {
  const config = variable('XDG_CONFIG_HOME') ?? join(homeDir, '.config');
  const text = [join(config, 'git', 'config'), join(homeDir, '.gitconfig')].map(contentOf).join('\n');
  const name = valueIn(text, 'user.name');
  const email = valueIn(text, 'user.email');
  return { ...(name === undefined ? {} : { gitName: name }), ...(email === undefined ? {} : { gitEmail: email }) };
}

/** The last value of `section.key`. */
function valueIn(config: string, key: string): string | undefined {
  let section = '';
  let value: string | undefined;
  for (const line of config.split('\n')) {
    section = /^\s*\[([^\]]{1,100})\]/.exec(line)?.[1]?.trim().toLowerCase() ?? section;
    const [left = '', right] = line.split('=', 2);
    if (right !== undefined && `${section}.${left.trim().toLowerCase()}` === key)
      value = right.trim().replaceAll('"', '');
  }
  return value === '' ? undefined : value;
}

/** Empty when there is none. */
function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return '';
  }
}
