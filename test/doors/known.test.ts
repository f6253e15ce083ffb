import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import type { Environment } from '../../src/config/environment.ts';
import { places } from '../../src/config/home.ts';
import { loadSettings } from '../../src/config/load.ts';
import { redactionHere } from '../../src/doors/known.ts';
import { makeRedactor, type RedactorOptions } from '../../src/redaction/redact.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'known-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function here(variables: Readonly<Record<string, string>> = {}): RedactorOptions {
  const environment: Environment = {
    variable: (name) => ({ HINDCAST_HOME: join(home, 'data'), ...variables })[name],
    homeDir: home,
    cwd: home,
    platform: 'linux',
    user: { name: 'wilhelmina', hostname: 'tern.example' },
  };
  return redactionHere({ settings: loadSettings(environment, {}), environment, places: places(join(home, 'data')) });
}

test('Names of the user from the account and from git, and secrets of the environment, are redacted without any rule', () => {
  writeFileSync(
    join(home, '.gitconfig'),
    '[core]\n\teditor = vi\n[user]\n\tname = Wilhelmina Quist\n\temail = "w.quist@tern.example"\n[alias]\n\tname = log\n',
  );
  const secret = ['plover', 'and', 'dunlin', '77'].join('-');
  const { redactText } = makeRedactor(here({ GITHUB_TOKEN: secret }));
  expect(redactText(`wilhelmina ran git commit --author Wilhelmina Quist with ${secret}`)).not.toMatch(
    /wilhelmina|quist|plover/i,
  );
});

test('Pseudonyms are off unless asked for; their key is made once, readable by its owner alone', () => {
  expect(here().pseudonyms).toBeUndefined();
  const first = here({ HINDCAST_PSEUDONYMS: '1' });
  expect(first.pseudonyms?.key).toMatch(/^[0-9a-f]{64}$/);
  expect(here({ HINDCAST_PSEUDONYMS: '1' })).toEqual(first);
  const file = join(home, 'data', 'pseudonym.key');
  expect(readFileSync(file, 'utf8').trim()).toBe(first.pseudonyms?.key);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(here({ HINDCAST_PSEUDONYMS: '1', HINDCAST_REDACTION_PSEUDONYM_KEY: 'of the team' }).pseudonyms).toEqual({
    key: 'of the team',
  });
});
