/** A small session of an agent client in a folder of its own, for tests that run the built program as a whole. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes one transcript below `home` (as the client would below the home folder) with times shortly before `now`. */
export function writeSession(home: string, now: Date): void {
  const folder = join(home, '.claude', 'projects', '-home-nobody-project');
  mkdirSync(folder, { recursive: true });
  const at = (seconds: number): string => new Date(now.getTime() - 3_600_000 + seconds * 1000).toISOString();
  const common = {
    sessionId: 'f2b1c7de-0000-4000-8000-000000000001',
    cwd: '/home/nobody/project',
    version: '2.1.0',
    isSidechain: false,
  };
  const usage = {
    input_tokens: 12,
    cache_creation_input_tokens: 100,
    cache_read_input_tokens: 2000,
    output_tokens: 40,
  };
  const rows = [
    { ...common, type: 'user', uuid: 'u1', timestamp: at(0), message: { role: 'user', content: 'Run the tests' } },
    {
      ...common,
      type: 'assistant',
      uuid: 'a1',
      parentUuid: 'u1',
      timestamp: at(2),
      requestId: 'req_1',
      message: {
        id: 'msg_1',
        role: 'assistant',
        model: 'claude-sonnet-4-5',
        stop_reason: 'tool_use',
        usage,
        content: [{ type: 'tool_use', id: 'toolu_1', name: 'Bash', input: { command: 'npm test' } }],
      },
    },
    {
      ...common,
      type: 'user',
      uuid: 'u2',
      parentUuid: 'a1',
      timestamp: at(5),
      message: {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'toolu_1', is_error: true, content: 'Exit code 1\n1 test failed' },
        ],
      },
    },
  ];
  writeFileSync(join(folder, `${common.sessionId}.jsonl`), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}
