/** Tool calls as one JSON object a line, as a hook after each call would have written them. */

import type { EventOf, Outcome } from '../event/schema.ts';
import type { Json } from '../sources/read.ts';
import { defineSink } from './define.ts';
import { jsonLines, withLeft } from './record.ts';

export default defineSink('execution-telemetry', {
  title: 'Execution telemetry',
  summary:
    'Tool calls as JSON lines: timestamp, tool_name, params, outcome, error, latency_ms, session_id, tool_use_id.',
  cannotHold:
    'Only events of the kind call. Of the parameters the log holds one, so `params` has one; an outcome is `success` or `failure`, and what was denied, cancelled or not seen says so instead. Repository, model, sizes and exit status are not part of the format.',
  name: 'execution-telemetry.jsonl',
  makes: 'text',
  pieces: ({ facts }) =>
    jsonLines(facts.events(['call']), (event) => (event.kind === 'call' ? recordOf(event) : undefined)),
});

export function recordOf(event: EventOf<'call'>): Json {
  const { tool, target } = event;
  return withLeft(
    {
      timestamp: event.at,
      tool_name: tool ?? 'unknown',
      params: target === undefined ? {} : { [PARAMETERS.get(tool ?? '') ?? 'path']: target },
      outcome: OUTCOMES[event.outcome ?? 'unknown'],
      error: event.error_text,
      latency_ms: event.duration_ms,
      session_id: event.session_id,
      tool_use_id: event.id,
    },
    event.attributes,
  );
}

const OUTCOMES: Readonly<Record<Outcome, string>> = {
  ok: 'success',
  tool_error: 'failure',
  command_nonzero: 'failure',
  denied: 'denied',
  cancelled: 'cancelled',
  unknown: 'unknown',
};

/** The parameter that says what a call of this tool is about; any other tool gets `path`. */
const PARAMETERS: ReadonlyMap<string, string> = new Map([
  ['Read', 'file_path'],
  ['Write', 'file_path'],
  ['Edit', 'file_path'],
  ['MultiEdit', 'file_path'],
  ['NotebookEdit', 'notebook_path'],
  ['Bash', 'command'],
  ['Glob', 'pattern'],
  ['Grep', 'pattern'],
  ['WebFetch', 'url'],
  ['WebSearch', 'query'],
  ['Task', 'subagent_type'],
  ['Agent', 'subagent_type'],
]);
