/** The command line that a client runs for a hook, and how it is told from everybody else's. */

import type { ClientId } from './clients.ts';

export type CommandParts = {
  readonly agent: ClientId;
  /** Path of `hook.cjs`. */
  readonly script: string;
  readonly platform: string;
};

/**
 * Reading the certificates that NODE_EXTRA_CA_CERTS names makes a start of Node three times as long, so it is left out. When node or the
 * script is gone, the agent is not to hear of it: `|| true`.
 */
export function hookCommand({ agent, script, platform }: CommandParts): string {
  if (platform === 'win32') return `node "${script}" ${agent}`;
  return `env -u NODE_EXTRA_CA_CERTS node ${quoted(script)} ${agent} 2>/dev/null || true`;
}

/** Whether a command is one that `hookCommand` made, by this installation or another one, or a person's `hindcast hook`. */
export function isOurs(command: unknown): boolean {
  return typeof command === 'string' && OURS.test(command);
}

/** The script that a command of ours starts. */
export function scriptIn(command: string): string | undefined {
  const found = SCRIPT.exec(command);
  return found?.[1]?.replaceAll("'\\''", "'") ?? found?.[2];
}

const AGENTS = '(?:claude-code|codex|gemini-cli)';
const OURS = new RegExp(`(?:[\\\\/]hook\\.cjs['"]|\\bhindcast(?:\\.cmd)? hook) ${AGENTS}(?: |$)`);
const SCRIPT = new RegExp(`node (?:'((?:[^']|'\\\\'')+)'|"([^"]+)") ${AGENTS}`);

/** For a POSIX shell. */
function quoted(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`;
}
