/**
 * OpenTelemetry: what agents send to `hindcast serve` as logs and spans, and the files in which a collector or an SDK keeps the same,
 * one export request or one record a line. Such files lie nowhere in particular, so only those that are named are read.
 */

import { skip } from '../event/skip.ts';
import { defineSource, type Yielded } from './define.ts';
import { SIGNALS, fromExporter, isExportRequest, recordsOf } from './otlp/record.ts';
import { translate } from './otlp/translate.ts';
import { object } from './read.ts';

export default defineSource('otlp', {
  title: 'OpenTelemetry',
  summary:
    'Reads OpenTelemetry logs and spans of Claude Code, Codex, Gemini CLI, Copilot CLI and the GenAI conventions.',
  version: 1,
  files: {
    roots: [],
    match: '**/*.jsonl',
    format: 'jsonl',
    keep: { text: 1_024 },
  },
  parser: () => ({
    read(record) {
      const line = object(record);
      if (line === undefined) return [skip('not-an-object')];
      if (!isExportRequest(line)) {
        const one = fromExporter(line);
        return one === undefined ? [skip('unknown-type')] : translate(one);
      }
      const yielded: Yielded[] = [];
      for (const signal of SIGNALS) for (const one of recordsOf(line, signal)) yielded.push(...translate(one));
      return yielded.length === 0 ? [skip('not-telemetry')] : yielded;
    },
    end: () => [],
    state: () => undefined,
  }),
});
