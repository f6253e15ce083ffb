/**
 * The entry of the server in the Claude Code plugin: one process per session, which records what hooks report and answers questions.
 * The client waits for the greeting, so that is answered before the rest is loaded.
 */

import process from 'node:process';
import manifest from '../package.json' with { type: 'json' };
import { takeVariable } from './config/env.ts';
import { greeting } from './mcp/cards.ts';
import { greet } from './mcp/greet.ts';
import { openInput } from './mcp/input.ts';

const { version } = manifest;
// The shell that became this process has greeted already. It hands over the first byte of what follows, or a line that it could not answer; that
// one in a variable, because others on the machine may read the arguments of a process.
const [, , greeted, begun = ''] = process.argv;
const line = takeVariable('HINDCAST_HANDED_OVER');
const rest = greeted === 'greeted' ? Buffer.from(line === undefined ? begun : `${line}\n`) : greet(greeting(version));
if (rest !== undefined) {
  const input = openInput(rest);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, input.close);
  void import('./mcp/attend.ts').then(async ({ attend }) => {
    await attend(input, version);
    // Stdin would keep the process, and an orderly end takes longer than a hundred events.
    process.reallyExit(0);
  });
}
