/**
 * Claude Code: the transcripts that it writes for every session and subagent. The format is internal to the client and may change with
 * any release, so an unknown record is counted and never fatal.
 */

import { defineSource } from './define.ts';
import { readHook } from './claude-code/hook.ts';
import { openParser } from './claude-code/parser.ts';
import { UNREAD } from './claude-code/unread.ts';

export default defineSource('claude-code', {
  title: 'Claude Code',
  summary: 'Reads the transcripts of Claude Code, subagents included.',
  version: 3,
  keepsDays: 30,
  keepsDaysSetting: { file: 'settings.json', key: 'cleanupPeriodDays' },
  files: {
    roots: [
      { env: 'CLAUDE_CONFIG_DIR', path: '~/.claude/projects', below: 'projects' },
      { path: '~/.config/claude/projects' },
    ],
    match: '**/*.jsonl',
    format: 'jsonl',
    keep: {
      text: 64,
      // A target is redacted whole and cut to 500 characters afterwards: a secret must not lie across the cut made here.
      keys: {
        command: 8_192,
        file_path: 4_096,
        notebook_path: 4_096,
        path: 4_096,
        cwd: 4_096,
        pattern: 4_096,
        url: 4_096,
        query: 4_096,
        // What a failed request was answered with.
        formatted: 1_024,
      },
      whenTrue: { keys: ['is_error', 'isApiErrorMessage'], text: 2_048 },
      drop: UNREAD,
    },
  },
  parser: openParser,
  hook: readHook,
});
