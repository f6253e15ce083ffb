/** Where things lie when the settings cannot be read: failures are noted there all the same. */

import type { Environment } from './environment.ts';
import { dataFolder } from './folders.ts';
import { places, type Places } from './home.ts';

/** Undefined when not even the system knows a home directory. */
export function presumedPlaces(environment: Environment): Places | undefined {
  try {
    return places(environment.variable('HINDCAST_HOME') ?? dataFolder(environment));
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}
