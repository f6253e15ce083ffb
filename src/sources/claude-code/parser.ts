/** The parser of one transcript: it sends each record to the part that understands it and gathers what they yield, in one pass. */

import { skip } from '../../event/skip.ts';
import type { FileContext, Parser, Position, Yielded } from '../define.ts';
import { instant, list, object, text, type Json } from '../read.ts';
import { answerId, openAnswers, type Answers } from './answers.ts';
import { openCalls, type Calls } from './calls.ts';
import { SEQ_STEP, instantOf, type Here } from './here.ts';
import { isInterruption, openPromptIds, promptOf, queuedPromptOf, type PromptIds } from './prompts.ts';
import { givenUp, retried } from './request-errors.ts';
import { openSession, type SessionFacts } from './session.ts';
import { openSidechains, sessionInPath, type Sidechains } from './sidechains.ts';
import { packed, unpacked } from './state.ts';
import { linkedPullRequest, outcomesOf } from './work.ts';

/** Shared, because most records yield nothing: no record of these costs an allocation. */
const NOT_AN_OBJECT = [skip('not-an-object')] as const;
const UNKNOWN_TYPE = [skip('unknown-type')] as const;
const NOT_TELEMETRY = [skip('not-telemetry')] as const;
const PART_OF_EVENT = [skip('part-of-event')] as const;
const NO_TIMESTAMP = [skip('no-timestamp')] as const;
const NO_USAGE = [skip('no-usage')] as const;
const NO_ID = [skip('no-id')] as const;
const SYNTHETIC = [skip('synthetic-answer')] as const;

/** Known records that say nothing about what happened. */
const QUIET = new Set([
  'file-history-snapshot',
  'file-history-delta',
  'queue-operation',
  'last-prompt',
  'custom-title',
  'ai-title',
  'mode',
  'permission-mode',
  'agent-name',
  'bridge-session',
  'frame-link',
  'atis-latch',
  'summary',
  'api-request',
  'api-request-shape',
  'api-request-blob',
  'tools-used',
]);

/** The parts of one parser; each holds the state of its own subject. */
type Parts = {
  readonly here: Here;
  readonly session: SessionFacts;
  readonly answers: Answers;
  readonly calls: Calls;
  readonly sidechains: Sidechains;
  readonly promptIds: PromptIds;
};

export function openParser(context: FileContext): Parser {
  const state = unpacked(context.state);
  const parts: Parts = {
    here: { row: {}, inner: {}, at: '', seq: 0, sessionId: '', sessionAt: '', forked: false, subagent: undefined },
    session: openSession(object(state['session']), sessionInPath(context.path)),
    answers: openAnswers(object(state['answers'])),
    calls: openCalls(state['calls']),
    sidechains: openSidechains(context.path, state['sidechains']),
    promptIds: openPromptIds(state['prompt']),
  };
  const { session, answers, calls, sidechains, promptIds } = parts;
  return {
    read: (record, position) => readRecord(parts, record, position),
    end() {
      const sum = session.sum();
      return [...(sum === undefined ? [] : [sum]), ...answers.open(), ...calls.open()];
    },
    state: () =>
      packed({
        session: session.state(),
        answers: answers.state(),
        calls: calls.state(),
        sidechains: sidechains.state(),
        prompt: promptIds.state(),
      }),
  };
}

function readRecord(parts: Parts, record: unknown, position: Position): readonly Yielded[] {
  const row = object(record);
  if (row === undefined) return NOT_AN_OBJECT;
  const { here } = parts;
  here.row = row;
  here.inner = row;
  here.seq = position.index * SEQ_STEP;
  here.subagent = undefined;
  here.at = instantOf(row['timestamp'], instant);
  const ended = parts.session.see(here);
  const yielded = readRow(parts, row);
  return ended === undefined ? yielded : [ended, ...yielded];
}

function readRow(parts: Parts, row: Json): readonly Yielded[] {
  const { type } = row;
  switch (type) {
    case 'assistant':
    case 'user':
      return readMessage(parts, row);
    case 'progress':
      return readProgress(parts, row);
    case 'attachment':
      return only(queuedPromptOf(parts.here));
    case 'cost-state':
      return only(parts.session.total(parts.here));
    case 'pr-link':
      return readLink(parts);
    case 'system':
      return row['subtype'] === 'api_error' ? readRetry(parts, row) : NOT_TELEMETRY;
    default:
      return typeof type === 'string' && QUIET.has(type) ? NOT_TELEMETRY : UNKNOWN_TYPE;
  }
}

