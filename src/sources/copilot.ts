/** GitHub Copilot CLI: the event log that it writes for every session. What it says of usage has grown from version to version. */

import { defineSource } from './define.ts';
import { openParser } from './copilot/parser.ts';

export default defineSource('copilot', {
  title: 'GitHub Copilot CLI',
  summary: 'Reads the event logs of GitHub Copilot CLI: sessions, prompts, answers with their tokens, tool calls.',
  version: 1,
  files: {
    roots: [{ env: 'COPILOT_HOME', path: '~/.copilot' }],
    match: 'session-state/*/events.jsonl',
    format: 'jsonl',
    keep: {
      text: 512,
      // Parameters and messages are redacted whole and cut afterwards.
      keys: {
        command: 8_192,
        arguments: 16_384,
        path: 4_096,
        file_path: 4_096,
        cwd: 4_096,
        pattern: 4_096,
        query: 4_096,
        url: 4_096,
        apiCallId: 4_096,
        message: 2_048,
      },
      // A failed command's output holds its message, and in old versions its exit status, at the very end.
      whenContains: { needles: ['ed with exit code '], text: 262_144 },
    },
  },
  parser: openParser,
});
