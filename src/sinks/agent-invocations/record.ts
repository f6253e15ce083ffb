/**
 * An invocation as a line of `agent_invocations.jsonl`, a judgement as a line of `success_metrics.jsonl`. What the line keeps nested is
 * written only where the source would not read it from what was kept aside already.
 */

import type { EventOf } from '../../event/schema.ts';
import { isSkip } from '../../event/skip.ts';
import { object, type Json } from '../../sources/read.ts';
import { readInvocation } from '../../sources/records/invocation.ts';
import { withLeft } from '../record.ts';

export function invocationRecord(event: EventOf<'invocation'>): Json {
  const line = withLeft(
    {
      timestamp: event.at,
      session_id: event.session_id,
      invocation_id: event.id,
      // By this field the line is known for an invocation.
      agent_name: event.name ?? null,
      agent_type: event.agent_type,
      task_description: event.task,
    },
    event.attributes,
  );
  const read = readInvocation(line, event.agent);
  const told: Partial<EventOf<'invocation'>> = isSkip(read) ? {} : read;
  const missing = <T>(name: keyof typeof told, value: T): T | undefined =>
    event[name] === undefined || event[name] === told[name] ? undefined : value;
  const status = event.status ?? (event.success === undefined ? undefined : event.success ? 'success' : 'failure');
  const features = object(line['state_features']);
  return withNested(line, {
    duration_seconds: missing('duration_ms', (event.duration_ms ?? 0) / 1000),
    outcome: nested(object(line['outcome']), {
      status: event.status === undefined ? missing('success', status) : missing('status', status),
      error_type: missing('error_class', event.error_class),
      error_message: missing('error_text', event.error_text),
    }),
    state_features: nested(features, {
      task: nested(object(features?.['task']), { type: missing('task_type', event.task_type) }),
    }),
  });
}

/** The fields with those that are added; undefined when none is. */
function nested(fields: Json | undefined, added: Json): Json | undefined {
  const known = Object.entries(added).filter(([, value]) => value !== undefined);
  return known.length === 0 ? undefined : { ...fields, ...Object.fromEntries(known) };
}

function withNested(line: Json, added: Json): Json {
  return nested(line, added) ?? line;
}

/** Undefined for a judgement that does not say what it is about. */
export function feedbackRecord(event: EventOf<'feedback'>): Json | undefined {
  if (event.subject_id === undefined) return undefined;
  return withLeft(
    {
      timestamp: event.at,
      session_id: event.session_id,
      invocation_id: event.subject_id,
      // The source makes this id by itself.
      feedback_id: event.id === `${event.subject_id}:${event.at}` ? undefined : event.id,
      // By this field the line is known for a judgement.
      success: event.success ?? null,
      quality_rating: event.rating,
      feedback_source: event.judge,
      feedback_notes: event.notes,
      would_use_again: event.would_use_again,
      alternative_agent_suggested: event.alternative,
    },
    event.attributes,
    MARKS_OF_INVOCATIONS,
  );
}

const MARKS_OF_INVOCATIONS = new Set(['agent_name', 'outcome', 'outcome_status']);
