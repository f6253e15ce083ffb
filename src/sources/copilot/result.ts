/** What became of a call. `success` only says that the tool ran: a command that failed is told by its exit status. */

import { classify, decisionOf, type CallResult } from '../failure.ts';
import { bytesOf, count, integer, known, object, text, type Json } from '../read.ts';
import type { OpenCall } from './state.ts';

export const REFUSED = {
  user_rejected: { outcome: 'denied', error_class: 'user_rejected' },
  permission_rule: { outcome: 'denied', error_class: 'permission_rule' },
  hook_blocked: { outcome: 'denied', error_class: 'hook_blocked' },
  interrupted: { outcome: 'cancelled', error_class: 'interrupted' },
} as const satisfies Record<string, CallResult>;

/** Messages are shown up to here; the store cuts again, after redaction. */
const LONGEST_MESSAGE = 2_000;
/** Behind the output of a command, in versions without a field for it. */
const ENDED = /\n?<(?:shellId: \S{1,40} |command )?(?:completed|exited) with exit code (-?\d{1,10})>\s{0,9}$/;

export function readResult(end: Json, call: OpenCall): CallResult {
  const metrics = object(object(end['toolTelemetry'])?.['metrics']) ?? {};
  const result = object(end['result']);
  const content = result?.['content'];
  const bytes = bytesOf(content);
  const size = bytes > 0 ? { output_bytes: bytes } : {};
  if (end['success'] === false) return { ...failed(end, call), ...size };
  if (end['success'] !== true) return { outcome: 'unknown', ...size };
  const said = text(content) ?? '';
  const code = exitOf(end, metrics, said);
  if (code !== undefined && code !== 0) {
    const message = said.replace(ENDED, '');
    const found = classify(`Exit code ${code}\n${message}`, call.tool);
    return known({
      outcome: 'command_nonzero',
      exit_code: code,
      error_class: found,
      error_text: shown(message),
      ...size,
    } as const);
  }
  const lines = { lines_added: count(metrics['linesAdded']), lines_removed: count(metrics['linesRemoved']) };
  return known({ outcome: 'ok', exit_code: code, ...lines, ...size } as const);
}

function exitOf(end: Json, metrics: Json, said: string): number | undefined {
  const told = integer(object(end['shellExecution'])?.['exitCode']) ?? integer(metrics['exit_code']);
  if (told !== undefined) return told;
  const found = ENDED.exec(said.slice(-200))?.[1];
  return found === undefined ? undefined : Number(found);
}

function failed(end: Json, call: OpenCall): CallResult {
  const error = object(end['error']);
  const message = text(error?.['message']) ?? text(end['error']) ?? '';
  const code = text(error?.['code']) ?? '';
  if (call.refusal !== undefined) return REFUSED[call.refusal];
  if (code === 'rejected') return REFUSED.user_rejected;
  if (code === 'denied') return REFUSED.permission_rule;
  const found = code === 'timeout' ? 'timeout' : classify(message, call.tool);
  const decision = decisionOf(found);
  if (decision !== undefined) return { outcome: decision, error_class: found };
  return known({ outcome: 'tool_error', error_class: found, error_text: shown(message) } as const);
}

function shown(message: string): string | undefined {
  return text(message.trim().slice(0, LONGEST_MESSAGE));
}
