/** The agent clients into whose settings live capture can be installed, and what their hooks look like. Data only. */

import { join } from 'node:path';
import type { Environment } from '../config/environment.ts';
import { expandHome } from '../config/folders.ts';

export type ClientId = 'claude-code' | 'codex' | 'gemini-cli';

export type Client = {
  readonly id: ClientId;
  readonly title: string;
  /** The folder of the client: where `env` says, or below the home directory. It is there when the client was used. */
  readonly folder: { readonly env: string; readonly path: string };
  /** The file in it that holds the hooks. */
  readonly file: string;
  /** Hook events that tell something, each at the price of one process. */
  readonly events: readonly string[];
  /** What the client waits for a hook, in its own unit. The hook ends by itself long before. */
  readonly timeout: number;
  /** Says which hook it is, where the client lists hooks by name. */
  readonly name?: string;
  /** There is a plugin, which records at a lower price than hooks. */
  readonly hasPlugin?: boolean;
  /** What remains for the user to do. */
  readonly afterwards: string;
};

export const CLIENTS: readonly Client[] = [
  {
    id: 'claude-code',
    title: 'Claude Code',
    folder: { env: 'CLAUDE_CONFIG_DIR', path: '~/.claude' },
    file: 'settings.json',
    events: [
      'SessionStart',
      'UserPromptSubmit',
      'PostToolUse',
      'PostToolUseFailure',
      'PostToolBatch',
      'PermissionDenied',
      'SubagentStop',
      'PostCompact',
      'Stop',
      'StopFailure',
      'SessionEnd',
    ],
    timeout: 2,
    hasPlugin: true,
    afterwards: 'Sessions that begin from now on are recorded; /hooks lists what was added.',
  },
  {
    id: 'codex',
    title: 'Codex',
    folder: { env: 'CODEX_HOME', path: '~/.codex' },
    file: 'hooks.json',
    events: ['SessionStart', 'UserPromptSubmit', 'PostToolUse', 'Stop', 'SessionEnd'],
    timeout: 2,
    afterwards:
      'Codex skips hooks, without a word, until you trust them: start codex once and accept what it asks, or see /hooks.',
  },
  {
    id: 'gemini-cli',
    title: 'Gemini CLI',
    folder: { env: 'GEMINI_CLI_HOME', path: '~/.gemini' },
    file: 'settings.json',
    events: ['SessionStart', 'AfterAgent', 'SessionEnd'],
    timeout: 2_000,
    name: 'hindcast',
    afterwards: 'Sessions that begin from now on are recorded; /hooks panel lists what was added.',
  },
];

export function folderOf({ folder }: Client, environment: Environment): string {
  const named = environment.variable(folder.env);
  if (named === undefined) return expandHome(folder.path, environment.homeDir);
  // Gemini CLI names the home directory in which its folder lies, the others the folder itself.
  return folder.env === 'GEMINI_CLI_HOME' ? join(named, '.gemini') : named;
}

export function settingsPath(client: Client, environment: Environment): string {
  return join(folderOf(client, environment), client.file);
}
