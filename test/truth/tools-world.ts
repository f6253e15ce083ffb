/**
 * Tools that fail at known rates, some calls of which nobody saw the end; and edits that work more often when the file was read before.
 */

import type { Random } from '../../bench/random.ts';
import { openStream } from './stream.ts';

/** True rates of success. */
export const RATES = { Glob: 0.97, Bash: 0.85, WebFetch: 0.6, mcp__ci__status: 0.2 } as const;

/** How often an edit works when the same file was read before in the session, and when it was not. */
export const EDIT = { afterRead: 0.95, without: 0.7 } as const;

const UNSEEN = 0.02;

export function toolsWorld(random: Random, agent: string) {
  const isHit = (rate: number) => random.next() < rate;
  const stream = openStream({ agent, session: `${agent}-tools`, at: Date.parse('2026-05-04T09:00:00Z') });
  stream.prompt();
  const calls = 40 + Math.floor(random.next() * 120);
  const durations: number[] = [];
  for (let call = 0; call < calls; call++) {
    for (const [tool, rate] of Object.entries(RATES)) {
      stream.answer({ duration_ms: 1000 });
      const isOk = isHit(rate);
      const duration = 5 + random.size(300);
      if (tool === 'Glob') durations.push(duration);
      const failed = { outcome: 'tool_error', error_class: 'other', error_text: 'It did not work.' } as const;
      const seen = isHit(UNSEEN) ? { outcome: 'unknown' as const } : isOk ? {} : failed;
      stream.call({ tool, target: `about ${call}`, duration_ms: duration, ...seen });
    }
  }
  const events = [...stream.events];
  for (let session = 0; session < 30; session++) events.push(...edits(random, { agent, session }).events);
  return { events, truth: { calls, durations } };
}

/** A file is read in half of the cases, in its own session, so that no other read is the one before. */
function edits(random: Random, { agent, session }: { agent: string; session: number }) {
  const stream = openStream({
    agent,
    session: `${agent}-edits-${session}`,
    at: Date.parse('2026-05-05T09:00:00Z') + session * 600_000,
  });
  stream.prompt();
  for (let edit = 0; edit < 4; edit++) {
    const target = `/home/dev/app/src/part-${edit}.ts`;
    const isRead = random.next() < 0.5;
    stream.answer({ duration_ms: 800 });
    stream.call(isRead ? { tool: 'Read', target, duration_ms: 10 } : { tool: 'Grep', target: 'part', duration_ms: 10 });
    stream.answer({ duration_ms: 800 });
    const failed = {
      outcome: 'tool_error',
      error_class: 'string_not_found',
      error_text: 'String to replace not found in file.',
    } as const;
    stream.call({ tool: 'Edit', target, ...(random.next() < (isRead ? EDIT.afterRead : EDIT.without) ? {} : failed) });
  }
  return stream;
}
