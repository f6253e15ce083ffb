/**
 * The state of a parser as it is stored, one for every file that was ever read: events that are held come without what all of a file have in
 * common, and parts that hold nothing are left out. What is packed unpacks to the same.
 */

import { list, object, type Json } from '../read.ts';
import { AGENT, OBSERVER } from './here.ts';

export type State = {
  readonly session: unknown;
  readonly answers: unknown;
  readonly calls: unknown;
  readonly sidechains: unknown;
  readonly prompt: unknown;
};

export function packed({ session, answers, calls, sidechains, prompt }: State): unknown {
  const { lanes, ...counted } = object(answers) ?? {};
  return filled({
    session,
    answers: filled({ ...counted, lanes: packEvents('answer', session, lanes) }),
    calls: packEvents('call', session, calls),
    sidechains,
    prompt,
  });
}

/** Takes any JSON value: what was never packed has nothing to unpack. */
export function unpacked(stored: unknown): Json {
  const { session, answers, calls, ...rest } = object(stored) ?? {};
  const { lanes, ...counted } = object(answers) ?? {};
  return {
    ...rest,
    session,
    answers: { ...counted, lanes: unpackEvents('answer', session, lanes) },
    calls: unpackEvents('call', session, calls),
  };
}

/** What nearly every event of the file says. */
function frameOf(kind: string, session: unknown): Json {
  const { id, first } = object(session) ?? {};
  return { kind, observers: OBSERVER, agent: AGENT, session_id: id, session_at: first };
}

/** Null stands for a field that the frame has and the event has not. */
function packEvents(kind: string, session: unknown, events: unknown): unknown[] {
  const frame = frameOf(kind, session);
  return list(events).map((event) => {
    const kept: Record<string, unknown> = { ...object(event) };
    for (const [name, value] of Object.entries(frame)) {
      if (kept[name] === value) delete kept[name];
      else kept[name] ??= null;
    }
    return kept;
  });
}

function unpackEvents(kind: string, session: unknown, events: unknown): unknown[] {
  const frame = frameOf(kind, session);
  return list(events).map((kept) =>
    Object.fromEntries(Object.entries({ ...frame, ...object(kept) }).filter(([, value]) => value !== null)),
  );
}

/** The same without lists that are empty. */
function filled(parts: Json): Json {
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => !Array.isArray(part) || part.length > 0));
}
