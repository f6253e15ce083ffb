/** Two weeks of calls, of which more fail in the second; a day without any. */

import type { Random } from '../../bench/random.ts';
import { openStream } from './stream.ts';

/** True rate of failure on each of the fourteen days. */
export const FAILING: readonly number[] = Array.from({ length: 14 }, (_, day) => (day < 7 ? 0.08 : 0.25));
export const IDLE_DAY = 10;
export const FIRST_DAY = '2026-05-04';

export function trendsWorld(random: Random, agent: string) {
  const days: { readonly calls: number; readonly failures: number; readonly sessions: number }[] = [];
  const events = [];
  for (const [day, rate] of FAILING.entries()) {
    const sessions = day === IDLE_DAY ? 0 : 1 + Math.floor(random.next() * 3);
    let [calls, failures] = [0, 0];
    for (let session = 0; session < sessions; session++) {
      const at = Date.parse(`${FIRST_DAY}T08:00:00Z`) + day * 86_400_000 + session * 3_600_000;
      const stream = openStream({ agent, session: `${agent}-${day}-${session}`, at });
      stream.prompt();
      for (let left = 15 + Math.floor(random.next() * 30); left > 0; left--) {
        const isFailure = random.next() < rate;
        stream.answer({ duration_ms: 1000 });
        const failed = { outcome: 'tool_error', error_class: 'other', error_text: 'It did not work.' } as const;
        stream.call({ tool: 'Read', target: 'a.ts', duration_ms: 10, ...(isFailure ? failed : {}) });
        calls += 1;
        failures += isFailure ? 1 : 0;
      }
      events.push(...stream.events);
    }
    days.push({ calls, failures, sessions });
  }
  return { events, truth: { days } };
}
