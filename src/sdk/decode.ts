/**
 * The writer's side of a record: what was unpacked → an event. Records have the shapes of the logs that the library stands for, and are translated by
 * what reads those files, so that both give equal events.
 */

import { FIELDS, fieldsOf, type Event, type EventOf } from '../event/schema.ts';
import { isSkip, skip } from '../event/skip.ts';
import type { Yielded } from '../sources/define.ts';
import { classify } from '../sources/failure.ts';
import { count, known, list, object, text, type Json } from '../sources/read.ts';
import { readToolCall } from '../sources/records/tool-call.ts';
import { readError } from '../sources/records/error.ts';
import { readFeedback, readInvocation } from '../sources/records/invocation.ts';

/** Never throws. `cwd` says whose repository is meant where the record names none. */
export function decode(message: unknown, cwd: string | undefined): Yielded {
  const [kind, given, fields, extra, free] = list(message);
  const record = object(fields) ?? {};
  const agent = text(given) ?? 'sdk';
  const event = translate(kind, kind === 'error' ? errorOf(record, free) : record, agent);
  if (isSkip(event)) return event;
  // Filled in where it is: a copy with so many fields costs more than all that is done to it here.
  const made = (event.kind === 'call' ? { ...failureOf(event), ...event } : event) as Record<string, unknown>;
  const more = object(extra) ?? {};
  for (const name in more) if (name !== 'repo' || made[name] === undefined) made[name] = more[name];
  made['observers'] = 'sdk';
  made['cwd'] = cwd;
  // What is not as the contract says is refused by the gate.
  return made as Event;
}

/** Of an error's context, agent and repository have places of their own; the file may stand in the error. */
function errorOf(record: Json, free: unknown): Json {
  const [given, cause, code, path] = list(free);
  const all = object(given) ?? {};
  const context: Record<string, unknown> = {};
  for (const name in all) if (name !== 'agent' && name !== 'repo') context[name] = all[name];
  if (text(path) !== undefined) context['file'] ??= path;
  return {
    timestamp: record['timestamp'],
    error_id: record['error_id'],
    session_id: record['session_id'],
    invocation_id: record['invocation_id'],
    repo_name: all['repo'],
    agent_name: text(all['agent']) ?? record['agent_name'],
    error_type: record['error_type'],
    error_message: record['error_message'],
    code: typeof code === 'string' || typeof code === 'number' ? code : undefined,
    cause,
    context: Object.keys(context).length === 0 ? undefined : context,
  };
}

/** A record knows success and failure only; the words of whatever else became of a call have a class as well. */
function failureOf({ error_text: said, tool }: EventOf<'call'>): Partial<EventOf<'call'>> {
  return said === undefined ? {} : { error_class: classify(said, tool) };
}

function translate(kind: unknown, record: Json, agent: string): Yielded {
  switch (kind) {
    case 'invocation':
      return readInvocation(record, agent);
    case 'feedback':
      return readFeedback(feedbackOf(record), agent);
    case 'error':
      return readError(record, agent, () => 0);
    case 'call':
      return readToolCall(record, agent, () => 0);
    case 'answer':
      return answer(record, agent);
    default:
      return skip('unknown-type');
  }
}

/** Feedback by the short names of the library, or by those of the log. */
function feedbackOf({ rating, judge, notes, alternative, ...record }: Json): Json {
  const named = {
    quality_rating: rating,
    feedback_source: judge ?? 'human',
    feedback_notes: notes,
    alternative_agent_suggested: alternative,
    ...record,
  };
  const { quality_rating: rated } = named;
  return { success: typeof rated === 'number' ? rated >= 3 : undefined, ...named };
}

/** An answer has the names of the contract already, with few exceptions. What has no place there is kept beside it. */
function answer(record: Json, agent: string): Yielded {
  const { cache_write_tokens, cache_write1h_tokens, cost_usd, attributes, ...rest } = record;
  const event: Record<string, unknown> = {
    kind: 'answer',
    agent,
    cache_write_5m_tokens: count(cache_write_tokens),
    cache_write_1h_tokens: count(cache_write1h_tokens),
    reported_cost_micros: typeof cost_usd === 'number' ? count(cost_usd * 1e6) : undefined,
    output_is_final: rest['output_tokens'] === undefined ? undefined : true,
  };
  const more: Record<string, unknown> = { ...object(attributes) };
  for (const [name, value] of Object.entries(rest)) {
    const type = ANSWER.get(name);
    if (type === undefined) more[name] = value;
    else event[name] = type === 'integer' ? count(value) : value;
  }
  if (event['error_text'] !== undefined) event['success'] ??= false;
  if (Object.keys(more).length > 0) event['attributes'] = more;
  return known(event) as Event;
}

/** Fields of an answer, with their types. */
const ANSWER: ReadonlyMap<string, string> = new Map(fieldsOf('answer').map((name) => [name, FIELDS[name].type]));
