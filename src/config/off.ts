/** Which variable switches recording off. For doors that must start fast and cannot wait for the whole table of settings. */

import type { Environment } from './environment.ts';
import { ALSO_DISABLE, SETTINGS } from './settings.ts';

const FALSE = /^(?:0|false|no|off)$/i;

/** The variable and its value, or nothing when none does. A value that is not understood switches off: somebody meant something by it. */
export function offByVariable(environment: Pick<Environment, 'variable'>): string | undefined {
  const { env } = SETTINGS.disabled;
  const own = environment.variable(env);
  if (own !== undefined && !FALSE.test(own.trim())) return `${env}=${own}`;
  for (const { env: name, off } of ALSO_DISABLE) {
    const value = environment.variable(name);
    if (value !== undefined && off(value)) return `${name}=${value}`;
  }
  return undefined;
}
