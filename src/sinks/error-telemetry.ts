/** Errors that programs reported, as one JSON object a line: repository, agent, type, message and context. */

import type { EventOf } from '../event/schema.ts';
import type { Json } from '../sources/read.ts';
import { defineSink } from './define.ts';
import { jsonLines, withLeft } from './record.ts';

export default defineSink('error-telemetry', {
  title: 'Error telemetry',
  summary:
    'Errors that programs reported, as JSON lines: timestamp, repo_name, agent_name, error_type, error_message, context.',
  cannotHold: 'Only events of the kind error. Client, model and fingerprint are not part of the format.',
  name: 'errors.jsonl',
  makes: 'text',
  pieces: ({ facts }) =>
    jsonLines(facts.events(['error']), (event) => (event.kind === 'error' ? recordOf(event) : undefined)),
});

export function recordOf(event: EventOf<'error'>): Json {
  const { attributes, target } = event;
  const record = withLeft(
    {
      timestamp: event.at,
      error_id: event.id,
      session_id: event.session_id,
      repo_name: event.repo,
      agent_name: event.name,
      error_type: event.error_class,
      error_message: event.error_text,
    },
    attributes,
  );
  if (target === undefined || record['context'] !== undefined) return record;
  return { ...record, context: { file: target } };
}
