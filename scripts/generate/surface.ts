/** Pages about what people type: commands, said by the help texts themselves, and settings. */

import { list, object, text, type Json } from '../../src/sources/read.ts';
import type { Described } from './extensions.ts';
import type { Output } from './indexes.ts';
import { NOTICE, code, fence, table } from './markdown.ts';

/** Terminals of this width are shown. */
const COLUMNS = 100;

/** `help` are the exports of src/cli/help.ts. */
export function commandsPage(help: Json, commands: readonly Described[]): Output {
  const { generalHelp, commandHelp } = help;
  if (typeof generalHelp !== 'function' || typeof commandHelp !== 'function')
    throw new Error('src/cli/help.ts gives no help texts');
  const parts = commands.map(
    ({ id, descriptor }) => `## \`hindcast ${id}\`\n\n${fence('text', String(commandHelp(descriptor, COLUMNS)))}\n`,
  );
  const text = `${NOTICE}# Commands\n\n${fence('text', String(generalHelp(COLUMNS)))}\n${parts.join('')}`;
  return { path: 'docs/reference/commands.md', text };
}

export function settingsPage(settings: Json): Output {
  const rows = Object.entries(settings).map(([key, value]) => settingRow(key, object(value) ?? {}));
  const intro = [
    'A flag wins over an environment variable, that over the project file (`hindcast.config.json`, searched upwards from the current ',
    'folder to the top of the repository), that over the user file (`config.json` in the home folder of Hindcast), that over the ',
    'default. `hindcast config` prints every value and where it came from. Unknown keys are errors.\n\n',
  ].join('');
  const note = '\n¹ Not taken from a project file.\n';
  return {
    path: 'docs/reference/settings.md',
    text: `${NOTICE}# Settings\n\n${intro}${table(['Key', 'Type', 'Default', 'Variable', 'Flag', ''], rows)}${note}`,
  };
}

function settingRow(key: string, setting: Json): string[] {
  const flag = text(setting['flag']);
  const value = setting['default'];
  const given =
    value === null || value === undefined || list(value).length > 0
      ? ''
      : Array.isArray(value)
        ? '`[]`'
        : code(String(value));
  const own = setting['userOnly'] === true ? `${code(key)} ¹` : code(key);
  return [
    own,
    text(setting['type']) ?? '',
    given,
    code(text(setting['env']) ?? ''),
    flag === undefined ? '' : code(`--${flag}`),
    text(setting['help']) ?? '',
  ];
}
