/**
 * The surroundings of a hook process. Beside `config/env.ts` the only reader of the environment: that file asks the system for names at
 * once, which a process that lives for two milliseconds cannot afford.
 */

import { homedir } from 'node:os';
import type { Environment } from '../config/environment.ts';

export function readSurroundings(): Environment {
  const name = process.env['USER'] || process.env['LOGNAME'] || process.env['USERNAME'];
  return {
    variable: (wanted) => process.env[wanted] || undefined,
    homeDir: homeDirectory(),
    cwd: workingDirectory(),
    platform: process.platform,
    user: name === undefined || name === '' ? {} : { name },
  };
}

/** Asks the system only when the variable is missing: the answer is the same, and loading `node:os` is not free. */
function homeDirectory(): string {
  const named = process.env[process.platform === 'win32' ? 'USERPROFILE' : 'HOME'];
  if (named !== undefined && named !== '') return named;
  try {
    return homedir();
  } catch (cause) {
    if (cause instanceof Error) return '';
    throw cause;
  }
}

/** The folder may be gone; the root always exists. */
function workingDirectory(): string {
  try {
    return process.cwd();
  } catch (cause) {
    if (cause instanceof Error) return '/';
    throw cause;
  }
}
