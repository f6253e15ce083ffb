/** The recorder killed at any moment: what it has acknowledged is in the log, and every line is whole. */

import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { temporaryHome } from '../store/events.ts';
import { GREETING, bashCall, callTool, linesIn, startServer } from './server.ts';

/** `HINDCAST_TEST_KILLS=200` for the long run. */
const KILLS = Number(process.env['HINDCAST_TEST_KILLS'] ?? 4);
const LONGEST_WAIT_MS = 40;

test(
  `A recorder killed ${KILLS} times has lost nothing that it acknowledged, and no line is torn`,
  async () => {
    const places = temporaryHome();
    const acknowledged = new Set<string>();
    let killedAtWork = 0;
    for (let round = 0; round < KILLS; round++) {
      const server = await startServer(places);
      server.sendText(GREETING.join(''));
      await server.answerTo(900_001);
      const sent = 2_000;
      for (let id = 1; id <= sent; id++) {
        server.send(
          callTool(
            id,
            'record',
            bashCall(`r${round}-${id}`, { tool_input: `{"command":"${'word '.repeat(id % 90)}"}` }),
          ),
        );
      }
      await server.answerTo(1);
      await pause(Math.random() * LONGEST_WAIT_MS);
      server.child.kill('SIGKILL');
      expect((await server.ended).signal).toBe('SIGKILL');
      for (const id of server.answered()) if (id <= sent) acknowledged.add(`r${round}-${id}`);
      if (server.answered().length < sent + 2) killedAtWork += 1;
    }
    const ids = new Set(linesIn(places).map((line) => String(JSON.parse(line).id)));
    expect([...acknowledged].filter((id) => !ids.has(id))).toEqual([]);
    expect(acknowledged.size).toBeGreaterThanOrEqual(KILLS);
    expect(killedAtWork).toBeGreaterThan(0);
  },
  60_000 + KILLS * 3_000,
);
