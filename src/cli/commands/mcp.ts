/** `hindcast mcp`: the server of the Claude Code plugin, for clients that are told to start it from an installed program. */

import process from 'node:process';
import { buildServer } from '../../mcp/build-server.ts';
import { CLIENT } from '../../mcp/client.ts';
import { openProgram } from '../../mcp/program.ts';
import { serve } from '../../mcp/serve.ts';
import { recorderHere } from '../../record/surroundings.ts';
import { defineCommand, type Context } from '../define.ts';

export default defineCommand('mcp', {
  summary: 'MCP server on stdin and stdout: records hook events, answers questions about the past.',
  description:
    'Speaks the Model Context Protocol, one message a line, until stdin is closed. An agent client starts it, as in\nclaude mcp add hindcast -- hindcast mcp. The Claude Code plugin brings its own copy.',
  examples: [{ line: 'hindcast mcp', does: 'What to enter as the command of the server.' }],
  async run(_parsed, context) {
    const { environment, version, now, out } = context;
    const { recorder, note } = recorderHere(environment, 'mcp');
    const program = openProgram([process.execPath, process.argv[1] ?? 'hindcast'], environment.platform);
    const server = buildServer({
      recorder,
      source: CLIENT,
      program,
      environment,
      version,
      now,
      onFailure: note,
    });
    await serve(server, { pieces: pieces(context), write: (text) => out.write(text) });
    return 0;
  },
});

async function* pieces({ stdin, stdinPieces }: Context): AsyncIterable<string> {
  if (stdinPieces === undefined) yield await stdin();
  else yield* stdinPieces();
}
