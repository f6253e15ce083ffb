/** Logs of named agents: `agent_invocations.jsonl` (who ran on what, and how it ended) and `success_metrics.jsonl` (how it was judged). */

import { defineSource } from './define.ts';
import { openParser } from './agent-invocations/parser.ts';

export default defineSource('agent-invocations', {
  title: 'Agent invocations',
  summary:
    'Reads `agent_invocations.jsonl` and `success_metrics.jsonl` of a telemetry folder that is named with --path.',
  version: 1,
  // In a folder of this name anything may lie: only what is named is read.
  files: { roots: [], match: '*.jsonl', format: 'jsonl', keep: { text: 8_192 } },
  parser: openParser,
});
