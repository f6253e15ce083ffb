/** Finds the value of every setting and remembers where it came from: flag > environment > project file > user file > default. */

import { dirname, join, resolve } from 'node:path';
import { AppError } from '../errors.ts';
import type { Environment } from './environment.ts';
import { findProjectFile, readConfigFile, readSyncFile, type FileValues } from './files.ts';
import { dataFolder, expandHome } from './folders.ts';
import { parseSetting, type Value } from './parse.ts';
import { ALSO_DISABLE, SETTINGS, isSettingKey, type Setting, type SettingKey, type SettingValue } from './settings.ts';

export type Found = {
  readonly key: SettingKey;
  readonly value: Value;
  /** `default`, a variable, a flag or the path of a file. */ readonly from: string;
};

export type Settings = {
  value<K extends SettingKey>(key: K): SettingValue<K>;
  all(): readonly Found[];
  /** What switched recording off, in words, or nothing when recording is on. */
  readonly offBecause: string | undefined;
};

/**
 * `flags` holds the raw texts of flags that override a setting, by setting. `only` is for doors that must start fast: `home` and these are
 * found, all others are null.
 */
export function loadSettings(
  environment: Environment,
  flags: Readonly<Partial<Record<SettingKey, string>>> = {},
  only: readonly string[] = Object.keys(SETTINGS),
): Settings {
  const project = findProjectFile(environment);
  const projectValues = project === undefined ? undefined : readConfigFile(project, 'project');
  const syncValues = only.some((key) => key.startsWith('sync.')) ? readSyncFile(environment) : undefined;
  const early: Layers = { environment, flags, files: [projectValues, syncValues].filter((file) => file !== undefined) };
  const home = find('home', early);
  const user = readConfigFile(join(String(home.value), 'config.json'), 'user');
  const layers: Layers = { ...early, files: user === undefined ? early.files : [...early.files, user] };
  const found = new Map<SettingKey, Found>();
  found.set('home', home);
  for (const key of only) if (isSettingKey(key) && key !== 'home') found.set(key, find(key, layers));
  const offBecause = switchedOff(found, environment);
  /** The zone of the system is asked for only when it matters: that alone takes as long as reading all settings. */
  const settle = (): void => {
    const zone = found.get('timezone');
    if (zone?.value === null && zone.from === 'default') found.set('timezone', { ...zone, value: systemZone() });
  };
  return {
    value(key) {
      if (key === 'timezone') settle();
      return typed(found, key);
    },
    all() {
      settle();
      return [...found.values()];
    },
    offBecause,
  };
}

function systemZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

type Layers = {
  readonly environment: Environment;
  readonly flags: Readonly<Partial<Record<SettingKey, string>>>;
  readonly files: readonly FileValues[];
};

function find(key: SettingKey, layers: Layers): Found {
  const setting: Setting = SETTINGS[key];
  const { environment, flags, files } = layers;
  const found = (raw: unknown, from: string, folder: string): Found => ({
    key,
    value: located(parseSetting(key, raw, from), setting, { folder, homeDir: environment.homeDir }),
    from,
  });
  const flag = flags[key];
  if (flag !== undefined) return found(flag, `--${setting.flag ?? key}`, environment.cwd);
  const variable = environment.variable(setting.env);
  if (variable !== undefined) return found(variable, setting.env, environment.cwd);
  for (const file of files) {
    const value = file.values.get(key);
    if (value !== undefined) return found(value, file.path, dirname(file.path));
  }
  return { key, value: key === 'home' ? dataFolder(environment) : setting.default, from: 'default' };
}

/** A relative path in a file is meant from where the file lies, elsewhere from the working directory. */
function located(value: Value, { type }: Setting, from: { folder: string; homeDir: string }): Value {
  return type === 'path' && typeof value === 'string' ? resolve(from.folder, expandHome(value, from.homeDir)) : value;
}

function switchedOff(found: ReadonlyMap<SettingKey, Found>, environment: Environment): string | undefined {
  const own = found.get('disabled');
  if (own?.value === true)
    return own.from === 'HINDCAST_DISABLED' ? 'HINDCAST_DISABLED is set' : `"disabled" is set in ${own.from}`;
  for (const { env, off } of ALSO_DISABLE) {
    const value = environment.variable(env);
    if (value !== undefined && off(value)) return `${env}=${value} is set`;
  }
  return undefined;
}

function typed<K extends SettingKey>(found: ReadonlyMap<SettingKey, Found>, key: K): SettingValue<K> {
  const value = found.get(key)?.value ?? null;
  if (!fits(key, value)) throw new AppError('config/bad-value', `The setting ${key} has a value of the wrong type.`);
  return value;
}

/** `parseSetting` has already made the value what the table says; this tells the compiler. */
function fits<K extends SettingKey>(key: K, value: Value): value is SettingValue<K> & Value {
  const { type }: Setting = SETTINGS[key];
  if (value === null) return true;
  if (type === 'list') return Array.isArray(value);
  return (
    typeof value === (type === 'boolean' ? 'boolean' : type === 'integer' || type === 'size' ? 'number' : 'string')
  );
}
