import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadSettings } from '../../src/config/load.ts';
import { SETTINGS, isSettingKey, type Setting } from '../../src/config/settings.ts';
import { environmentOf } from './environment.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hindcast-settings-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function load(variables: Record<string, string> = {}, flags: Parameters<typeof loadSettings>[1] = {}, cwd = folder) {
  return loadSettings(
    environmentOf({ HINDCAST_HOME: join(folder, 'home'), ...variables }, { cwd, homeDir: folder }),
    flags,
  );
}

function userFile(json: unknown): void {
  mkdirSync(join(folder, 'home'), { recursive: true });
  writeFileSync(join(folder, 'home', 'config.json'), typeof json === 'string' ? json : JSON.stringify(json));
}

function projectFile(json: unknown, where = folder): void {
  mkdirSync(where, { recursive: true });
  writeFileSync(join(where, 'hindcast.config.json'), JSON.stringify(json));
}

describe('precedence', () => {
  test('A flag wins over a variable, that over the project, that over the user, that over the default', () => {
    expect(load().value('report.since')).toBe('7d');
    userFile({ report: { since: '1d' } });
    expect(load().value('report.since')).toBe('1d');
    projectFile({ 'report.since': '2d' });
    expect(load().value('report.since')).toBe('2d');
    expect(load({ HINDCAST_REPORT_SINCE: '3d' }).value('report.since')).toBe('3d');
    expect(load({ HINDCAST_REPORT_SINCE: '3d' }, { 'report.since': '4d' }).value('report.since')).toBe('4d');
  });

  test('Every value says where it came from', () => {
    userFile({ log: { maxDays: 90 } });
    projectFile({ redaction: { keys: ['pin'] } });
    const from = Object.fromEntries(
      load({ HINDCAST_TIMEZONE: 'Asia/Tokyo' }, { 'report.since': 'all' })
        .all()
        .map((found) => [found.key, found.from]),
    );
    expect(from).toMatchObject({
      home: 'HINDCAST_HOME',
      timezone: 'HINDCAST_TIMEZONE',
      'report.since': '--since',
      'log.maxDays': join(folder, 'home', 'config.json'),
      'redaction.keys': join(folder, 'hindcast.config.json'),
      'prices.file': 'default',
    });
  });

  test('The project file is found from a subfolder, but not beyond the root of the repository', () => {
    const repo = join(folder, 'repo');
    mkdirSync(join(repo, '.git'), { recursive: true });
    mkdirSync(join(repo, 'src', 'deep'), { recursive: true });
    projectFile({ 'report.since': '9d' });
    expect(load({}, {}, join(repo, 'src', 'deep')).value('report.since')).toBe('7d');
    projectFile({ 'report.since': '5d' }, repo);
    expect(load({}, {}, join(repo, 'src', 'deep')).value('report.since')).toBe('5d');
  });

  test('Outside of a repository only the working directory is searched', () => {
    projectFile({ 'report.since': '9d' });
    mkdirSync(join(folder, 'below'));
    expect(load({}, {}, join(folder, 'below')).value('report.since')).toBe('7d');
  });
});

