/**
 * The hook translator of every source that has one. A list of its own, because a source brings its whole parser along, and a hook process
 * loads nothing that it does not need; a test compares the two.
 */

import { readHook as readClaudeCode } from '../sources/claude-code/hook.ts';
import { readHook as readCodex } from '../sources/codex/hook.ts';
import type { Source } from '../sources/define.ts';
import { readHook as readGeminiCli } from '../sources/gemini-cli/hook.ts';

export const translators: Readonly<Record<string, NonNullable<Source['hook']>>> = {
  'claude-code': readClaudeCode,
  codex: readCodex,
  'gemini-cli': readGeminiCli,
};
