/** Reads the two configuration files. A key may be nested (`{"log": {"maxDays": 90}}`) or dotted; one that is no setting is an error. */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError, didYouMean } from '../errors.ts';
import type { Environment } from './environment.ts';
import { SETTINGS, isSettingKey, type Setting, type SettingKey } from './settings.ts';

export const PROJECT_FILE = 'hindcast.config.json';

/** The configuration of the tool whose branch `hindcast sync` shares, in the same repository. */
const SYNC_FILE = join('devtools', 'telemetry-sync', 'config.json');

/** Its names for settings. */
const SYNC_NAMES: Readonly<Record<string, SettingKey>> = {
  branch_name: 'sync.branch',
  source_dir: 'sync.sourceDir',
  worktree_dir: 'sync.worktreeDir',
};

export type FileValues = { readonly path: string; readonly values: ReadonlyMap<SettingKey, unknown> };

/** Looks from the working directory up to the root of its repository; outside of one only in the working directory. */
export function findProjectFile(environment: Environment): string | undefined {
  const folders: string[] = [];
  let inRepository = false;
  for (let folder = environment.cwd; !inRepository; folder = dirname(folder)) {
    folders.push(folder);
    inRepository = existsSync(join(folder, '.git'));
    if (dirname(folder) === folder) break;
  }
  const searched = inRepository ? folders : folders.slice(0, 1);
  return searched.map((folder) => join(folder, PROJECT_FILE)).find((file) => existsSync(file));
}

/** What the repository says to the older tool. Undefined outside of a repository, and when there is no such file. */
export function readSyncFile(environment: Environment): FileValues | undefined {
  for (let folder = environment.cwd; ; folder = dirname(folder)) {
    const path = join(folder, SYNC_FILE);
    const text = existsSync(join(folder, '.git')) ? readText(path) : undefined;
    if (text !== undefined) {
      const named = Object.entries(parseObject(text, path)).map(([name, value]) => [SYNC_NAMES[name], value] as const);
      const values = new Map<SettingKey, unknown>();
      for (const [key, value] of named) if (key !== undefined) values.set(key, value);
      return { path, values };
    }
    if (existsSync(join(folder, '.git')) || dirname(folder) === folder) return undefined;
  }
}

/** Undefined when there is no such file. */
export function readConfigFile(path: string, whose: 'project' | 'user'): FileValues | undefined {
  const text = readText(path);
  if (text === undefined) return undefined;
  const json = parseObject(text, path);
  const values = new Map<SettingKey, unknown>();
  for (const [given, value] of flatten(json)) {
    const name = given.startsWith('sync.') ? (SYNC_NAMES[given.slice(5)] ?? given) : given;
    if (name === '$schema') continue;
    if (!isSettingKey(name)) throw unknownKey(name, path);
    const setting: Setting = SETTINGS[name];
    if (whose === 'project' && setting.userOnly === true) {
      throw new AppError('config/bad-value', `${name} cannot be set by a project's file (${path}).`, {
        hint: `Set ${setting.env}${name === 'home' ? '' : ', or put it into your own file (see hindcast config)'}.`,
      });
    }
    if (whose === 'user' && name === 'home') {
      throw new AppError('config/bad-value', `home cannot be set by the file that lies in it (${path}).`, {
        hint: 'Set HINDCAST_HOME.',
      });
    }
    values.set(name, value);
  }
  return { path, values };
}

function readText(path: string): string | undefined {
  // Most often there is none, and an error costs more than the question.
  if (!existsSync(path)) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new AppError(
      'config/unreadable',
      `The configuration file ${path} cannot be read (${String(code ?? cause)}).`,
      { cause },
    );
  }
}

function parseObject(text: string, path: string): object {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new AppError(
      'config/unreadable',
      `The configuration file ${path} is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
  if (isPlainObject(json)) return json;
  throw new AppError('config/unreadable', `The configuration file ${path} holds no JSON object.`);
}

/** Goes into an object only while its path is no setting of its own. */
function* flatten(json: object, prefix = ''): Generator<[string, unknown]> {
  for (const [key, value] of Object.entries(json)) {
    const name = `${prefix}${key}`;
    if (isPlainObject(value) && !isSettingKey(name)) yield* flatten(value, `${name}.`);
    else yield [name, value];
  }
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unknownKey(name: string, path: string): AppError {
  const suggestion = didYouMean(name, Object.keys(SETTINGS));
  return new AppError('config/unknown-key', `${path} holds the key "${name}", which is no setting.`, {
    hint: suggestion ?? 'hindcast config lists every setting.',
  });
}
