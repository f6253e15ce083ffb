/** Gemini CLI: the chat files that it writes for every session and subagent. A message is written again whenever it grew; the last one counts. */

import { defineSource } from './define.ts';
import { readHook } from './gemini-cli/hook.ts';
import { openParser } from './gemini-cli/parser.ts';

export default defineSource('gemini-cli', {
  title: 'Gemini CLI',
  summary: 'Reads the chat files of Gemini CLI, subagents and the older JSON form included.',
  version: 1,
  keepsDays: 30,
  files: {
    roots: [{ env: 'GEMINI_CLI_HOME', path: '~/.gemini/tmp', below: '.gemini/tmp' }],
    // `.jsonl` today; one `.json` document per session in old versions.
    match: '*/chats/**/*.json*',
    format: 'jsonl',
    keep: {
      text: 512,
      // Parameters are redacted whole and cut afterwards; `text` holds the first message, which names the workspace.
      keys: {
        command: 8_192,
        file_path: 4_096,
        absolute_path: 4_096,
        path: 4_096,
        dir_path: 4_096,
        pattern: 4_096,
        query: 4_096,
        url: 4_096,
        output: 2_048,
        error: 2_048,
        text: 2_048,
      },
      // The exit status of a command stands behind its output.
      whenContains: { needles: ['Exit Code: '], text: 1_048_576 },
    },
  },
  parser: openParser,
  hook: readHook,
});
