/** Tool calls. The client says `completed` of a command that failed; its exit status stands in the metadata. */

import { skip } from '../../event/skip.ts';
import { idWithin } from '../codex/ids.ts';
import type { Yielded } from '../define.ts';
import { classify, decisionOf, type FailureClass, type CallResult } from '../failure.ts';
import { bytesOf, count, instant, integer, known, object, text, type Json } from '../read.ts';
import type { Entry } from './entries.ts';
import { common, type State } from './sessions.ts';

export function readCall(state: State, entry: Entry): Yielded {
  const { data } = entry;
  const message = entry.message === undefined ? undefined : state.messages.get(entry.message);
  const session = entry.session ?? message?.session;
  if (message?.isCopy === true) return skip('copied-history');
  const id = text(data['callID']) ?? entry.id;
  if (session === undefined) return skip('no-id');
  const call = object(data['state']) ?? {};
  const time = object(call['time']);
  const started = instant(time?.['start']);
  const ended = instant(time?.['end']);
  const at = started ?? entry.createdAt ?? message?.at;
  if (at === undefined) return skip('no-timestamp');
  const tool = text(data['tool']);
  const input = object(call['input']);
  const result = resultOf(call, tool ?? '');
  const seq = message?.parts;
  if (message !== undefined) message.parts += 1;
  return known({
    kind: 'call',
    id: idWithin(session, id),
    at,
    ...common(state, session),
    seq: seq === undefined || message === undefined ? undefined : message.turn * PARTS_OF_A_MESSAGE + seq,
    turn: message?.turn,
    model: message?.model,
    tool,
    ...result,
    target: input === undefined ? undefined : targetOf(input),
    input_bytes: input === undefined ? undefined : bytesOf(input),
    // What was refused only waited.
    duration_ms: result.outcome === 'denied' ? undefined : between(started, ended),
  } as const);
}

function between(from: string | undefined, to: string | undefined): number | undefined {
  return from !== undefined && to !== undefined && to >= from ? Date.parse(to) - Date.parse(from) : undefined;
}

/** More calls than an answer makes; keeps the order of calls over the answers of a session. */
const PARTS_OF_A_MESSAGE = 10_000;
/** Messages are shown up to here; the store cuts again, after redaction. */
const LONGEST_MESSAGE = 2_000;

function resultOf(call: Json, tool: string): CallResult {
  const metadata = object(call['metadata']) ?? {};
  const said = text(call['output']) ?? '';
  const bytes = bytesOf(call['output']);
  const size = bytes > 0 ? { output_bytes: bytes } : {};
  switch (call['status']) {
    case 'completed': {
      const ended = completed(metadata, said, tool);
      return { ...ended, ...size, ...(ended.outcome === 'ok' ? linesOf(metadata) : {}) };
    }
    case 'error':
      return failed(text(call['error']) ?? '', tool);
    default:
      return { outcome: 'unknown' };
  }
}

/** Written by the client behind the output of a command that it ended itself. */
const ENDED_BY_CLIENT = /\b(?:terminated command after exceeding timeout|User aborted the command)\b/;

function completed(metadata: Json, said: string, tool: string): CallResult {
  const code = integer(metadata['exit']);
  if (code === undefined && tool === 'bash') {
    const ended = ENDED_BY_CLIENT.exec(said.slice(-1_000))?.[0];
    if (ended?.startsWith('User') === true) return { outcome: 'cancelled', error_class: 'interrupted' };
    if (ended !== undefined)
      return known({ outcome: 'tool_error', error_class: 'timeout', error_text: shown(said) } as const);
  }
  if (code === undefined || code === 0) return known({ outcome: 'ok', exit_code: code } as const);
  const found = classify(`Exit code ${code}\n${said}`, tool);
  return known({ outcome: 'command_nonzero', exit_code: code, error_class: found, error_text: shown(said) } as const);
}

/** What this client says itself, where its words are not those of others. */
const OWN_WORDS: readonly (readonly [FailureClass, RegExp])[] = [
  ['user_rejected', /^The user (?:rejected|dismissed)/],
  ['permission_rule', /^The user has specified a rule which prevents/],
  ['interrupted', /^Tool execution aborted/],
  ['string_not_found', /^(?:oldString not found|Could not find oldString)/],
  ['string_not_unique', /^Found multiple matches for oldString/],
  ['no_change', /^(?:oldString and newString must be different|No changes to apply)/],
  ['rejected_parameters', /^The \S{1,60} tool was called with invalid arguments/],
  ['unknown_tool', /^Model tried to call unavailable tool/],
];

function failed(error: string, tool: string): CallResult {
  const message = error.replace(/^Error: /, '');
  const found = OWN_WORDS.find(([, pattern]) => pattern.test(message))?.[0] ?? classify(message, tool);
  const decision = decisionOf(found);
  if (decision !== undefined) return { outcome: decision, error_class: found };
  return known({ outcome: 'tool_error', error_class: found, error_text: shown(message) } as const);
}

function shown(message: string): string | undefined {
  return text(message.trim().slice(0, LONGEST_MESSAGE));
}

function linesOf(metadata: Json): Pick<CallResult, 'lines_added' | 'lines_removed'> {
  const changed = object(metadata['filediff']);
  return known({ lines_added: count(changed?.['additions']), lines_removed: count(changed?.['deletions']) });
}

/** Parameters that say what a call is about, first match wins. Texts for a model or a file are never among them. */
const TELLING = ['command', 'filePath', 'pattern', 'path', 'url', 'query', 'subagent_type', 'name'];

function targetOf(input: Json): string | undefined {
  return TELLING.map((name) => text(input[name])).find((told) => told !== undefined);
}
