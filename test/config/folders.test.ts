import { expect, test } from 'vitest';
import { dataFolder, expandHome } from '../../src/config/folders.ts';
import { environmentOf } from './environment.ts';

test.each([
  ['linux', {}, '/home/ada', '/home/ada/.local/share/hindcast'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/home/ada', '/data/hindcast'],
  ['linux', { XDG_DATA_HOME: 'relative' }, '/home/ada', '/home/ada/.local/share/hindcast'],
  ['darwin', { XDG_DATA_HOME: '/data' }, '/Users/ada', '/Users/ada/Library/Application Support/hindcast'],
  [
    'win32',
    { LOCALAPPDATA: 'C:\\Users\\ada\\AppData\\Local' },
    'C:\\Users\\ada',
    'C:\\Users\\ada\\AppData\\Local\\hindcast',
  ],
  ['win32', {}, 'C:\\Users\\ada', 'C:\\Users\\ada\\AppData\\Local\\hindcast'],
])('On %s with %j and the home %s the data lies in %s', (platform, variables, homeDir, folder) => {
  expect(dataFolder(environmentOf(variables, { platform, homeDir }))).toBe(folder);
});

test('Without a home directory the refusal says what to set', () => {
  expect(() => dataFolder(environmentOf({}, { homeDir: '' }))).toThrow(
    expect.objectContaining({ code: 'config/bad-value', hint: expect.stringContaining('HINDCAST_HOME') }),
  );
});

test('Only a leading tilde is the home directory', () => {
  expect(['~', '~/a', '~ada/a', 'a/~', '/a'].map((path) => expandHome(path, '/home/ada'))).toEqual([
    '/home/ada',
    '/home/ada/a',
    '~ada/a',
    'a/~',
    '/a',
  ]);
});
