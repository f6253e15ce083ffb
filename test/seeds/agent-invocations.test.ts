/** The invocation log that Hindcast grew from: its records, its ratings, its ranking. The logger's calls are in test/sdk and test/cli/log. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWorld, type World } from '../cli/world.ts';

let world: World;
beforeEach(() => {
  world = openWorld();
});
afterEach(() => world.remove());

const ID = '3f0c2a9e-1b5d-4c7e-9a51-000000000001';
const INVOCATION = {
  timestamp: '2025-10-16T14:30:00Z',
  session_id: '3f0c2a9e-1b5d-4c7e-9a51-000000000002',
  invocation_id: ID,
  agent_name: 'frontend-developer',
  agent_type: 'development',
  task_description: 'Add dark mode',
  state_features: {
    codebase: { languages: ['TypeScript'], frameworks: [], loc: 15_000, file_count: 120 },
    task: { type: 'feature_development', scope: 'small', risk_level: 'high' },
    context: { tests_exist: true, docs_exist: false, git_clean: true },
    historical: {},
  },
  outcome: { status: 'success', files_modified: ['src/Settings.tsx'] },
};
const METRIC = {
  timestamp: '2025-10-16T14:32:00Z',
  invocation_id: ID,
  success: true,
  quality_rating: 4,
  feedback_source: 'human',
  feedback_notes: 'Works well but needs polish',
};

test("The document's records come in, are ranked and judged, and go out again as they came", async () => {
  world.write('telemetry/agent_invocations.jsonl', `${JSON.stringify(INVOCATION)}\n`);
  world.write('telemetry/success_metrics.jsonl', `${JSON.stringify(METRIC)}\n`);
  const folder = join(world.home, 'telemetry');
  expect(await world.run(['import', 'agent-invocations', '--path', folder])).toMatchObject({ status: 0 });
  const ranking = ['agents', '--task-type', 'feature_development', '--since', 'all', '--json'];
  expect(JSON.parse((await world.run(ranking)).out).rows).toMatchObject([
    { agent: 'frontend-developer', task_type: 'feature_development', n: 1, success_rate: 1, mean_rating: 4 },
  ]);

  const words = ['--notes', 'wrong file', '--alternative', 'backend-architect', '--would-use-again', 'no'];
  expect((await world.run(['rate', ID.slice(0, 8), '2', ...words])).out).toBe(
    `Invocation ${ID} of frontend-developer: 2 of 5, poor.\nYou rated 2, but it ended with the status success.\n`,
  );
  expect(JSON.parse((await world.run(ranking)).out).rows).toMatchObject([{ n: 1, success_rate: 0, mean_rating: 2 }]);

  expect((await world.run(['export', 'agent-invocations', '-o', 'out'])).status).toBe(0);
  const lines = (name: string) =>
    readFileSync(join(world.home, 'out', name), 'utf8')
      .trim()
      .split('\n');
  expect(lines('agent_invocations.jsonl').map((line) => JSON.parse(line))).toMatchObject([
    { invocation_id: ID, state_features: INVOCATION.state_features, outcome: INVOCATION.outcome },
  ]);
  expect(lines('success_metrics.jsonl').map((line) => JSON.parse(line))).toMatchObject([
    { invocation_id: ID, quality_rating: 4, feedback_notes: METRIC.feedback_notes },
    { invocation_id: ID, quality_rating: 2, would_use_again: false, alternative_agent_suggested: 'backend-architect' },
  ]);
});
