/** Tells invocations from judgements by their fields. */

import { skip } from '../../event/skip.ts';
import type { Parser, Yielded } from '../define.ts';
import { object, type Json } from '../read.ts';
import { readFeedback, readInvocation } from '../records/invocation.ts';

export function openParser(): Parser {
  return { read: (record) => [readRecord(object(record))], end: () => [], state: () => null };
}

function readRecord(record: Json | undefined): Yielded {
  if (record === undefined) return skip('not-an-object');
  if ('agent_name' in record || 'outcome' in record || 'outcome_status' in record) return readInvocation(record, AGENT);
  if ('quality_rating' in record || 'success' in record || 'feedback_source' in record)
    return readFeedback(record, AGENT);
  return skip('unknown-type');
}

const AGENT = 'agent-invocations';
