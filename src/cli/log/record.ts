/** What a script logs, as the record that a file of the same kind would hold: the words of the command line, or JSON from stdin. */

import { randomUUID } from 'node:crypto';
import { AppError, didYouMean } from '../../errors.ts';
import { isSuccess } from '../../event/ratings.ts';
import type { Yielded } from '../../sources/define.ts';
import { object, type Json } from '../../sources/read.ts';
import { readError } from '../../sources/records/error.ts';
import { readFeedback, readInvocation } from '../../sources/records/invocation.ts';
import { readRow } from '../../sources/usage-csv.ts';
import type { Parsed } from '../define.ts';

/** One kind of record: how the command line says it, and which event it is. */
export type Log = {
  /** Fields that are undefined are not known. `at` is the instant with the offset of a clock. */
  readonly record: (parsed: Parsed, at: string) => Json;
  /** `ordinal` tells it from equal ones. */
  readonly event: (record: Json, ordinal: number) => Yielded;
  /** A project may keep a table of these. */ readonly hasTable?: true;
};

const AGENT = 'log';

export const LOGS: Readonly<Record<string, Log>> = {
  usage: {
    record: (parsed, at) => usageOf(parsed.args.slice(1), at),
    event: (record, ordinal) => {
      const row = textsOf(record);
      checkTaskType(row['task_type']);
      return readRow(row, 0, () => ordinal);
    },
    hasTable: true,
  },
  invocation: { record: invocationOf, event: (record) => readInvocation(record, AGENT) },
  feedback: { record: feedbackOf, event: (record) => readFeedback(record, AGENT) },
  error: { record: errorOf, event: (record, ordinal) => readError(record, AGENT, () => ordinal) },
};

export const TASK_TYPES = ['plan', 'execute', 'verify', 'discuss', 'quick'] as const;

/** What the words of the command line say; now, unless they name another time. */
export function recordOf(log: Log, parsed: Parsed, now: string): Json {
  return log.record(parsed, readAt(parsed.text('at')) ?? now);
}

function textsOf(record: Json): Record<string, string> {
  const told = Object.entries(record).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(told.map(([name, value]) => [name, String(value)]));
}

/** One JSON object, or one a line. */
export function recordsIn(text: string, now: string): readonly Json[] {
  const whole = parse(text);
  const values =
    whole === undefined
      ? text
          .split('\n')
          .filter((line) => line.trim() !== '')
          .map(parse)
      : [whole].flat();
  return values.map((value, index) => {
    const record = object(value);
    if (record === undefined)
      throw new AppError('usage/bad-value', `Record ${index + 1} on stdin is no JSON object.`, {
        hint: 'Give one JSON object, or one a line.',
      });
    return { timestamp: now, ...record };
  });
}

function usageOf(words: readonly string[], at: string): Json {
  const [model, input, output, success, taskType, duration, ...notes] = words;
  const missing = USAGE_WORDS.slice(words.length, REQUIRED_WORDS);
  if (missing.length > 0)
    throw new AppError('usage/missing-argument', `hindcast log usage needs ${missing.join(', ')}, too.`, {
      hint: `hindcast log usage ${USAGE_WORDS.join(' ')}`,
    });
  if (model?.trim() === '') throw bad('MODEL', model, 'a name');
  return {
    timestamp: at,
    model: model?.trim(),
    prompt_tokens: whole('PROMPT_TOKENS', input),
    completion_tokens: whole('COMPLETION_TOKENS', output),
    task_success: judgement('SUCCESS', success),
    task_type: taskType,
    duration_ms: whole('DURATION_MS', duration),
    notes: notes.join(' ').trim(),
  };
}

/** Of the command line and of JSON alike. A table may hold others: whoever wrote it chose them. */
function checkTaskType(taskType: string | undefined): void {
  if (taskType === undefined || taskType === '' || TASK_TYPES.some((known) => known === taskType)) return;
  throw new AppError('usage/bad-value', `TASK_TYPE is ${JSON.stringify(taskType)}, which is no type of task.`, {
    hint: didYouMean(taskType, TASK_TYPES) ?? `Give one of: ${TASK_TYPES.join(', ')}.`,
  });
}

