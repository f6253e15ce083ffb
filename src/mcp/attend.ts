/** The server after the greeting: records and answers until the client closes its side, whatever happens. */

import { readEnvironment } from '../config/env.ts';
import { nameOf } from '../record/failures.ts';
import { recorderHere } from '../record/surroundings.ts';
import { buildServer } from './build-server.ts';
import { CLIENT } from './client.ts';
import type { Input } from './input.ts';
import { writeOut } from './output.ts';
import { openProgram } from './program.ts';
import { serve } from './serve.ts';

export async function attend(input: Input, version: string): Promise<void> {
  const environment = readEnvironment();
  const { recorder, note } = recorderHere(environment, 'plugin');
  const server = buildServer({
    recorder,
    source: CLIENT,
    program: openProgram(['hindcast'], environment.platform),
    environment,
    version,
    now: () => new Date(),
    onFailure: note,
  });
  // The client is busy with its own start, and does not wait for this.
  recorder.prepare();
  try {
    await serve(server, { pieces: input.pieces, write: writeOut });
  } catch (error) {
    note(nameOf(error));
  }
}
