/** Sessions whose time is drawn part by part: thinking, running, waiting for permission, waiting for the user, away. */

import type { Random } from '../../bench/random.ts';
import { openStream } from './stream.ts';

export type Spent = Readonly<Record<'model' | 'tool: Read' | 'tool: Bash' | 'permission' | 'user' | 'idle', number[]>>;

const IDLE_MS = 300_000;

export function latencyWorld(random: Random, agent: string) {
  const spent: Spent = { model: [], 'tool: Read': [], 'tool: Bash': [], permission: [], user: [], idle: [] };
  const events = [];
  for (let session = 0; session < 5; session++) {
    const at = Date.parse('2026-05-04T06:00:00Z') + session * 86_400_000;
    const stream = openStream({ agent, session: `${agent}-${session}`, at });
    for (let turn = 0; turn < 12; turn++) {
      stream.prompt();
      for (let step = 0; step < 4; step++) {
        const thought = 500 + random.size(4000);
        stream.answer({ duration_ms: thought });
        spent.model.push(thought);
        const [run, other, wait] = [20 + random.size(900), 20 + random.size(900), 100 + random.size(5000)];
        const chance = random.next();
        if (chance < 0.2) {
          // Two at once: the longer one is what the session waited for.
          stream.call({ tool: 'Read', target: 'a.ts', duration_ms: run, elapsed_ms: run });
          stream.call({ tool: 'Read', target: 'b.ts', duration_ms: other, elapsed_ms: other }, { beside: true });
          spent['tool: Read'].push(run, ...(other > run ? [other - run] : []));
        } else if (chance < 0.4) {
          stream.call({ tool: 'Bash', target: 'npm test', duration_ms: run, elapsed_ms: run + wait });
          spent['tool: Bash'].push(run);
          spent.permission.push(wait);
        } else {
          stream.call({ tool: 'Bash', target: 'ls', elapsed_ms: run });
          spent['tool: Bash'].push(run);
        }
      }
      const thought = 500 + random.size(4000);
      stream.answer({ duration_ms: thought, output_bytes: 800 });
      spent.model.push(thought);
      if (turn === 11) continue;
      const away =
        random.next() < 0.2 ? IDLE_MS + 1 + random.size(900_000) : Math.min(IDLE_MS, 1000 + random.size(40_000));
      stream.pause(away);
      (away > IDLE_MS ? spent.idle : spent.user).push(away);
    }
    events.push(...stream.events);
  }
  return { events, truth: spent };
}
