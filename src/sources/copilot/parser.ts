/** Reads one event of the log by its type. Every event is answered, with events of ours or with the reason why it is none. */

import { skip } from '../../event/skip.ts';
import type { FileContext, Parser, Yielded } from '../define.ts';
import { bytesOf, instant, known, object, sizeOf, text } from '../read.ts';
import { readMessage, readTotals, readUsage } from './answers.ts';
import { beginCall, cancelOpen, endCall, openCalls, readPermission, type Calls } from './calls.ts';
import { openState } from './decode.ts';
import { beginSession, common, noteContext, sessionEnd, type Line } from './session.ts';
import type { State } from './state.ts';

export function openParser(context: FileContext): Parser {
  const calls: Calls = { state: openState(context.path, context.state), targets: new Map() };
  const { state } = calls;
  return {
    read(record, position) {
      const row = object(record);
      if (row === undefined) return [skip('not-an-object')];
      const type = text(row['type']);
      const data = object(row['data']);
      if (type === undefined || data === undefined) return [skip('unknown-type')];
      const at = instant(row['timestamp']);
      if (at === undefined) return [skip('no-timestamp')];
      if (state.endedAt === undefined || at > state.endedAt) state.endedAt = at;
      const subagent = text(row['agentId']) ?? text(data['parentToolCallId']);
      return readLine(calls, { type, data, at, seq: position.index, ...known({ id: text(row['id']), subagent }) });
    },
    end() {
      const session = sessionEnd(state);
      return session === undefined ? openCalls(calls) : [...openCalls(calls), session];
    },
    state: () => structuredClone(state),
  };
}

function readLine(calls: Calls, line: Line): readonly Yielded[] {
  const { state } = calls;
  switch (line.type) {
    case 'session.start':
    case 'session.resume':
      return [beginSession(state, line)];
    case 'session.shutdown':
      return readShutdown(state, line);
    case 'session.usage_record':
      return [readUsage(state, line, object(line.data['usage']))];
    case 'assistant.usage':
      return [readUsage(state, line, line.data)];
    case 'assistant.message':
      return [readMessage(state, line)];
    case 'user.message':
      return [readPrompt(state, line)];
    case 'tool.execution_start':
      return [beginCall(calls, line)];
    case 'tool.execution_complete':
      return endCall(calls, line);
    case 'permission.completed':
      return [readPermission(state, line.data)];
    case 'abort':
      return cancelOpen(calls, line);
    default:
      return [readOther(state, line)];
  }
}

/** Families of events that tell nothing of calls and answers, new members included. */
const QUIET =
  /^(?:session|hook|system|subagent|permission|assistant|tool|skill|user_input|elicitation|mcp|command|external_tool|sampling|pending_messages|exit_plan_mode|auto_mode_switch)\./;

function readOther(state: State, { type, data }: Line): Yielded {
  if (type === 'assistant.turn_start') state.turns += 1;
  if (type === 'session.context_changed') noteContext(state, data);
  if (type === 'session.model_change') state.model = text(data['newModel']) ?? state.model ?? '';
  return skip(QUIET.test(type) ? 'not-telemetry' : 'unknown-type');
}

/** What the client puts into the conversation itself names its source. */
function readPrompt(state: State, { data, at, seq, id, subagent }: Line): Yielded {
  const source = text(data['source']);
  if (subagent !== undefined || (source !== undefined && source !== 'user')) return skip('not-telemetry');
  if (id === undefined) return skip('no-id');
  const said = data['content'];
  const size = typeof said === 'string' ? sizeOf(said) : bytesOf(said);
  return { ...known({ kind: 'prompt', id, at, ...common(state) } as const), seq, input_bytes: size };
}

function readShutdown(state: State, line: Line): readonly Yielded[] {
  const session = sessionEnd(state, object(line.data['codeChanges']));
  return [session ?? skip('not-telemetry'), ...readTotals(state, line)];
}
