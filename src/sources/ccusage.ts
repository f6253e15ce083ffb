/**
 * What `ccusage --json` prints: sums of tokens and cost per day, session or billing block, each as one answer of the agent `ccusage`. Sums
 * would count again what transcripts tell, so only files that are named are read, and a session's sum stands aside for its transcript.
 */

import { openParser } from './ccusage/parser.ts';
import { defineSource } from './define.ts';

export default defineSource('ccusage', {
  title: 'ccusage',
  summary:
    'Reads what `ccusage daily --json`, `ccusage session --json` or `ccusage blocks --json` printed into a file. Choose one of the three: they sum up the same usage.',
  version: 1,
  files: { roots: [], match: '**/ccusage*.json', format: 'jsonl', spreads: true, keep: { text: 1_024 } },
  parser: openParser,
});
