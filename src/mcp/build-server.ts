/** Puts the server together: the tool that records and the tools that answer questions. */

import type { Environment } from '../config/environment.ts';
import type { Recorder } from '../record.ts';
import type { Source } from '../sources/define.ts';
import type { Program } from './program.ts';
import type { Server } from './rpc.ts';
import { greeting } from './cards.ts';
import { openSession } from './session.ts';
import { costTool } from './tool-cost.ts';
import { insightsTool } from './tool-insights.ts';
import { recordTool } from './tool-record.ts';
import { similarFailuresTool } from './tool-similar-failures.ts';
import { whatFailsTool } from './tool-what-fails.ts';

export type ServerParts = {
  readonly recorder: Recorder;
  readonly source: Pick<Source, 'id' | 'hook'>;
  readonly program: Program;
  readonly environment: Environment;
  readonly version: string;
  readonly now: () => Date;
  onFailure(failure: string): void;
};

export function buildServer({ recorder, source, program, environment, version, now, onFailure }: ServerParts): Server {
  const { cwd, homeDir } = environment;
  const session = openSession({ cwd, homeDir, id: environment.variable('CLAUDE_CODE_SESSION_ID') });
  const asking = { program, session, agent: source.id, now };
  return {
    ...greeting(version),
    tools: [
      recordTool({ recorder, source, session }),
      whatFailsTool(asking),
      insightsTool(asking),
      costTool(asking),
      similarFailuresTool(asking),
    ],
    onEnd: () => program.stop(),
    onFailure,
  };
}
