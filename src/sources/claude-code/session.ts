/**
 * The session of a file: when it began and ended, where and how. A fork's file begins with rows of its own time, then copies older
 * rows, so the first instant in a file (not the least) tells the original from its copies.
 */

import type { EventOf } from '../../event/schema.ts';
import { count, flag, instant, text, type Json } from '../read.ts';
import { AGENT, OBSERVER, place, type Here } from './here.ts';

export type Session = EventOf<'session'>;

export type SessionFacts = {
  /** Puts session and first instant into `here`; returns the event of the session that ends when the record belongs to another one. */
  see(here: Here): Session | undefined;
  /** The session's beginning, once, at the first row of the conversation itself. */
  begin(here: Here): Session | undefined;
  /** The client's own totals. */
  total(here: Here): Session | undefined;
  /** What is known by now. */
  sum(): Session | undefined;
  state(): unknown;
};

type Known = { id: string; first: string; last: string; told: boolean; forked: boolean };

/** `sessionInPath` stands in when the rows of a conversation do not name their session. */
export function openSession(state: Json | undefined, sessionInPath: string): SessionFacts {
  let known = restored(state);

  const sum = (): Session | undefined => {
    if (known.id === '' || known.first === '') return undefined;
    const event = bare(known, known.first);
    event.ended_at = known.last;
    if (known.told) event.origin = known.forked ? 'fork' : 'startup';
    return event;
  };

  return {
    see(here) {
      const { sessionId, message } = here.row;
      const id = text(sessionId) ?? (known.id === '' && message !== undefined ? sessionInPath : known.id);
      let ended: Session | undefined;
      if (id !== known.id) {
        // Rows without a session may stand before the first one that names it; their time counts for it.
        if (known.id !== '') {
          ended = sum();
          known = { id, first: '', last: '', told: false, forked: false };
        }
        known.id = id;
      }
      if (here.at !== '') {
        if (known.first === '') known.first = here.at;
        if (here.at > known.last) known.last = here.at;
      }
      here.sessionId = known.id;
      here.sessionAt = known.first;
      here.forked = known.forked;
      return ended;
    },
    begin(here) {
      if (known.told || known.id === '' || here.subagent !== undefined) return undefined;
      known.told = true;
      known.forked = isCopy(here, known);
      here.forked = known.forked;
      const event = bare(known, known.first);
      place(event, here);
      event.origin = known.forked ? 'fork' : 'startup';
      const attributes = attributesOf(here.row);
      if (attributes !== undefined) event.attributes = attributes;
      return event;
    },
    total(here) {
      // After a fork the totals go on from the parent's, so they are not this session's.
      if (known.forked || known.id === '' || known.first === '') return undefined;
      return totalled(bare(known, known.first), here.row);
    },
    sum,
    state: () => ({ ...known }),
  };
}

function bare(known: Known, at: string): Session {
  return {
    kind: 'session',
    id: known.id,
    at,
    observers: OBSERVER,
    agent: AGENT,
    session_id: known.id,
    session_at: known.first,
  };
}

/** A conversation that begins with a row older than its file, or with an answer to another session, was forked. */
function isCopy(here: Here, known: Known): boolean {
  const asked = text(here.row['requestSessionId']);
  return here.at < known.first || (asked !== undefined && asked !== known.id);
}

function attributesOf(row: Json): Record<string, unknown> | undefined {
  const entrypoint = text(row['entrypoint']);
  const kind = text(row['sessionKind']);
  if (entrypoint === undefined && kind === undefined) return undefined;
  return { ...(entrypoint === undefined ? {} : { entrypoint }), ...(kind === undefined ? {} : { session_kind: kind }) };
}

function totalled(event: Session, row: Json): Session {
  const cost = row['totalCostUSD'];
  // With a model of unknown price the client's total is only a part of the cost.
  const micros = typeof cost === 'number' && row['hasUnknownModelCost'] !== true ? count(cost * 1e6) : undefined;
  if (micros !== undefined) event.reported_cost_micros = micros;
  const added = count(row['totalLinesAdded']);
  if (added !== undefined) event.lines_added = added;
  const removed = count(row['totalLinesRemoved']);
  if (removed !== undefined) event.lines_removed = removed;
  const duration = count(row['totalDuration']);
  if (duration !== undefined) event.duration_ms = duration;
  return event;
}

function restored(state: Json | undefined): Known {
  return {
    id: text(state?.['id']) ?? '',
    first: instant(state?.['first']) ?? '',
    last: instant(state?.['last']) ?? '',
    told: flag(state?.['told']) ?? false,
    forked: flag(state?.['forked']) ?? false,
  };
}
