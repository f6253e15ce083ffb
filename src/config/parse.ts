/** Turns the text of a variable or flag, or the JSON of a file, into the value of a setting; what does not fit is refused with the place it stood in. */

import { AppError } from '../errors.ts';
import { SETTINGS, type Setting, type SettingKey } from './settings.ts';

export type Value = string | number | boolean | readonly string[] | null;

/** `where` names the flag, variable or file for the message. */
export function parseSetting(key: SettingKey, raw: unknown, where: string): Value {
  const setting: Setting = SETTINGS[key];
  const value = parsed(setting, raw);
  const problem = value === undefined ? `is not ${WANTED[setting.type]}` : CHECKS[key]?.(value);
  if (value === undefined || problem !== undefined) {
    const shown = setting.hidden === true ? 'its value' : JSON.stringify(raw);
    if (where.startsWith('--'))
      throw new AppError('usage/bad-value', `${where} ${shown} ${problem}.`, { hint: setting.help });
    throw new AppError('config/bad-value', `${key}: ${shown} (from ${where}) ${problem}.`, { hint: setting.help });
  }
  return value;
}

const WANTED = {
  text: 'a text',
  path: 'a path',
  integer: 'a whole number above 0',
  size: 'a size such as 500MB',
  boolean: 'true or false',
  list: 'a list of texts',
} as const;

function parsed(setting: Setting, raw: unknown): Value | undefined {
  switch (setting.type) {
    case 'text':
    case 'path':
      return typeof raw === 'string' && raw !== '' ? raw : undefined;
    case 'integer':
      return wholeNumber(raw);
    case 'size':
      return typeof raw === 'number' ? wholeNumber(raw) : typeof raw === 'string' ? parseSize(raw) : undefined;
    case 'boolean':
      return truth(raw);
    case 'list':
      return listOf(raw);
  }
}

function wholeNumber(raw: unknown): number | undefined {
  const number = typeof raw === 'string' && /^\d+$/.test(raw.trim()) ? Number(raw) : raw;
  return typeof number === 'number' && Number.isSafeInteger(number) && number > 0 ? number : undefined;
}

/** `100MB`, `1.5 GB`, `2048` as bytes (1 MB = 1,000,000; 1 MiB = 1,048,576), or nothing. */
export function parseSize(text: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([kmgt]?)(i?)b?\s*$/i.exec(text);
  if (match === null) return undefined;
  const power = ' kmgt'.indexOf((match[2] ?? '').toLowerCase() || ' ');
  const bytes = Math.round(Number(match[1]) * (match[3] === '' ? 1000 : 1024) ** power);
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined;
}

function truth(raw: unknown): boolean | undefined {
  if (typeof raw === 'boolean') return raw;
  if (typeof raw !== 'string') return undefined;
  if (/^(1|true|yes|on)$/i.test(raw)) return true;
  return /^(0|false|no|off)$/i.test(raw) ? false : undefined;
}

function listOf(raw: unknown): readonly string[] | undefined {
  if (Array.isArray(raw)) return raw.every((item) => typeof item === 'string' && item !== '') ? raw : undefined;
  if (typeof raw !== 'string') return undefined;
  if (!raw.trimStart().startsWith('['))
    return raw
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
  try {
    const list: unknown = JSON.parse(raw);
    return Array.isArray(list) ? listOf(list) : undefined;
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}

/** What may be a time; whether it is one is decided when the clock is known. */
const SINCE = /^(?:all|today|yesterday|\d+\s*[hdw]|\d{4}-?\d\d-?\d\d(?:[T ].+)?)$/i;

/** What the type alone does not say. */
const CHECKS: Partial<Record<SettingKey, (value: Value) => string | undefined>> = {
  'report.since': (value) =>
    SINCE.test(String(value).trim()) ? undefined : 'is no time such as 7d, 2026-11-01 or all',
  timezone: (value) => (isTimeZone(String(value)) ? undefined : 'is no IANA time zone (such as Europe/Berlin)'),
  'engine.memoryLimit': (value) => (parseSize(String(value)) === undefined ? 'is no size such as 512MB' : undefined),
  'sync.share': (value) =>
    value === 'metrics' || value === 'redacted' ? undefined : 'is neither metrics nor redacted',
  'sync.developer': (value) =>
    /^[A-Za-z0-9][\w.-]{0,39}$/.test(String(value)) ? undefined : 'is no name of letters, digits, dots and dashes',
  'redaction.patterns': (value) => firstBadPattern(Array.isArray(value) ? value : []),
};

/** Accepts what the platform's time zone database knows. */
export function isTimeZone(name: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch (cause) {
    if (cause instanceof RangeError) return false;
    throw cause;
  }
}

function firstBadPattern(patterns: readonly unknown[]): string | undefined {
  for (const pattern of patterns) {
    try {
      RegExp(String(pattern));
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause;
      return `holds a pattern that is no regular expression: ${cause.message}`;
    }
  }
  return undefined;
}
