/**
 * Reads a logged event of any earlier schema version as one of today's. One step per version; a log is never rewritten
 * just to upgrade it.
 */

import { AppError } from '../errors.ts';
import { SCHEMA_VERSION } from './schema.ts';

type Logged = Record<string, unknown>;

/** `STEPS[n]` turns version n into n + 1. */
const STEPS: Readonly<Record<number, (event: Logged) => Logged>> = {
  // Version 1 named one observer and counted cache writes without their duration.
  1: ({ observer, cache_write_tokens: written, ...event }) => ({
    ...event,
    ...(observer === undefined ? {} : { observers: observer }),
    ...(written === undefined ? {} : { cache_write_5m_tokens: written }),
    v: 2,
  }),
};

/** Throws `store/newer-version` for an event from a later Hindcast. */
export function upgrade(event: Logged): Logged {
  let current = event;
  let version = typeof current['v'] === 'number' ? current['v'] : 1;
  if (version > SCHEMA_VERSION) {
    throw new AppError(
      'store/newer-version',
      `The log holds events of schema version ${version}; this Hindcast knows ${SCHEMA_VERSION}.`,
      {
        hint: 'Update Hindcast: npm install -g hindcast@latest',
      },
    );
  }
  while (version < SCHEMA_VERSION) {
    const step = STEPS[version];
    if (step === undefined) break;
    current = step(current);
    version += 1;
  }
  return current;
}
