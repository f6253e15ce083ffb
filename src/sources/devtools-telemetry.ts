/** Sessions of development tools: `<tool>/sessions/<time>-<id>/session.json`, one JSON object a file, whose fields each tool chooses. */

import { defineSource } from './define.ts';
import { openParser } from './devtools-telemetry/parser.ts';

export default defineSource('devtools-telemetry', {
  title: 'Devtools telemetry',
  summary:
    'Reads `<tool>/sessions/<time>-<id>/session.json` below a `devtools-telemetry` folder that is named with --path.',
  version: 1,
  files: { roots: [], match: '**/session.json', format: 'jsonl', keep: { text: 8_192 } },
  parser: openParser,
});
