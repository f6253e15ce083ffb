/**
 * Reads a chat file: a header, messages, and patches of either. A message is yielded every time it is written, with the same id, so
 * that the fullest observation wins; what the user took back (`$rewindTo`) was still asked and paid for.
 */

import type { EventOf } from '../../event/schema.ts';
import { skip } from '../../event/skip.ts';
import type { FileContext, Parser, Yielded } from '../define.ts';
import { instant, known, list, object, text, type Json } from '../read.ts';
import { SEQ_STEP, readMessage } from './messages.ts';
import { keptState, openState, type State } from './state.ts';

export function openParser(context: FileContext): Parser {
  const state = openState(context.path, context.state);
  return {
    read(record, position) {
      const line = object(record);
      return line === undefined ? [skip('not-an-object')] : readLine(state, line, position.index);
    },
    end() {
      const session = sessionOf(state);
      return session === undefined ? [] : [session];
    },
    state: () => keptState(state),
  };
}

function readLine(state: State, line: Json, index: number): readonly Yielded[] {
  if (text(line['sessionId']) !== undefined) return readHeader(state, line, index);
  const patch = object(line['$set']);
  if (patch !== undefined) return readPatch(state, patch, index);
  if ('$rewindTo' in line) return [skip('not-telemetry')];
  return readMessage(state, line, { seq: index * SEQ_STEP, isFresh: true });
}

/** The header of a file, or a whole document of an old version, which holds the messages as well. */
function readHeader(state: State, header: Json, index: number): readonly Yielded[] {
  const id = text(header['sessionId']) ?? state.session;
  const isNested = state.subagent !== undefined;
  if (isNested || header['kind'] === 'subagent') state.subagent = id;
  if (!isNested) state.session = id;
  state.startedAt ??= instant(header['startTime']);
  noteMetadata(state, header);
  const session = sessionOf(state);
  const head: readonly Yielded[] = [session ?? skip('part-of-event')];
  const messages = list(header['messages']);
  return [
    ...head,
    ...messages.flatMap((message, at) =>
      readMessage(state, message, { seq: (index + at + 1) * SEQ_STEP, isFresh: true }),
    ),
  ];
}

/** A batch of messages repeats what was written before, shortened perhaps; prompts in it are summaries and repetitions. */
function readPatch(state: State, patch: Json, index: number): readonly Yielded[] {
  noteMetadata(state, patch);
  const messages = list(patch['messages']);
  if (messages.length === 0) return [skip('not-telemetry')];
  return messages.flatMap((message) => readMessage(state, message, { seq: index * SEQ_STEP, isFresh: false }));
}

function noteMetadata(state: State, metadata: Json): void {
  const at = instant(metadata['lastUpdated']);
  if (at !== undefined && (state.endedAt === undefined || at > state.endedAt)) state.endedAt = at;
  state.cwd ??= text(list(metadata['directories'])[0]);
}

/** What is known of the session by now; a subagent is none. */
function sessionOf(state: State): EventOf<'session'> | undefined {
  const at = state.startedAt;
  if (state.subagent !== undefined || at === undefined) return undefined;
  return known({
    kind: 'session',
    id: state.session,
    at,
    observers: 'transcript',
    agent: 'gemini-cli',
    session_id: state.session,
    session_at: at,
    cwd: state.cwd,
    ended_at: state.endedAt !== undefined && state.endedAt > at ? state.endedAt : undefined,
  } as const);
}
