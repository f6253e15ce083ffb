/**
 * Pairs of calls: an edit works more often after the file was read than after a search; a fetch works as often after either of two tools.
 * Subagents work at the same time, whose calls follow none of these.
 */

import type { Random } from '../../bench/random.ts';
import { openStream } from './stream.ts';

/** First tool, second tool, how often the second works after the first, how often the pair is drawn. */
export const PAIRS = [
  { first: 'Read', last: 'Edit', rate: 0.95, share: 0.35 },
  { first: 'Grep', last: 'Edit', rate: 0.7, share: 0.35 },
  { first: 'Glob', last: 'WebFetch', rate: 0.6, share: 0.15 },
  { first: 'Task', last: 'WebFetch', rate: 0.6, share: 0.15 },
] as const;

export function chainsWorld(random: Random, agent: string) {
  const counts = new Map<string, { count: number; ok: number }>();
  const events = [];
  for (let session = 0; session < 12; session++) {
    const at = Date.parse('2026-05-04T09:00:00Z') + session * 3_600_000;
    const place = { agent, session: `${agent}-${session}`, at };
    const [stream, inside] = [openStream(place), openStream({ ...place, subagent: 'a1' })];
    stream.prompt();
    for (let pair = 0; pair < 30; pair++) {
      const { first, last, rate } = drawn(random);
      const isOk = random.next() < rate;
      const target = `/home/dev/app/src/part-${session}-${pair}.ts`;
      stream.answer({ duration_ms: 700 });
      stream.call({ tool: first, target, duration_ms: 20 });
      stream.pause(500);
      stream.call({ tool: last, target, duration_ms: 30, ...(isOk ? {} : FAILED) });
      stream.call({ tool: 'TodoWrite' });
      const name = `${first} → ${last}`;
      const { count, ok } = counts.get(name) ?? { count: 0, ok: 0 };
      counts.set(name, { count: count + 1, ok: ok + (isOk ? 1 : 0) });
      inside.call({ tool: 'LS', elapsed_ms: 600, ...FAILED });
    }
    events.push(...stream.events, ...inside.events);
  }
  return { events, truth: { counts } };
}

const FAILED = { outcome: 'tool_error', error_class: 'other', error_text: 'It did not work.' } as const;

function drawn(random: Random): (typeof PAIRS)[number] {
  let left = random.next();
  for (const pair of PAIRS) if ((left -= pair.share) < 0) return pair;
  return PAIRS[0];
}
