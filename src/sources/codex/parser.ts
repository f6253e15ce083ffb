/** Reads a rollout record by its type. Every record is answered: with events, or with the reason why it is none. */

import { skip } from '../../event/skip.ts';
import type { FileContext, Parser, Yielded } from '../define.ts';
import { instant, known, list, object, sizeOf, text, type Json } from '../read.ts';
import { cancelOpen, openCall, openCalls, readEnd, readNestedEnd, readOutput, wholeCall, type Calls } from './calls.ts';
import { decodeState } from './decode.ts';
import { beginTurn, common, readSessionMeta, sessionEnd, stateFromPath, type Moment } from './session.ts';
import type { State } from './state.ts';
import { noteAnswer, readTokenCount, readTurnEnd, readUsageRecord } from './usage.ts';

export function openParser(context: FileContext): Parser {
  const state = decodeState(context.state) ?? stateFromPath(context.path);
  const calls: Calls = { state, targets: new Map() };
  return {
    read(record, position) {
      const line = object(record);
      if (line === undefined) return [skip('not-an-object')];
      const type = text(line['type']);
      const payload = object(line['payload']);
      if (type === undefined || payload === undefined) return [skip('unknown-type')];
      const at = instant(line['timestamp']);
      if (at === undefined) return [skip('no-timestamp')];
      const moment = { at, seq: position.index };
      noteTurn(state, { type, payload }, moment);
      if (!state.isCopy && (state.endedAt === undefined || at > state.endedAt)) state.endedAt = at;
      return readLine(calls, { type, payload }, moment);
    },
    end() {
      const session = sessionEnd(state);
      return session === undefined ? openCalls(calls) : [...openCalls(calls), session];
    },
    state: () => structuredClone(state),
  };
}

type Line = { type: string; payload: Json };

/** Turns are announced by an event and by their context; either may be missing. */
function noteTurn(state: State, { type, payload }: Line, moment: Moment): void {
  const isContext = type === 'turn_context';
  if (!isContext && !(type === 'event_msg' && payload['type'] === 'task_started')) return;
  beginTurn(state, text(payload['turn_id']), moment);
  if (!isContext) return;
  state.model = text(payload['model']) ?? state.model;
  if (!state.isCopy) state.cwd = text(payload['cwd']) ?? state.cwd;
}

function readLine(calls: Calls, { type, payload }: Line, moment: Moment): readonly Yielded[] {
  const { state } = calls;
  if (type === 'session_meta') return [readSessionMeta(state, payload, moment)];
  if (type === 'token_usage_record') return [readUsageRecord(state, payload, moment)];
  if (type === 'event_msg' && payload['type'] === 'token_count') return [readTokenCount(state, payload, moment)];
  if (state.isCopy) return [skip('copied-history')];
  switch (type) {
    case 'response_item':
      return readItem(calls, payload, moment);
    case 'event_msg':
      return readEvent(calls, payload, moment);
    case 'turn_context':
    case 'world_state':
    case 'compacted':
    case 'ghost_snapshot':
      return [skip('not-telemetry')];
    default:
      return [skip('unknown-type')];
  }
}

/** What the model said, and what it was given back. */
function readItem(calls: Calls, item: Json, moment: Moment): readonly Yielded[] {
  const type = text(item['type']) ?? '';
  switch (type) {
    case 'message':
      if (item['role'] !== 'assistant') return [skip('part-of-event')];
      for (const block of list(item['content'])) noteAnswer(calls.state, moment, shown(object(block)?.['text']));
      return [skip('part-of-event')];
    case 'reasoning':
      noteAnswer(calls.state, moment);
      return [skip('part-of-event')];
    case 'web_search_call':
      return readSearch(calls, item, moment);
    case 'compaction':
    case 'context_compaction':
    case 'ghost_snapshot':
      return [skip('not-telemetry')];
  }
  if (type.endsWith('_call')) {
    noteAnswer(calls.state, moment);
    return openCall(calls, item, moment);
  }
  if (type.endsWith('_call_output') || type === 'tool_search_output') return readOutput(calls, item, moment);
  return [skip('unknown-type')];
}

