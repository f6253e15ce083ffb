/** Operations that are tried until they work or are given up, each in a session of its own. */

import type { Random } from '../../bench/random.ts';
import { openStream } from './stream.ts';

/** How often the first attempt works, and a further one. */
export const WORKS = { first: 0.7, again: 0.6 } as const;

const MOST = 4;
export const KINDS = ['npm test', 'cargo build'] as const;

export type Tried = { operations: number; attempts: number; first: number; wasted_ms: number; wasted_tokens: number };

export function retriesWorld(random: Random, agent: string) {
  const truth = new Map<string, Tried>();
  const events = [];
  for (let operation = 0; operation < 80; operation++) {
    const kind = random.skewed(KINDS);
    const tried = truth.get(kind) ?? { operations: 0, attempts: 0, first: 0, wasted_ms: 0, wasted_tokens: 0 };
    truth.set(kind, tried);
    tried.operations += 1;
    const at = Date.parse('2026-05-04T09:00:00Z') + operation * 600_000;
    const stream = openStream({ agent, session: `${agent}-${operation}`, at });
    stream.prompt();
    for (let attempt = 0; attempt < MOST; attempt++) {
      const isOk = random.next() < (attempt === 0 ? WORKS.first : WORKS.again);
      const [input, output, duration] = [100 + random.size(500), 10 + random.size(90), 200 + random.size(3000)];
      stream.answer({ duration_ms: 900, input_tokens: input, output_tokens: output });
      const failed = {
        outcome: 'command_nonzero',
        exit_code: 1,
        error_class: 'test_failed',
        error_text: '1 failed',
      } as const;
      stream.call({ tool: 'Bash', target: `${kind} -- part`, duration_ms: duration, ...(isOk ? {} : failed) });
      tried.attempts += 1;
      if (isOk) {
        tried.first += attempt === 0 ? 1 : 0;
        break;
      }
      tried.wasted_ms += duration;
      tried.wasted_tokens += input + output;
    }
    stream.answer({ duration_ms: 900, input_tokens: 50, output_bytes: 300 });
    events.push(...stream.events);
  }
  return { events, truth };
}
