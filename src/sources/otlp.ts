/**
 * OpenTelemetry: what agents send to `hindcast serve` as logs and spans, and the files in which a collector or an SDK keeps the same,
 * one export request or one record a line, or, as Gemini CLI writes its `outfile`, one record over many lines. Such files lie nowhere in particular, so only those that are named are read.
 */

import { defineSource } from './define.ts';
import { openParser } from './otlp/parser.ts';

export default defineSource('otlp', {
  title: 'OpenTelemetry',
  summary:
    'Reads OpenTelemetry logs and spans of Claude Code, Codex, Gemini CLI, Copilot CLI and the GenAI conventions.',
  version: 2,
  files: {
    roots: [],
    match: '**/*.jsonl',
    format: 'jsonl',
    spreads: true,
    keep: { text: 1_024 },
  },
  parser: openParser,
});