/** The provider runs a search itself: it has no result here. In some versions only the event, in others only the item has its id. */
function readSearch(calls: Calls, search: Json, moment: Moment): readonly Yielded[] {
  const { state } = calls;
  const isEvent = search['type'] === 'web_search_end';
  const told = text(search['call_id']) ?? text(search['id']);
  noteAnswer(state, moment);
  if (isEvent) state.searches += 1;
  else if (told === undefined && state.searches > 0) {
    state.searches -= 1;
    return [skip('part-of-event')];
  }
  const id = told ?? `search:${moment.at}`;
  const action = object(search['action']) ?? search;
  if (action['type'] === 'search') state.answerSearches += 1;
  return wholeCall(calls, { call_id: id, name: 'web_search', action }, moment);
}

/** What the client reports. */
function readEvent(calls: Calls, event: Json, moment: Moment): readonly Yielded[] {
  const { state } = calls;
  const type = text(event['type']) ?? '';
  switch (type) {
    case 'user_message':
      return [readPrompt(state, { form: type, size: sizeOf(shown(event['message'])) }, moment)];
    case 'item_completed':
      return readCompleted(calls, object(event['item']) ?? {}, moment);
    case 'web_search_end':
      return readSearch(calls, event, moment);
    case 'turn_aborted': {
      const cancelled = cancelOpen(calls, moment);
      return cancelled.length > 0 ? cancelled : [skip('not-telemetry')];
    }
    case 'task_complete':
    case 'turn_complete':
      return [readTurnEnd(state, event)];
    case 'agent_message':
    case 'agent_reasoning':
    case 'agent_reasoning_raw_content':
      return [skip('part-of-event')];
    case 'collab_agent_spawn_end':
    case 'collab_agent_interaction_end':
    case 'collab_close_end':
    case 'collab_waiting_end':
      return [skip('part-of-event')];
  }
  if (QUIET.has(type)) return [skip('not-telemetry')];
  if (type.endsWith('_end')) return readEnd(calls, event, moment);
  return [skip(type.endsWith('_begin') || type.endsWith('_delta') ? 'part-of-event' : 'unknown-type')];
}

/** An item of newer versions; those that end a call have its id. */
function readCompleted(calls: Calls, item: Json, moment: Moment): readonly Yielded[] {
  const id = text(item['id']);
  switch (text(item['type'])) {
    case 'UserMessage': {
      const size = list(item['content']).reduce(
        (sum: number, block) => sum + sizeOf(shown(object(block)?.['text'])),
        0,
      );
      return [readPrompt(calls.state, { form: 'item', size }, moment)];
    }
    case 'WebSearch':
      return readSearch(calls, { ...item, type: 'web_search_end' }, moment);
    case 'CommandExecution':
    case 'FileChange':
    case 'McpToolCall':
    case 'DynamicToolCall':
      return calls.state.open.some((call) => call.id === id)
        ? readEnd(calls, item, moment)
        : readNestedEnd(calls, item, moment);
    case undefined:
      return [skip('unknown-type')];
    default:
      return [skip('part-of-event')];
  }
}

/** One user turn. Older versions report it as an event, newer ones as an item, some as both. */
function readPrompt(state: State, { form, size }: { form: string; size: number }, moment: Moment): Yielded {
  // What the parent agent tells a subagent is no turn of a user.
  if (state.isSubagent) return skip('not-telemetry');
  state.promptForm ??= form;
  if (state.promptForm !== form) return skip('part-of-event');
  const id =
    state.turnId === undefined ? `${state.thread ?? 'codex'}:${moment.at}` : `${state.turnId}:p${state.prompts}`;
  state.prompts += 1;
  return {
    ...known({ kind: 'prompt', id, at: moment.at, ...common(state) } as const),
    seq: moment.seq,
    input_bytes: size,
  };
}

const QUIET = new Set([
  'task_started',
  'turn_started',
  'thread_name_updated',
  'thread_settings_applied',
  'context_compacted',
  'turn_diff',
  'plan_update',
  'session_configured',
  'background_event',
  'stream_error',
  'warning',
  'error',
  'undo_completed',
  'entered_review_mode',
  'exited_review_mode',
  'thread_rolled_back',
]);

function shown(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
