/**
 * What a result says about its call. Codex marks no failures in results, so the head of the text has to say it: an exit status stands
 * before the line `Output:`, never after it, where the words belong to the command.
 */

import type { Outcome } from '../../event/schema.ts';
import { CUT, count, flag, integer, known, list, object, parsed, sizeOf, text, type Json } from '../read.ts';
import type { Verdict } from './state.ts';

export type Result = Verdict & {
  bytes: number;
  /** The head of the output itself. */ said: string | undefined;
  /** The command goes on in this terminal. */ terminal?: number;
};

/** Much more than is kept, so that redaction sees every secret whole that it has to find. */
const LONGEST_HEAD = 2048;
const EXIT = /^(?:Process exited with code|Exit code:) (-?\d{1,10})$/m;
const RUNNING = /^Process running with session ID (\d+)$/m;
/** Four decimals are a measurement; `0.1` and `0` are roundings of one. */
const WALL_TIME = /^Wall time: (\d+\.\d{3,}) seconds$/m;
const DENIED =
  /^(?:exec command rejected|patch rejected|rejected\b|exec_command failed[^\n]*Rejected\(|[^\n]{0,80}\b(?:rejected|denied|declined) by (?:the )?(?:user|policy)|user (?:rejected|declined|denied)|This action was rejected)/i;
const CANCELLED =
  /^(?:Wall time: [^\n]*\n)?(?:aborted by user|interrupted by user|user cancell?ed|cancell?ed by user)/i;
const FAILED =
  /^(?:error: |err: |failed to |unsupported (?:custom )?(?:tool )?(?:call|tool)\b|unknown tool|exec_command failed|write_stdin failed|apply_patch verification failed|tool call error|execution error|unable to |invalid patch|collab \w+ failed|agent with id \S+ not found|sandbox error)/i;

/** `output` is a text, a list of blocks, or in old files an object with `content` and `success`. */
export function readResult(output: unknown): Result {
  const shape = object(output);
  const raw = shape === undefined ? joined(output) : joined(shape['content'] ?? shape['body'] ?? shape['output']);
  const bytes = sizeOf(raw);
  const packed = unpacked(raw);
  if (packed !== undefined) return { ...packed, bytes };
  const plain = raw.split(CUT, 1)[0] ?? '';
  const split = plain.search(/^Output:\n/m);
  const head = split < 0 ? plain.slice(0, 500) : plain.slice(0, split);
  const body = split < 0 ? plain : plain.slice(split + 'Output:\n'.length);
  const terminal = count(Number(RUNNING.exec(head)?.[1]));
  if (terminal !== undefined) return { outcome: 'unknown', terminal, bytes, said: undefined };
  const duration = measured(Number(WALL_TIME.exec(head)?.[1]) * 1000);
  const exit = EXIT.exec(head)?.[1];
  if (exit !== undefined) return { ...exited(Number(exit), duration), bytes, said: headOf(body) };
  const told = outcomeOfText(plain);
  const outcome = told === 'ok' && flag(shape?.['success']) === false ? 'tool_error' : told;
  return { outcome, bytes, said: headOf(plain) };
}

/** `exec_command_end`, `patch_apply_end`, `mcp_tool_call_end` and the items of newer versions. */
export function readVerdict(end: Json): Verdict {
  const status = text(end['status']);
  const exit = integer(end['exit_code']);
  const isCommand = end['command'] !== undefined || exit !== undefined;
  const duration = isCommand ? measured(durationOf(end['duration'])) : count(durationOf(end['duration']));
  if (status === 'declined') return known({ outcome: 'denied', duration_ms: duration } as const);
  if (exit !== undefined && exit >= 0) return exited(exit, duration);
  const failed =
    status === 'failed' ||
    status === 'errored' ||
    flag(end['success']) === false ||
    isFailedResult(end['result']) ||
    text(object(end['error'])?.['message']) !== undefined;
  return known({ outcome: failed ? 'tool_error' : 'ok', duration_ms: duration } as const);
}

function exited(code: number, duration: number | undefined): Verdict {
  return known({ outcome: code === 0 ? 'ok' : 'command_nonzero', exit_code: code, duration_ms: duration } as const);
}

function outcomeOfText(plain: string): Outcome {
  if (DENIED.test(plain)) return 'denied';
  if (CANCELLED.test(plain)) return 'cancelled';
  return FAILED.test(plain) ? 'tool_error' : 'ok';
}

/** Old versions put `{"output": …, "metadata": {"exit_code": 0, "duration_seconds": 0.1}}` into the text. */
function unpacked(raw: string): Omit<Result, 'bytes'> | undefined {
  if (!raw.startsWith('{"') || raw.includes(CUT)) return undefined;
  const record = object(parsed(raw));
  const exit = integer(object(record?.['metadata'])?.['exit_code']);
  return exit === undefined ? undefined : { ...exited(exit, undefined), said: headOf(text(record?.['output']) ?? '') };
}

function joined(value: unknown): string {
  if (typeof value === 'string') return value;
  return list(value)
    .map((block) => object(block)?.['text'])
    .filter((part) => typeof part === 'string')
    .join('\n');
}

function headOf(body: string): string | undefined {
  const trimmed = body.trim();
  return trimmed === '' ? undefined : trimmed.slice(0, LONGEST_HEAD);
}

/** MCP results are `{"Ok": {"isError": …}}` or `{"Err": "…"}`. */
function isFailedResult(value: unknown): boolean {
  const result = object(value);
  if (result === undefined) return false;
  const ok = object(result['Ok']) ?? result;
  return result['Err'] !== undefined || flag(ok['isError']) === true || flag(ok['is_error']) === true;
}

function durationOf(value: unknown): number {
  const duration = object(value);
  const seconds = count(duration?.['secs']);
  const nanos = count(duration?.['nanos']);
  return seconds === undefined || nanos === undefined ? Number.NaN : seconds * 1000 + nanos / 1e6;
}

/**
 * Codex times a command only from when it has begun to wait for it: what ends before that is given as some microseconds, although no
 * process runs that shortly. Such a figure is no measurement; that of another tool is one, and 0 when it rounds to that.
 */
function measured(value: number): number | undefined {
  return value >= 1 ? count(value) : undefined;
}
