/** Finds the value of every setting and remembers where it came from: flag > environment > project file > user file > default. */

import { join } from 'node:path';
import { AppError } from '../errors.ts';
import type { Environment } from './environment.ts';
import { findProjectFile, readConfigFile, type FileValues } from './files.ts';
import { dataFolder } from './folders.ts';
import { parseSetting, type Value } from './parse.ts';
import { ALSO_DISABLE, SETTINGS, isSettingKey, type Setting, type SettingKey, type SettingValue } from './settings.ts';

export type Found = { readonly key: SettingKey; readonly value: Value; /** `default`, a variable, a flag or the path of a file. */ readonly from: string };

export type Settings = {
  value<K extends SettingKey>(key: K): SettingValue<K>;
  all(): readonly Found[];
  /** What switched recording off, in words, or nothing when recording is on. */
  readonly offBecause: string | undefined;
};

/** `flags` holds the raw texts of flags that override a setting, by setting. */
export function loadSettings(environment: Environment, flags: Readonly<Partial<Record<SettingKey, string>>> = {}): Settings {
  const project = findProjectFile(environment);
  const projectValues = project === undefined ? undefined : readConfigFile(project, 'project');
  const early: Layers = { environment, flags, files: projectValues === undefined ? [] : [projectValues] };
  const home = find('home', early);
  const user = readConfigFile(join(String(home.value), 'config.json'), 'user');
  const layers: Layers = { ...early, files: user === undefined ? early.files : [...early.files, user] };
  const found = new Map<SettingKey, Found>();
  for (const key of Object.keys(SETTINGS)) if (isSettingKey(key)) found.set(key, key === 'home' ? home : find(key, layers));
  const offBecause = switchedOff(found, environment);
  return { value: (key) => typed(found, key), all: () => [...found.values()], offBecause };
}

type Layers = { readonly environment: Environment; readonly flags: Readonly<Partial<Record<SettingKey, string>>>; readonly files: readonly FileValues[] };

function find(key: SettingKey, layers: Layers): Found {
  const setting: Setting = SETTINGS[key];
  const flag = layers.flags[key];
  if (flag !== undefined) return { key, value: parseSetting(key, flag, `--${setting.flag ?? key}`), from: `--${setting.flag ?? key}` };
  const variable = layers.environment.variable(setting.env);
  if (variable !== undefined) return { key, value: parseSetting(key, variable, setting.env), from: setting.env };
  for (const file of layers.files) {
    const value = file.values.get(key);
    if (value !== undefined) return { key, value: parseSetting(key, value, file.path), from: file.path };
  }
  return { key, value: runtimeDefault(key, layers.environment) ?? setting.default, from: 'default' };
}

function runtimeDefault(key: SettingKey, environment: Environment): string | undefined {
  if (key === 'home') return dataFolder(environment);
  if (key === 'timezone') return Intl.DateTimeFormat().resolvedOptions().timeZone;
  return undefined;
}

function switchedOff(found: ReadonlyMap<SettingKey, Found>, environment: Environment): string | undefined {
  const own = found.get('disabled');
  if (own?.value === true) return own.from === 'HINDCAST_DISABLED' ? 'HINDCAST_DISABLED is set' : `"disabled" is set in ${own.from}`;
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
  return typeof value === (type === 'boolean' ? 'boolean' : type === 'integer' || type === 'size' ? 'number' : 'string');
}
