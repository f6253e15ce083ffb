/**
 * The entry of the server in the Claude Code plugin, bundled into `plugin/dist/server.mjs`: one process per session, which records what
 * hooks report and answers questions. Whatever happens it goes on until the client closes its side.
 */

import process from 'node:process';
import manifest from '../package.json' with { type: 'json' };
import { openTerminal } from './cli/io.ts';
import { readEnvironment } from './config/env.ts';
import { buildServer } from './mcp/build-server.ts';
import { CLIENT } from './mcp/client.ts';
import { openInput } from './mcp/input.ts';
import { openProgram } from './mcp/program.ts';
import { serve } from './mcp/serve.ts';
import { nameOf } from './record/failures.ts';
import { recorderHere } from './record/surroundings.ts';

const environment = readEnvironment();
const { recorder, note } = recorderHere(environment, 'plugin');
const server = buildServer({
  recorder,
  source: CLIENT,
  program: openProgram(['hindcast'], process.platform),
  environment,
  version: manifest.version,
  now: () => new Date(),
  onFailure: note,
});
const input = openInput();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, input.close);
try {
  await serve(server, { pieces: input.pieces, write: openTerminal(environment).write });
} catch (error) {
  note(nameOf(error));
}
