/**
 * What became of a call, from its result. `is_error` is believed, never a word in an output; what looks like an error may still be a
 * decision of the user, of a rule or of a hook.
 */

import { classify, decisionOf, exitCodeOf, messageOf, type FailureClass } from '../failure.ts';
import { count, known, list, object, text, type Json } from '../read.ts';
import type { Call } from './calls.ts';
import { resultBytes, resultText } from './content.ts';
import { elapsedMs, type Here } from './here.ts';

/** More is never shown; the store cuts again, after redaction. */
const LONGEST_MESSAGE = 2_000;

export function judge(call: Call, here: Here, block: Json): void {
  const details = object(here.inner['toolUseResult']);
  call.output_bytes = resultBytes(block['content']);
  // A result without its call has nothing to be measured from.
  if (call.seq !== undefined && call.seq < here.seq && here.at >= call.at)
    call.elapsed_ms = elapsedMs(call.at, here.at);
  if (block['is_error'] === true) {
    Object.assign(call, failureOf(resultText(block['content']), call.tool, refusalOf(here)));
    return;
  }
  const refusal = refusalOf(here);
  if (refusal !== undefined) {
    call.outcome = 'denied';
    call.error_class = refusal;
    return;
  }
  if (details?.['interrupted'] === true) {
    call.outcome = 'cancelled';
    call.error_class = 'interrupted';
    return;
  }
  call.outcome = 'ok';
  if (details !== undefined) measure(call, details);
}

/** What the words of a result that is an error tell. `refusal` is what the client says apart from them. */
export function failureOf(said: string, tool: string | undefined, refusal?: FailureClass): Partial<Call> {
  const message = messageOf(said);
  const exitCode = exitCodeOf(message);
  const found = refusal ?? failureClass(message, tool);
  const decision = refusal !== undefined ? 'denied' : decisionOf(found);
  const shown = withoutEcho(message, found).trimEnd();
  return known({
    outcome: decision ?? (exitCode !== undefined && exitCode !== 0 ? 'command_nonzero' : 'tool_error'),
    error_class: found,
    exit_code: exitCode,
    error_text: shown === '' ? undefined : shown,
  } as const);
}

/** A plan that is sent back is a decision, however the client words it; a call of the tool with wrong parameters is not. */
function failureClass(message: string, tool: string | undefined): FailureClass {
  const found = classify(message);
  return found === 'other' && tool === 'ExitPlanMode' ? 'user_rejected' : found;
}

/** What the client itself says about a refusal, apart from the words of the result. */
function refusalOf(here: Here): FailureClass | undefined {
  const kind = text(here.inner['toolDenialKind']);
  if (kind !== undefined) return kind === 'user-rejected' ? 'user_rejected' : 'permission_rule';
  const decision = object(here.inner['permissionDecision']);
  const said = decision?.['decision'];
  if (said !== 'reject' && said !== 'deny') return undefined;
  if (decision?.['reasonType'] === 'hook' || decision?.['source'] === 'hook') return 'hook_blocked';
  return text(decision?.['source'])?.startsWith('user') === true ? 'user_rejected' : 'permission_rule';
}

/** Messages of these classes end with a copy of what was sent or read; their first line says it all. */
const ECHOING: ReadonlySet<FailureClass> = new Set([
  'string_not_found',
  'string_not_unique',
  'no_change',
  'user_rejected',
]);

function withoutEcho(message: string, found: FailureClass): string {
  let end = Math.min(message.length, LONGEST_MESSAGE);
  const line = message.indexOf('\n');
  if (line >= 0 && ECHOING.has(found)) end = Math.min(end, line);
  const echo = message.indexOf('\nYou sent');
  if (echo >= 0) end = Math.min(end, echo);
  return message.slice(0, end);
}

/** Exact durations and changed lines, which only some tools tell. */
function measure(call: Call, details: Json): void {
  const duration = durationOf(call.tool, details);
  if (duration !== undefined) call.duration_ms = duration;
  const patch = list(details['structuredPatch']);
  if (patch.length > 0) countLines(call, patch);
}

function durationOf(tool: string | undefined, details: Json): number | undefined {
  switch (tool) {
    case 'Glob':
    case 'WebFetch':
      return count(details['durationMs']);
    case 'WebSearch': {
      const seconds = details['durationSeconds'];
      return typeof seconds === 'number' ? count(seconds * 1000) : undefined;
    }
    // A subagent sent to the background answers at once; its time is not known then.
    case 'Agent':
    case 'Task':
      return details['status'] === 'completed' ? count(details['totalDurationMs']) : undefined;
    default:
      return undefined;
  }
}

/** Lines that a `structuredPatch` adds and removes. */
export function countLines(call: Pick<Call, 'lines_added' | 'lines_removed'>, patch: readonly unknown[]): void {
  let added = 0;
  let removed = 0;
  for (const hunk of patch) {
    for (const line of list(object(hunk)?.['lines'])) {
      if (typeof line !== 'string') continue;
      if (line.startsWith('+')) added += 1;
      else if (line.startsWith('-')) removed += 1;
    }
  }
  call.lines_added = added;
  call.lines_removed = removed;
}
