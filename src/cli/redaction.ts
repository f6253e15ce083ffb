/** How the machine redacts, for the commands. */

import { redactionHere } from '../doors/known.ts';
import type { RedactorOptions } from '../redaction/redact.ts';
import type { Context } from './define.ts';

export function redactorOptions(context: Context): RedactorOptions {
  return redactionHere(context);
}
