/** Hooks go into settings of any layout and come out of them again, and nothing else changes. */

import fc from 'fast-check';
import { parse, type ParseError } from 'jsonc-parser';
import { expect, test } from 'vitest';
import { CLIENTS, type Client } from '../../src/clients/clients.ts';
import { hookCommand, isOurs, scriptIn } from '../../src/clients/command.ts';
import { hooksIn, withHooks, withoutHooks } from '../../src/clients/edit.ts';
import { patchOf, unpatched } from '../../src/clients/patch.ts';
import { settingsText } from './settings-text.ts';

const path = '/home/ada/settings.json';
const client = fc.constantFrom(...CLIENTS);

function commandOf({ id }: Client, script = "/home/ada's/hindcast/dist/hook.cjs"): string {
  return hookCommand({ agent: id, script, platform: 'linux' });
}

function read(text: string): unknown {
  const errors: ParseError[] = [];
  const value: unknown = parse(text.replace(/^\ufeff/, '').trim() || '{}', errors, { allowTrailingComma: true });
  expect(errors).toEqual([]);
  return value;
}

/** An empty list of hooks says nothing; whether ours was put into one that was there is only known by what is remembered. */
function withoutEmpty(settings: unknown): unknown {
  if (Array.isArray(settings)) return settings.map(withoutEmpty);
  if (typeof settings !== 'object' || settings === null) return settings;
  const members = Object.entries(settings).map(([key, value]) => [key, withoutEmpty(value)] as const);
  return Object.fromEntries(
    members.filter(([, value]) => JSON.stringify(value) !== '{}' && JSON.stringify(value) !== '[]'),
  );
}

test('Every event of the client has one hook, and what was there is still there', () => {
  fc.assert(
    fc.property(settingsText, client, (text, chosen) => {
      const after = withHooks(text, chosen, { command: commandOf(chosen), path });
      expect([...hooksIn(after, path).keys()].toSorted()).toEqual([...chosen.events].toSorted());
      expect(withoutEmpty(read(withoutHooks(after, path)))).toEqual(withoutEmpty(read(text)));
    }),
  );
});

test('Twice is the same as once', () => {
  fc.assert(
    fc.property(settingsText, client, (text, chosen) => {
      const how = { command: commandOf(chosen), path };
      const once = withHooks(text, chosen, how);
      expect(withHooks(once, chosen, how)).toBe(once);
    }),
  );
});

test('A remembered change leads back to the very text', () => {
  fc.assert(
    fc.property(settingsText, client, (text, chosen) => {
      const after = withHooks(text, chosen, { command: commandOf(chosen), path });
      expect(unpatched(after, patchOf(text, after))).toBe(text);
      expect(unpatched(`${after} `, patchOf(text, after))).toBeUndefined();
    }),
  );
});

test('Nothing of the settings goes or moves: text is only put in between', () => {
  fc.assert(
    fc.property(settingsText, client, (text, chosen) => {
      const after = withHooks(text, chosen, { command: commandOf(chosen), path }).replace(/\s+/g, '');
      let at = 0;
      for (const sign of text.replace(/\s+/g, '')) at = after.indexOf(sign, at) + 1 || Number.POSITIVE_INFINITY;
      expect(at).toBeLessThanOrEqual(after.length);
    }),
  );
});

test('A hook of another installation is replaced, where it stands alone and where it stands beside others', () => {
  for (const chosen of CLIENTS) {
    const old = withHooks('{}', chosen, { command: commandOf(chosen, '/old/dist/hook.cjs'), path });
    const fresh = commandOf(chosen);
    expect(new Set(hooksIn(withHooks(old, chosen, { command: fresh, path }), path).values())).toEqual(new Set([fresh]));
  }
});

test('Comments, order and layout stay as they are', () => {
  const text =
    '{\n\t// which one\n\t"model": "opus", /* the big one */\n\t"hooks": { "Stop": [ {"hooks": []} ] } // mine\n}\n';
  const [claude] = CLIENTS;
  if (claude === undefined) throw new Error('there is no client');
  const after = withHooks(
    text,
    { ...claude, events: ['Stop', 'SessionEnd'] },
    { command: 'hindcast hook claude-code', path },
  );
  const handler = '{"hooks": [{"type": "command", "command": "hindcast hook claude-code", "timeout": 2}]}';
  expect(after).toBe(
    `{\n\t// which one\n\t"model": "opus", /* the big one */\n\t"hooks": { "Stop": [ {"hooks": []}, ${handler} ], "SessionEnd": [${handler}] } // mine\n}\n`,
  );
  expect(withoutHooks(after, path)).toBe(text);
});

test.each([
  ['{"a": 1,, "b": 2}', /line 1, column 9/],
  ['{\n  "hooks": {\n', /line 3/],
  ['[]', /no JSON object/],
  ['{"hooks": []}', /"hooks" is no object/],
  ['{"hooks": {"Stop": {}}}', /"hooks.Stop" is no list/],
  ['{"hooks": {}, "hooks": {}}', /"hooks" stands in it 2 times/],
  ['model = "opus"', /line 1, column 1/],
])('%j is refused', (text, why) => {
  const [claude] = CLIENTS;
  if (claude === undefined) throw new Error('there is no client');
  expect(() => withHooks(text, claude, { command: commandOf(claude), path })).toThrow(why);
});

test('A command of ours is known whatever path it names, and tells its script', () => {
  for (const script of ['/a b/dist/hook.cjs', "/o'neil/dist/hook.cjs", '/x/$HOME/dist/hook.cjs']) {
    const command = hookCommand({ agent: 'codex', script, platform: 'linux' });
    expect(isOurs(command)).toBe(true);
    expect(scriptIn(command)).toBe(script);
  }
  const windows = hookCommand({ agent: 'codex', script: 'C:\\Users\\Ada L\\dist\\hook.cjs', platform: 'win32' });
  expect(isOurs(windows)).toBe(true);
  expect(scriptIn(windows)).toBe('C:\\Users\\Ada L\\dist\\hook.cjs');
  expect(isOurs('hindcast hook gemini-cli')).toBe(true);
  expect(['echo hi', 'node ./hook.cjs', 'hindcast import', undefined, 7].filter(isOurs)).toEqual([]);
});
