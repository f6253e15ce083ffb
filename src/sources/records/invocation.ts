/**
 * One line of `agent_invocations.jsonl` → an invocation, one line of `success_metrics.jsonl` → feedback. What the event contract has no
 * field for is kept in `attributes`, under the names it came with, so that it can be written out again.
 */

import type { EventOf } from '../../event/schema.ts';
import { skip, type Skip } from '../../event/skip.ts';
import { count, flag, instant, known, object, text, type Json } from '../read.ts';
import { leftOf } from './left.ts';

/** A line may be an update of an earlier one with the same id: the two are observations of one invocation. */
export function readInvocation(record: Json, agent: string): EventOf<'invocation'> | Skip {
  const id = text(record['invocation_id']);
  if (id === undefined) return skip('no-id');
  const at = instant(record['timestamp']);
  if (at === undefined) return skip('no-timestamp');
  const outcome = object(record['outcome']) ?? {};
  const status = text(outcome['status']) ?? text(record['outcome_status']);
  const task = object(object(record['state_features'])?.['task']);
  return known({
    kind: 'invocation',
    id,
    at,
    observers: 'log',
    agent,
    session_id: text(record['session_id']),
    name: text(record['agent_name']),
    agent_type: text(record['agent_type']),
    task: text(record['task_description']),
    task_type: text(task?.['type']),
    status,
    success: successOf(status),
    duration_ms: millisecondsOf(record['duration_seconds'] ?? outcome['duration_seconds']),
    error_class: text(outcome['error_type']),
    error_text: text(outcome['error_message']) ?? text(outcome['error']),
    attributes: leftOf(record, INVOCATION_FIELDS),
  } as const);
}

export function readFeedback(record: Json, agent: string): EventOf<'feedback'> | Skip {
  const subject = text(record['invocation_id']);
  if (subject === undefined) return skip('no-id');
  const at = instant(record['timestamp']);
  if (at === undefined) return skip('no-timestamp');
  const rating = count(record['quality_rating']);
  if (rating !== undefined && (rating < 1 || rating > 5)) return skip('bad-value');
  return known({
    kind: 'feedback',
    // One judge judges one thing once in an instant; the record has no id of its own.
    id: text(record['feedback_id']) ?? `${subject}:${at}`,
    at,
    observers: 'log',
    agent,
    session_id: text(record['session_id']),
    subject_id: subject,
    success: flag(record['success']),
    rating,
    judge: text(record['feedback_source']),
    notes: text(record['feedback_notes']),
    would_use_again: flag(record['would_use_again']),
    alternative: text(record['alternative_agent_suggested']),
    attributes: leftOf(record, FEEDBACK_FIELDS),
  } as const);
}

/** Statuses that say how it ended; others (started, running) say nothing about success. */
const SUCCEEDED = new Set(['success', 'succeeded', 'completed', 'complete', 'ok', 'done']);
const FAILED = new Set(['failure', 'failed', 'error', 'partial', 'cancelled', 'timeout']);

export function successOf(status: string | undefined): boolean | undefined {
  const word = status?.toLowerCase() ?? '';
  if (SUCCEEDED.has(word)) return true;
  return FAILED.has(word) ? false : undefined;
}

export function millisecondsOf(seconds: unknown): number | undefined {
  return typeof seconds === 'number' ? count(seconds * 1000) : undefined;
}

const INVOCATION_FIELDS = new Set([
  'timestamp',
  'session_id',
  'invocation_id',
  'agent_name',
  'agent_type',
  'task_description',
  'duration_seconds',
]);

const FEEDBACK_FIELDS = new Set([
  'timestamp',
  'session_id',
  'invocation_id',
  'feedback_id',
  'success',
  'quality_rating',
  'feedback_source',
  'feedback_notes',
  'would_use_again',
  'alternative_agent_suggested',
]);
