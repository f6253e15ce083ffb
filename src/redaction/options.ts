/** What the settings say about redaction, as the redactor takes it. Names no other setting, so that a door may load only these. */

import type { Settings } from '../config/load.ts';
import type { SettingKey } from '../config/settings.ts';
import type { RedactorOptions } from './redact.ts';

/** The settings that `optionsFrom` asks for. */
export const REDACTION_SETTINGS = [
  'redaction.literals',
  'redaction.patterns',
  'redaction.keys',
  'redaction.allow',
  'redaction.pseudonyms',
  'redaction.pseudonymKey',
] as const satisfies readonly SettingKey[];

/** Without what is known on this machine: `doors/known.ts` adds that. */
export function optionsFrom(settings: Settings): RedactorOptions {
  return {
    literals: [...settings.value('redaction.literals')],
    patterns: [...settings.value('redaction.patterns')],
    keys: [...settings.value('redaction.keys')],
    allow: [...settings.value('redaction.allow')],
  };
}
