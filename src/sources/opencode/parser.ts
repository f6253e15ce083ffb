/**
 * Reads sessions, messages and parts, in that order, from the start whenever the database has changed: rows are written again in place.
 * Everything is keyed by the ids of the client, so what was read before folds into itself.
 */

import { skip } from '../../event/skip.ts';
import type { Parser, Yielded } from '../define.ts';
import { object } from '../read.ts';
import { readCall } from './calls.ts';
import { entryOf, type Entry } from './entries.ts';
import { notePromptPart, promptsOf, readMessage } from './messages.ts';
import { readSession, type State } from './sessions.ts';

export function openParser(): Parser {
  const state: State = { sessions: new Map(), messages: new Map(), turns: new Map() };
  return {
    read(record) {
      const json = object(record);
      if (json === undefined) return [skip('not-an-object')];
      const entry = entryOf(json);
      return [entry === undefined ? skip('unknown-type') : readEntry(state, entry)];
    },
    end: () => promptsOf(state),
    state: () => undefined,
  };
}

function readEntry(state: State, entry: Entry): Yielded {
  switch (entry.kind) {
    case 'session':
      return readSession(state, entry);
    case 'message':
      return readMessage(state, entry);
    case 'part':
      return readPart(state, entry);
  }
}

function readPart(state: State, entry: Entry): Yielded {
  switch (entry.data['type']) {
    case 'tool':
      return readCall(state, entry);
    case 'text':
    case 'file':
      notePromptPart(state, entry);
      return skip('part-of-event');
    // Tokens and cost of a step are those of its message.
    case 'step-start':
    case 'step-finish':
    case 'reasoning':
    case 'subtask':
    case 'agent':
      return skip('part-of-event');
    case 'snapshot':
    case 'patch':
    case 'compaction':
    case 'retry':
      return skip('not-telemetry');
    default:
      return skip('unknown-type');
  }
}
