/** What the settings say about redaction, as the redactor takes it. */

import type { Settings } from '../config/load.ts';
import type { RedactorOptions } from '../redaction/redact.ts';

export function redactorOptions(settings: Settings): RedactorOptions {
  const key = settings.value('redaction.pseudonymKey');
  return {
    literals: [...settings.value('redaction.literals')],
    patterns: [...settings.value('redaction.patterns')],
    keys: [...settings.value('redaction.keys')],
    allow: [...settings.value('redaction.allow')],
    ...(key === null ? {} : { pseudonyms: { key } }),
  };
}