function readLink({ here }: Parts): readonly Yielded[] {
  if (here.at === '') return NO_TIMESTAMP;
  return here.sessionId === '' ? NO_ID : only(linkedPullRequest(here));
}

function readRetry({ here, sidechains }: Parts, row: Json): readonly Yielded[] {
  if (here.at === '') return NO_TIMESTAMP;
  here.subagent = sidechains.subagentOf(row);
  const error = retried(here);
  return error === undefined ? NO_ID : [error];
}

/** The first message of the conversation itself also tells how the session began. */
function readMessage(parts: Parts, row: Json): readonly Yielded[] {
  const { here } = parts;
  here.subagent = parts.sidechains.subagentOf(row);
  const begun = here.at === '' ? undefined : parts.session.begin(here);
  const yielded = row['type'] === 'assistant' ? readAnswer(parts) : readUser(parts);
  return begun === undefined ? yielded : [begun, ...yielded];
}

/** Messages of subagents that some versions also wrote into the main file. */
function readProgress(parts: Parts, row: Json): readonly Yielded[] {
  const data = object(row['data']);
  const inner = data?.['type'] === 'agent_progress' ? object(data['message']) : undefined;
  if (inner === undefined) return NOT_TELEMETRY;
  const { here } = parts;
  here.inner = inner;
  here.subagent = text(data?.['agentId']) ?? parts.sidechains.subagentOf(row);
  here.at = instantOf(inner['timestamp'], instant) || here.at;
  if (inner['type'] === 'assistant') return readAnswer(parts);
  return inner['type'] === 'user' ? readUser(parts) : NOT_TELEMETRY;
}

function readAnswer(parts: Parts): readonly Yielded[] {
  const { here, answers, calls } = parts;
  const message = object(here.inner['message']);
  if (message === undefined) return NOT_TELEMETRY;
  if (message['model'] === '<synthetic>' || here.row['isApiErrorMessage'] === true) return readSynthetic(here, message);
  if (here.at === '') return NO_TIMESTAMP;
  const hasUsage = object(message['usage']) !== undefined;
  const isCounted = hasUsage && answerId(here, message) !== undefined;
  const complete = isCounted ? answers.take(here, message) : undefined;
  const skipped = isCounted ? PART_OF_EVENT : hasUsage ? NO_ID : NO_USAGE;
  const yielded: Yielded[] = complete === undefined ? [] : [complete];
  const content = list(message['content']);
  for (let ordinal = 0; ordinal < content.length; ordinal++) {
    const block = object(content[ordinal]);
    if (block?.['type'] !== 'tool_use') continue;
    const dropped = calls.begin(here, block, {
      ordinal,
      turn: isCounted ? answers.turn() : undefined,
      model: text(message['model']),
    });
    if (dropped !== undefined) yielded.push(dropped);
  }
  return yielded.length === 0 ? skipped : yielded;
}

/** No model was asked, or none answered: then that is told. */
function readSynthetic(here: Here, message: Json): readonly Yielded[] {
  const error = here.at === '' ? undefined : givenUp(here, message);
  return error === undefined ? SYNTHETIC : [error];
}

function readUser(parts: Parts): readonly Yielded[] {
  const { here, calls } = parts;
  const message = object(here.inner['message']);
  if (message === undefined) return NOT_TELEMETRY;
  if (here.at === '') return NO_TIMESTAMP;
  const yielded: Yielded[] = [];
  for (const item of list(message['content'])) {
    const block = object(item);
    if (block?.['type'] !== 'tool_result') continue;
    const call = calls.end(here, block);
    if (call === undefined) continue;
    yielded.push(call);
    outcomesOf(here, call, yielded);
  }
  if (isInterruption(message)) yielded.push(...calls.interrupt(here));
  return yielded.length > 0 ? yielded : only(promptOf(here, message, parts.promptIds));
}

function only(event: Yielded | undefined): readonly Yielded[] {
  return event === undefined ? NOT_TELEMETRY : [event];
}
