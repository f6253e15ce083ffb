/** What became of a call: the client's word, and for commands the exit status, which it only writes into the text for the model. */

import { classify, decisionOf, type FailureClass, type CallResult } from '../failure.ts';
import { bytesOf, count, CUT, known, list, object, text, type Json } from '../read.ts';

const SHELL = 'run_shell_command';
/** Messages are shown up to here; the store cuts again, after redaction. */
const LONGEST_MESSAGE = 2_000;
/** A text that was cut there is too long to tell whether an exit status stands at its end. */
const KEPT_WHOLE = 1_000_000;

export function readResult(call: Json): CallResult {
  const tool = text(call['name']) ?? '';
  const { said, failure, bytes } = responseOf(call);
  const size = bytes > 0 ? { output_bytes: bytes } : {};
  switch (call['status']) {
    case 'success': {
      const ended = tool === SHELL ? commandEnd(said ?? '', call['resultDisplay']) : OK;
      return { ...ended, ...size, ...(ended.outcome === 'ok' ? linesOf(call['resultDisplay']) : {}) };
    }
    case 'error':
      return { ...failed(failure ?? said ?? '', tool), ...size };
    case 'cancelled':
      return { ...cancelled(failure ?? said ?? ''), ...size };
    default:
      return { outcome: 'unknown' };
  }
}

const OK: CallResult = { outcome: 'ok' };

type Response = { readonly said: string | undefined; readonly failure: string | undefined; readonly bytes: number };

/** The results of all calls of an answer may stand together; the one with the id of the call is meant. */
function responseOf(call: Json): Response {
  const responses = list(call['result']).map((part) => object(object(part)?.['functionResponse']));
  const own = responses.find((response) => response?.['id'] === call['id']) ?? responses[0];
  const response = object(own?.['response']);
  const said = response?.['output'];
  return {
    said: typeof said === 'string' ? said : undefined,
    failure: text(response?.['error']) ?? text(object(response?.['error'])?.['message']),
    bytes: bytesOf(response),
  };
}

/** Lines that the client puts behind the output of a command, in this order. */
const EXIT =
  /\nExit Code: (-?\d{1,10})(?:\nSignal: [^\n]{0,40})?(?:\nBackground PIDs: [^\n]{0,400})?(?:\nProcess Group PGID: [^\n]{0,40})?(?:\n<\/untrusted_context>)?\s{0,9}$/;
const SIGNAL =
  /\nSignal: (?!\(none\))[^\n]{1,40}(?:\nBackground PIDs: [^\n]{0,400})?(?:\nProcess Group PGID: [^\n]{0,40})?(?:\n<\/untrusted_context>)?\s{0,9}$/;
const FRAME_END =
  /(?:\nBackground PIDs: [^\n]{0,400})?(?:\nProcess Group PGID: [^\n]{0,40})?(?:\n<\/untrusted_context>)?\s{0,9}$/;
const CANCELLED = /^(?:<untrusted_context>\n)?Command was (?:automatically )?cancelled/;
/** The last lines of a text are enough for them. */
const TAIL = 1_000;

function commandEnd(said: string, display: unknown): CallResult {
  const cut = said.indexOf(CUT);
  if (cut >= KEPT_WHOLE) return { outcome: 'unknown' };
  if (cut >= 0) return OK;
  if (CANCELLED.test(said)) return said.includes('exceeded the timeout') ? failed(said, SHELL) : cancelled(said);
  const tail = said.slice(-TAIL);
  const found = EXIT.exec(tail);
  const code = found === null ? undefined : Number(found[1]);
  if (code === undefined || code === 0 || isEcho(tail.slice(0, found?.index), code, display)) {
    return SIGNAL.test(tail) ? nonzero(said, undefined) : OK;
  }
  return nonzero(said, code);
}

/** A command may print such a line itself. What the person was shown then ends with it, and the text holds it only once. */
function isEcho(before: string, code: number, display: unknown): boolean {
  const line = `Exit Code: ${code}`;
  return typeof display === 'string' && display.trimEnd().endsWith(line) && !before.trimEnd().endsWith(line);
}

function nonzero(said: string, code: number | undefined): CallResult {
  const message = bodyOf(said);
  return known({
    outcome: 'command_nonzero',
    exit_code: code,
    // The words are those of the command: they are classified as an output, not as a message of the client.
    error_class: classify(`Exit code ${code ?? 1}\n${message}`, SHELL),
    error_text: shown(message),
  } as const);
}

/** The output itself, without the frame that the client puts around it; old versions repeated the command in front. */
function bodyOf(said: string): string {
  const inner = said.replace(/^<untrusted_context>\n/, '');
  const repeated = inner.startsWith('Command: ') ? inner.indexOf('\nOutput: ') + 1 : 0;
  const body = inner.slice(repeated).replace(/^Output: (?:\(empty\)(?:\n|$))?/, '');
  return `\n${body}`
    .replace(EXIT, '')
    .replace(FRAME_END, '')
    .replace(/^Error: \(none\)$/m, '');
}

/** What this client says itself, where its words are not those of others. */
const OWN_WORDS: readonly (readonly [FailureClass, RegExp])[] = [
  ['string_not_found', /^(?:Failed to edit, )?could not find (?:an exact match|the string)/i],
  ['string_not_unique', /^(?:Failed to edit, )?expected \d{1,9} occurrences? but found/i],
  ['no_change', /^(?:No changes to apply|Failed to edit, .{0,80}identical)/i],
  ['rejected_parameters', /^params(?:\/\S{1,100})? must |^Invalid parameters|^The '?\w{1,60}'? parameter/i],
  ['permission_rule', /^Tool execution (?:for "[^"\n]{1,100}" )?denied by policy/i],
  ['hook_blocked', /^(?:Tool execution blocked|Agent execution stopped by hook)/i],
];

function failed(message: string, tool: string): CallResult {
  const found = OWN_WORDS.find(([, pattern]) => pattern.test(message))?.[0] ?? classify(message, tool);
  const decision = decisionOf(found);
  if (decision !== undefined) return { outcome: decision, error_class: found };
  return known({ outcome: 'tool_error', error_class: found, error_text: shown(message) } as const);
}

/** The person said no, or broke off what was under way. */
function cancelled(message: string): CallResult {
  return /User (?:denied|did not allow|rejected)/i.test(message.slice(0, 200))
    ? { outcome: 'denied', error_class: 'user_rejected' }
    : { outcome: 'cancelled', error_class: 'interrupted' };
}

function shown(message: string): string | undefined {
  return text(message.trim().slice(0, LONGEST_MESSAGE));
}

/** Lines changed by an edit, by the model and by the person who corrected it. */
function linesOf(display: unknown): Pick<CallResult, 'lines_added' | 'lines_removed'> {
  const stat = object(object(display)?.['diffStat']);
  if (stat === undefined) return {};
  return {
    lines_added: (count(stat['model_added_lines']) ?? 0) + (count(stat['user_added_lines']) ?? 0),
    lines_removed: (count(stat['model_removed_lines']) ?? 0) + (count(stat['user_removed_lines']) ?? 0),
  };
}
