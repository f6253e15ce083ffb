/** A log of its own for a test, and the instance that writes to it. */

import { join } from 'node:path';
import { afterAll } from 'vitest';
import { createHindcast, type Hindcast } from '../../../src/sdk/index.ts';
import { eventsIn, newFolder, type Logged } from '../program.ts';

export type Log = {
  readonly hindcast: Hindcast;
  /** What was recorded since the last time. */
  events(): Promise<Logged[]>;
};

export function openLog(): Log {
  const home = join(newFolder(), 'home');
  const hindcast = createHindcast({ home, signals: false });
  afterAll(() => hindcast.close());
  let seen = 0;
  return {
    hindcast,
    async events() {
      await hindcast.flush();
      const fresh = eventsIn(home).slice(seen);
      seen += fresh.length;
      return fresh;
    },
  };
}
