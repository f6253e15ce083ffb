/** `sessions` tells what became of the work wherever the evidence tells it. */

import { expect, test } from 'vitest';
import sessions from '../../src/analyses/sessions.ts';
import { sessionsWorld } from './sessions-world.ts';
import { FEW, openWorlds } from './worlds.ts';

test('Every session has the outcome that was put into it.', async () => {
  const worlds = await openWorlds(sessionsWorld, FEW);
  for (const { truth, ask } of worlds) {
    const { rows } = await ask(sessions);
    const found = Object.fromEntries(rows.map((row) => [String(row['session_id']), row['outcome']]));
    expect(found).toEqual(Object.fromEntries(truth));
  }
});
