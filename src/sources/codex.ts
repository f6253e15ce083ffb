/** Codex CLI: the rollout files that it writes for every thread, whether it was started in a terminal, an editor or by another agent. */

import { defineSource } from './define.ts';
import { readHook } from './codex/hook.ts';
import { openParser } from './codex/parser.ts';

export default defineSource('codex', {
  title: 'Codex CLI',
  summary:
    'Reads the rollout files that Codex CLI writes for every thread: sessions, prompts, answers with their tokens, tool calls.',
  version: 2,
  files: {
    roots: [{ env: 'CODEX_HOME', path: '~/.codex' }],
    // `sessions` and, once the user has put a thread away, `archived_sessions`; old rollouts are compressed.
    match: '*sessions/**/*.{jsonl,jsonl.zst}',
    format: 'jsonl',
    keep: {
      // Twice what is kept of a text in the end: redaction must see a secret whole.
      text: 1024,
      // The head of an output says how it ended; parameters are wanted whole, because they are JSON inside a string.
      keys: {
        arguments: 65_536,
        input: 16_384,
        output: 2_048,
        aggregated_output: 2_048,
        unified_diff: 16_384,
        cwd: 4_096,
        query: 4_096,
        url: 4_096,
        encrypted_content: 16,
        stdout: 16,
        stderr: 16,
      },
      // Old versions put the exit status behind the output, inside one JSON text.
      whenContains: { needles: ['\\"metadata\\":{\\"exit_code\\"'], text: 1_048_576 },
    },
  },
  parser: openParser,
  hook: readHook,
});
