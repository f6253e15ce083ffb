/** Error logs of agents and programs: one JSON object a line with repository, agent, type and message of the error. */

import { defineSource } from './define.ts';
import { openParser } from './error-telemetry/parser.ts';

export default defineSource('error-telemetry', {
  title: 'Error telemetry',
  summary:
    'Reads JSONL files of errors (repo_name, agent_name, error_type, error_message, context) that are named with --path.',
  version: 1,
  // The usual place is below /tmp, where anybody may write: only what is named is read.
  files: { roots: [], match: '**/*.jsonl', format: 'jsonl', keep: { text: 8_192 } },
  parser: openParser,
});
