/** Writes the events of one session, or of a subagent in it, in the order of its file: only what a scenario is about has to be said. */

import type { EventOf } from '../../src/event/schema.ts';
import { grouped } from '../../src/insight/group.ts';
import type { RedactedEvent } from '../../src/redaction/redacted.ts';
import { redacted } from '../store/events.ts';

export type Place = {
  readonly agent: string;
  readonly session: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly repo?: string;
  readonly subagent?: string;
};

type Call = Partial<EventOf<'call'>> & { readonly tool: string };

export type Stream = {
  readonly events: readonly RedactedEvent[];
  /** Milliseconds since 1970 at which the stream has arrived. */
  now(): number;
  pause(ms: number): void;
  prompt(): void;
  /** The next answer; the calls that follow are made by it. It ends at the time at which the stream then is. */
  answer(more?: Partial<EventOf<'answer'>>): void;
  /** A call, after which the stream stands at its end; beside the one before, it begins where that one began. */
  call(call: Call, more?: { readonly beside?: boolean }): void;
  event(kind: EventOf<'outcome'>['kind'] | 'session', more?: Readonly<Record<string, unknown>>): void;
};

export function openStream({ agent, session, at, repo = 'example.com/team/app', subagent }: Place): Stream {
  const events: RedactedEvent[] = [];
  let [now, seq, turn, began] = [at, 0, 0, at];
  const add = (event: Readonly<Record<string, unknown>>) => {
    seq += 1;
    const inside = subagent === undefined ? {} : { subagent_id: subagent };
    const ofAll = { v: 2, observers: 'transcript', agent, session_id: session, repo, seq, ...inside };
    events.push(grouped(redacted({ id: `${session}:${subagent ?? ''}:${seq}`, ...ofAll, ...event })));
  };
  return {
    events,
    now: () => now,
    pause: (ms) => void (now += ms),
    prompt: () => add({ kind: 'prompt', at: iso(now), input_bytes: 40 }),
    answer(more = {}) {
      now += more.duration_ms ?? 0;
      turn += 1;
      add({
        kind: 'answer',
        at: iso(now),
        turn,
        model: 'claude-opus-5-5',
        output_bytes: 0,
        output_tokens: 50,
        ...more,
      });
    },
    call(call, { beside = false } = {}) {
      if (!beside) began = now;
      const took = call.elapsed_ms ?? call.duration_ms ?? 0;
      add({ kind: 'call', at: iso(began), turn, outcome: 'ok', ...call });
      now = Math.max(now, began + took);
    },
    event: (kind, more = {}) => add({ kind, at: iso(now), ...more }),
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
