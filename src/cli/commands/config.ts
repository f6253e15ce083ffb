/** `hindcast config`: every setting, its value and where it came from. Secrets are counted, not shown. */

import { isSettingKey, SETTINGS, type Setting } from '../../config/settings.ts';
import type { Found } from '../../config/load.ts';
import { layOut, textColumn } from '../../report/table.ts';
import { jsonText } from '../../report/json.ts';
import { finish } from '../../report/style.ts';
import { defineCommand } from '../define.ts';

export default defineCommand('config', {
  summary: 'Shows every setting, its value and where it came from.',
  description:
    'A flag wins over an environment variable, that over hindcast.config.json in the project, that over config.json in the home folder of Hindcast, that over the default.',
  flags: { json: { type: 'boolean', help: 'Print JSON.' } },
  examples: [
    { line: 'hindcast config', does: 'All settings.' },
    { line: 'HINDCAST_TIMEZONE=Asia/Tokyo hindcast config --json', does: 'What a variable changes.' },
  ],
  run(parsed, { out, settings }) {
    const found = settings.all();
    if (parsed.is('json')) {
      out.write(jsonText(found.map((entry) => ({ ...entry, value: visible(entry), env: SETTINGS[entry.key].env }))));
      return Promise.resolve(0);
    }
    const columns = [
      textColumn(
        'setting',
        found.map(({ key }) => key),
        'key',
      ),
      textColumn('value', found.map(shown)),
      textColumn(
        'from',
        found.map(({ from }) => from),
      ),
      textColumn(
        'variable',
        found.map(({ key }) => SETTINGS[key].env),
        'minor',
      ),
    ];
    out.write(finish(layOut(columns, out), out));
    if (settings.offBecause !== undefined) out.write(`\nRecording is off: ${settings.offBecause}.\n`);
    return Promise.resolve(0);
  },
});

function visible({ key, value }: Found): unknown {
  const setting: Setting | undefined = isSettingKey(key) ? SETTINGS[key] : undefined;
  if (setting?.hidden !== true || value === null) return value;
  return Array.isArray(value) ? (value.length === 0 ? value : `(${value.length} hidden)`) : '(hidden)';
}

function shown(found: Found): string {
  const value = visible(found);
  if (value === null || (Array.isArray(value) && value.length === 0)) return '–';
  return Array.isArray(value) ? value.join(', ') : String(value);
}