const USAGE_WORDS = ['MODEL', 'PROMPT_TOKENS', 'COMPLETION_TOKENS', 'SUCCESS', 'TASK_TYPE', 'DURATION_MS', 'NOTES'];
const REQUIRED_WORDS = 4;

function invocationOf(parsed: Parsed, at: string): Json {
  const status = parsed.text('status');
  const files = parsed.list('file');
  return {
    timestamp: at,
    invocation_id: parsed.text('id') ?? randomUUID(),
    session_id: parsed.text('session'),
    agent_name: needed(parsed, 'name', 'Which agent ran.'),
    agent_type: parsed.text('type'),
    task_description: parsed.text('task'),
    state_features: stateOf(parsed),
    duration_seconds: seconds(parsed.text('duration')),
    ...(status === undefined && files.length === 0
      ? {}
      : { outcome: { status, ...(files.length === 0 ? {} : { files_modified: files }) } }),
  };
}

function stateOf(parsed: Parsed): unknown {
  const state = jsonOf(parsed, 'state');
  const taskType = parsed.text('task-type');
  if (taskType === undefined) return state;
  return { ...state, task: { ...object(state?.['task']), type: taskType } };
}

function feedbackOf(parsed: Parsed, at: string): Json {
  const rating = parsed.text('rating');
  if (rating !== undefined && !/^[1-5]$/.test(rating)) throw bad('--rating', rating, 'a number from 1 to 5');
  const success = parsed.text('success');
  const again = parsed.text('would-use-again');
  if (rating === undefined && success === undefined)
    throw new AppError('usage/missing-argument', 'hindcast log feedback needs --rating or --success.');
  return {
    timestamp: at,
    feedback_id: randomUUID(),
    invocation_id: needed(parsed, 'invocation', 'Which invocation (or session) is judged.'),
    session_id: parsed.text('session'),
    success:
      success === undefined ? rating !== undefined && isSuccess(Number(rating)) : judgement('--success', success),
    quality_rating: rating === undefined ? undefined : Number(rating),
    feedback_source: parsed.text('judge') ?? 'human',
    feedback_notes: parsed.text('notes'),
    would_use_again: again === undefined ? undefined : judgement('--would-use-again', again),
    alternative_agent_suggested: parsed.text('alternative'),
  };
}

function errorOf(parsed: Parsed, at: string): Json {
  return {
    timestamp: at,
    error_id: parsed.text('id') ?? randomUUID(),
    session_id: parsed.text('session'),
    repo_name: parsed.text('repo'),
    agent_name: parsed.text('name'),
    error_type: needed(parsed, 'type', 'What kind of error: FileNotFoundError, ETIMEDOUT …'),
    error_message: parsed.text('message'),
    context: jsonOf(parsed, 'context'),
  };
}

function needed(parsed: Parsed, flag: string, help: string): string {
  const value = parsed.text(flag)?.trim();
  if (value !== undefined && value !== '') return value;
  throw new AppError('usage/missing-argument', `hindcast log ${parsed.args[0] ?? ''} needs --${flag}.`, { hint: help });
}

/** RFC 3339 with an offset: without one, nobody knows which instant is meant. */
function readAt(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text)))
    return text;
  throw bad('--at', text, 'a time such as 2026-02-23T22:19:12+01:00');
}

function whole(name: string, text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw bad(name, text, 'a whole number');
}

function seconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,12}(?:\.\d{1,9})?$/.test(text)) return Number(text);
  throw bad('--duration', text, 'a number of seconds');
}

function judgement(name: string, text: string | undefined): boolean | undefined {
  if (text === undefined || text === '') return undefined;
  if (/^(?:true|yes)$/i.test(text)) return true;
  if (/^(?:false|no)$/i.test(text)) return false;
  throw bad(name, text, 'true or false');
}

function jsonOf(parsed: Parsed, flag: string): Json | undefined {
  const text = parsed.text(flag);
  if (text === undefined) return undefined;
  const value = object(parse(text));
  if (value === undefined) throw bad(`--${flag}`, text, 'a JSON object');
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function bad(name: string, text: string, wanted: string): AppError {
  return new AppError('usage/bad-value', `${name} is ${JSON.stringify(text)}, which is not ${wanted}.`);
}
