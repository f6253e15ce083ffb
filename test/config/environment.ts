/** Surroundings for tests: nothing of the real ones leaks in. */

import type { Environment } from '../../src/config/environment.ts';

export function environmentOf(
  variables: Readonly<Record<string, string>>,
  more: Partial<Environment> = {},
): Environment {
  return {
    variable: (name) => variables[name] || undefined,
    homeDir: '/home/ada',
    cwd: '/',
    platform: 'linux',
    user: { name: 'ada', hostname: 'engine' },
    ...more,
  };
}
