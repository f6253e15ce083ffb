/**
 * What a program says, in the words of the logs that the library stands for: `agent_invocations.jsonl`, `success_metrics.jsonl`, an error log,
 * `execution-telemetry.jsonl`. Pure, except for clock and ids.
 */

import type { InvocationOptions, ToolCall, Usage } from './define.ts';
import { bytesIn, plain, plainSized } from './copy.ts';
import { messageOf, read, textOf, typeOf } from './plain.ts';
import type { Scope } from './scope.ts';

/** A record as the writer takes it; undefined is as good as absent. */
export type Json = Readonly<Record<string, unknown>>;

export function newId(): string {
  return globalThis.crypto.randomUUID();
}

export function instantOf(time: Date | number | undefined, before = 0): string {
  const now = time === undefined ? Date.now() - before : Number(time);
  return new Date(Number.isFinite(now) && Math.abs(now) < 8e15 ? now : Date.now()).toISOString();
}

/** `filesModified` → `files_modified`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Fields of one record. */
const MOST = 64;

/** The fields of a record by the names that it has in a log; texts are cut, all else is copied. */
export function fieldsOf(given: unknown): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return fields;
  for (const name of Object.keys(given).slice(0, MOST)) {
    const value = read(given, name);
    const copied = typeof value === 'string' ? textOf(value) : plain(value);
    if (copied !== undefined && name !== '__proto__') fields[snakeCase(name)] = copied;
  }
  return fields;
}

const OUTCOME = ['outcome_status', 'duration_seconds', 'invocation_id', 'session_id'];

/** An update: what it says beside status and time became of the work. */
export function updateOf(given: unknown): Record<string, unknown> {
  const fields = fieldsOf(given);
  const outcome: Record<string, unknown> = {};
  if (fields['outcome_status'] !== undefined) outcome['status'] = fields['outcome_status'];
  for (const name of Object.keys(fields)) if (!OUTCOME.includes(name)) outcome[name] = fields[name];
  return {
    invocation_id: fields['invocation_id'],
    session_id: fields['session_id'],
    duration_seconds: fields['duration_seconds'],
    ...(Object.keys(outcome).length === 0 ? {} : { outcome }),
  };
}

/** What is known of an invocation: how it began, and what was said of it since. */
export function together(began: Json | undefined, update: Json): Json {
  const merged: Record<string, unknown> = { ...began };
  for (const [name, value] of Object.entries(update)) {
    if (value === undefined || (name === 'timestamp' && began !== undefined)) continue;
    merged[name] = name === 'outcome' ? { ...recordOf(began?.['outcome']), ...recordOf(value) } : value;
  }
  return merged;
}

function recordOf(value: unknown): Json {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

export function startOf(options: InvocationOptions): Record<string, unknown> {
  const state = recordOf(plain(options.state));
  const taskType = textOf(options.taskType);
  const features = taskType === undefined ? state : { ...state, task: { ...recordOf(state['task']), type: taskType } };
  return {
    agent_name: textOf(options.agent),
    agent_type: textOf(options.type),
    task_description: textOf(options.task),
    ...(Object.keys(features).length === 0 ? {} : { state_features: features }),
  };
}

/** What an error is told with; the writer looks into what is taken as it is, the caller shall not wait. */
export function errorOf(error: unknown, { id, context, scope }: Around): { record: Json; free: readonly unknown[] } {
  return {
    record: {
      timestamp: Date.now(),
      error_id: id,
      session_id: scope.sessionId,
      invocation_id: scope.invocationId,
      agent_name: scope.agent,
      error_type: typeOf(error),
      error_message: messageOf(error),
    },
    free: [context, read(error, 'cause'), read(error, 'code'), read(error, 'path')],
  };
}

type Around = { readonly id: string; readonly context: unknown; readonly scope: Scope };

/** The record of a call, and what the record has no name for. */
export function callOf(call: ToolCall): { record: Json; extra: Json } {
  const failed = call.error !== undefined;
  const outcome = call.outcome ?? (failed ? (isAbort(call.error) ? 'cancelled' : 'tool_error') : 'ok');
  const { durationMs } = call;
  return {
    record: {
      ...recordOf(plain(call.attributes)),
      timestamp: instantOf(call.startedAt, durationMs),
      tool_use_id: textOf(call.id) ?? newId(),
      tool_name: textOf(call.tool) ?? 'unknown',
      params: plainSized(call.params),
      outcome: outcome === 'ok' ? 'success' : outcome === 'tool_error' ? 'failure' : undefined,
      error: failed ? errorText(call.error) : undefined,
      latency_ms: durationMs,
    },
    extra: {
      agent: call.agent,
      outcome,
      exit_code: call.exitCode,
      output_bytes: bytesIn(call.output),
      elapsed_ms: call.elapsedMs,
    },
  };
}

export function isAbort(error: unknown): boolean {
  return read(error, 'name') === 'AbortError';
}

/** With its class before it, as a program prints it, where the message does not say it. */
function errorText(error: unknown): string {
  const [type, message] = [typeOf(error), messageOf(error)];
  if (message === undefined) return type;
  return typeof error !== 'object' || type === 'Error' || message.startsWith(type) ? message : `${type}: ${message}`;
}

/** The writer gives the fields their names in the contract. */
export function answerOf(usage: Usage): Json {
  const { error, startedAt, ...rest } = usage;
  const failed = error !== undefined;
  return {
    ...fieldsOf(rest),
    at: instantOf(startedAt, usage.durationMs),
    error_class: failed ? typeOf(error) : undefined,
    error_text: failed ? errorText(error) : undefined,
  };
}