describe('what is refused', () => {
  test.each([
    [
      'an unknown key, with the nearest one',
      { log: { maxDayz: 3 } },
      'config/unknown-key',
      'Did you mean "log.maxDays"?',
    ],
    ['a value of the wrong type', { 'log.maxDays': 'many' }, 'config/bad-value', SETTINGS['log.maxDays'].help],
    ['a time that is none', { 'report.since': 'banana' }, 'config/bad-value', SETTINGS['report.since'].help],
    ['a time zone that does not exist', { timezone: 'Mars/Olympus' }, 'config/bad-value', SETTINGS.timezone.help],
    [
      'a pattern that is no regular expression',
      { 'redaction.patterns': ['('] },
      'config/bad-value',
      SETTINGS['redaction.patterns'].help,
    ],
    ['the home inside of the file that lies in it', { home: '/elsewhere' }, 'config/bad-value', 'Set HINDCAST_HOME.'],
  ])('%s', (_, json, code, hint) => {
    userFile(json);
    expect(() => load()).toThrow(expect.objectContaining({ code, hint }));
  });

  test('A file that is no JSON, or no object, names itself', () => {
    userFile('{ nonsense');
    expect(() => load()).toThrow(
      expect.objectContaining({ code: 'config/unreadable', message: expect.stringContaining('config.json') }),
    );
    userFile('[1]');
    expect(() => load()).toThrow(expect.objectContaining({ code: 'config/unreadable' }));
  });

  test('A project cannot move the log or weaken redaction', () => {
    for (const key of ['home', 'redaction.allow', 'redaction.pseudonymKey']) {
      projectFile({ [key]: key === 'redaction.allow' ? ['x'] : 'x' });
      expect(() => load(), key).toThrow(expect.objectContaining({ code: 'config/bad-value' }));
    }
  });

  test('A secret that is refused is not repeated in the message', () => {
    userFile({ 'redaction.literals': 'hunter2-is-no-list-but-a-text' });
    expect(load().value('redaction.literals')).toEqual(['hunter2-is-no-list-but-a-text']);
    userFile({ 'redaction.pseudonymKey': 42424242 });
    expect(() => load()).toThrow(expect.objectContaining({ message: expect.not.stringContaining('42424242') }));
  });
});

describe('values', () => {
  test('A relative path is meant from where it is written, and ~ is the home directory', () => {
    projectFile({ prices: { file: 'prices.json' } });
    expect(load().value('prices.file')).toBe(join(folder, 'prices.json'));
    expect(load({ HINDCAST_PRICES_FILE: '~/p.json' }).value('prices.file')).toBe(join(folder, 'p.json'));
    expect(load({ HINDCAST_HOME: 'data' }).value('home')).toBe(join(folder, 'data'));
  });

  test('Sizes are bytes, lists come from commas or JSON, booleans from words', () => {
    const settings = load({
      HINDCAST_LOG_MAX_BYTES: '1.5GB',
      HINDCAST_REDACTION_KEYS: 'pin, tan',
      HINDCAST_REDACTION_LITERALS: '["a,b"]',
      HINDCAST_IMPORT_PARALLEL: 'off',
    });
    expect(settings.value('log.maxBytes')).toBe(1_500_000_000);
    expect(settings.value('redaction.keys')).toEqual(['pin', 'tan']);
    expect(settings.value('redaction.literals')).toEqual(['a,b']);
    expect(settings.value('import.parallel')).toBe(false);
  });

  test.each([
    [{ HINDCAST_DISABLED: '1' }, true],
    [{ DO_NOT_TRACK: '1' }, true],
    [{ DO_NOT_TRACK: '0' }, false],
    [{ TELEMETRY_ENABLED: 'false' }, true],
    [{ TELEMETRY_ENABLED: 'true' }, false],
    [{ HINDCAST_DISABLED: '0', DO_NOT_TRACK: '1' }, true],
    [{}, false],
  ])('%j switches recording off: %s', (variables, off) => {
    expect(load(variables).offBecause !== undefined).toBe(off);
  });

  test('Every setting has a variable of its own whose name begins with HINDCAST_', () => {
    const settings = Object.entries<Setting>(SETTINGS);
    expect(new Set(settings.map(([, { env }]) => env)).size).toBe(settings.length);
    for (const [key, { env, default: value, type }] of settings) {
      expect(env).toMatch(/^HINDCAST_[A-Z_]+$/);
      expect(isSettingKey(key)).toBe(true);
      if (value !== null)
        expect(Array.isArray(value) ? 'list' : typeof value).toBe(
          { text: 'string', path: 'string', integer: 'number', size: 'number', boolean: 'boolean', list: 'list' }[type],
        );
    }
  });
});
