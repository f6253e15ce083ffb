/** The only reader of the process environment, the home directory and the user's name; everybody else receives an `Environment`. */

import { homedir, hostname, userInfo } from 'node:os';
import process from 'node:process';
import type { Environment } from './environment.ts';

export function readEnvironment(): Environment {
  const name = userName();
  return {
    variable: readVariable,
    homeDir: homeDirectory(),
    cwd: workingDirectory(),
    platform: process.platform,
    user: { ...(name === undefined ? {} : { name }), hostname: hostname() },
  };
}

/** An empty variable counts as unset. */
export function readVariable(wanted: string): string | undefined {
  return process.env[wanted] || undefined;
}

/** What was handed over in a variable, which no child of this process is to inherit. */
export function takeVariable(name: string): string | undefined {
  const value = process.env[name];
  delete process.env[name];
  return value;
}

/** An empty HOME counts as unset. The answer is empty when the system knows no home directory (a container without an account). */
function homeDirectory(): string {
  try {
    return homedir() || userInfo().homedir;
  } catch (cause) {
    if (isSystemError(cause)) return '';
    throw cause;
  }
}

/** The folder that the shell was in may be gone; the root always exists. */
function workingDirectory(): string {
  try {
    return process.cwd();
  } catch (cause) {
    if (isSystemError(cause)) return '/';
    throw cause;
  }
}

/** An account without an entry in the user database has no name. */
function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch (cause) {
    if (isSystemError(cause)) return process.env['USER'] || process.env['USERNAME'] || undefined;
    throw cause;
  }
}

function isSystemError(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause;
}
