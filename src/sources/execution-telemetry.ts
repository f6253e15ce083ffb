/** Logs of tool calls that a hook wrote: `execution-telemetry.jsonl`, one JSON object a line. */

import { defineSource } from './define.ts';
import { openParser } from './execution-telemetry/parser.ts';

export default defineSource('execution-telemetry', {
  title: 'Execution telemetry',
  summary:
    'Reads `execution-telemetry.jsonl` (tool_name, params, outcome, error, latency_ms, session_id) that is named with --path.',
  version: 1,
  // Where transcripts are read as well, these calls would count twice, because they have no id in common: only what is named is read.
  files: {
    roots: [],
    match: '**/execution-telemetry*.jsonl',
    format: 'jsonl',
    keep: { text: 2_048, keys: { command: 8_192, error: 4_096, file_path: 4_096 } },
  },
  parser: openParser,
});
