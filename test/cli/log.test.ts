/** `hindcast log`: what scripts say is in the log once, also where it stands in a table of the project as well. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWorld, type World } from './world.ts';

let world: World;
beforeEach(() => {
  world = openWorld();
});
afterEach(() => world.remove());

async function events(columns: string): Promise<readonly unknown[]> {
  const { out } = await world.run(['sql', `select ${columns} from event order by kind, id`, '--json']);
  return JSON.parse(out);
}

test("The usage logger's own call is one answer, with all that it says", async () => {
  const words = ['claude-3-opus', '1500', '3200', 'true', 'execute', '45000', 'Phase 6 tests'];
  expect(await world.run(['log', 'usage', ...words])).toMatchObject({ status: 0 });
  const [answer] = await events('kind, model, input_tokens, output_tokens, success, task_type, duration_ms, notes');
  expect(answer).toEqual({
    kind: 'answer',
    model: 'claude-3-opus',
    input_tokens: 1500,
    output_tokens: 3200,
    success: true,
    task_type: 'execute',
    duration_ms: 45_000,
    notes: 'Phase 6 tests',
  });
});

test.each([
  [['usage', 'm', '1', '2', 'true', 'exec'], 'TASK_TYPE is "exec"'],
  [['usage', 'm', '1.5', '2', 'true'], 'PROMPT_TOKENS is "1.5"'],
  [['usage', 'm', '1', '2', 'perhaps'], 'SUCCESS is "perhaps"'],
  [['usage', 'm'], 'needs PROMPT_TOKENS, COMPLETION_TOKENS, SUCCESS'],
  [['usage', 'm', '1', '2', 'true', '--at', '2026-02-23T22:19:12'], '--at is'],
  [['invocation'], 'needs --name'],
  [['feedback', '--invocation', 'x'], 'needs --rating or --success'],
  [['feedback', '--invocation', 'x', '--rating', '6'], '--rating is "6"'],
  [['error'], 'needs --type'],
  [['error', '--type', 'E', '--context', '[1]'], '--context is'],
  [['nothing'], 'takes usage, invocation, feedback, error'],
])('log %j is refused, and nothing is logged', async (words, message) => {
  const { status, err } = await world.run(['log', ...words]);
  expect(status).toBe(2);
  expect(err).toContain(message);
  expect(await events('kind')).toEqual([]);
});

test('Where the project keeps a table, the row stands there as well and is the same answer', async () => {
  const table = join(world.home, '.telemetry', 'usage.csv');
  mkdirSync(join(world.home, '.telemetry'));
  writeFileSync(table, '');
  const words = ['=cmd()', '1', '2', 'false', 'quick', '3', 'mail ada@kettle-works.io', 'please'];
  await world.run(['log', 'usage', ...words]);
  await world.run(['log', 'usage', ...words]);
  const text = readFileSync(table, 'utf8');
  expect(text.split('\n')).toHaveLength(4);
  expect(text).toContain(",'=cmd(),1,2,false,quick,3,");
  expect(text).not.toContain('ada@kettle-works.io');
  const before = await events('id, model, notes');
  expect(before).toHaveLength(2);
  await world.run(['import', 'usage-csv']);
  expect(await events('id, model, notes')).toEqual(before);
});

test('An invocation that is logged again under its id is completed, and judged', async () => {
  const { out } = await world.run([
    'log',
    'invocation',
    '--name',
    'frontend-developer',
    '--task',
    'Add dark mode',
    '--state',
    '{"task":{"type":"feature_development"}}',
  ]);
  const id = out.trim();
  await world.run([
    'log',
    'invocation',
    '--id',
    id,
    '--name',
    'frontend-developer',
    '--status',
    'success',
    '--duration',
    '120.5',
    '--file',
    'src/Settings.tsx',
  ]);
  await world.run([
    'log',
    'feedback',
    '--invocation',
    id,
    '--rating',
    '4',
    '--notes',
    'Works well!',
    '--would-use-again',
    'yes',
  ]);
  expect(await events('kind, name, task, task_type, status, success, duration_ms, rating, would_use_again')).toEqual([
    {
      kind: 'feedback',
      name: null,
      task: null,
      task_type: null,
      status: null,
      success: true,
      duration_ms: null,
      rating: 4,
      would_use_again: true,
    },
    {
      kind: 'invocation',
      name: 'frontend-developer',
      task: 'Add dark mode',
      task_type: 'feature_development',
      status: 'success',
      success: true,
      duration_ms: 120_500,
      rating: null,
      would_use_again: null,
    },
  ]);
});

test('JSON from stdin may be one record or one a line; a bad one leaves all out', async () => {
  const error = (message: string) => JSON.stringify({ error_type: 'TimeoutError', error_message: message, attempt: 2 });
  expect(await world.run(['log', 'error', '--json'], { stdin: `${error('a')}\n${error('b')}\n` })).toMatchObject({
    status: 0,
  });
  expect(await world.run(['log', 'error', '--json'], { stdin: `${error('c')}\n{"error_type":` })).toMatchObject({
    status: 2,
  });
  expect(await world.run(['log', 'error', '--json'], { stdin: `[${error('d')}, {}]` })).toMatchObject({ status: 2 });
  expect(await events('error_class, error_text, attributes')).toHaveLength(2);
});

test('The type of a task is checked in JSON as on the command line', async () => {
  const record = (type: string) =>
    JSON.stringify({ model: 'm', prompt_tokens: 1, completion_tokens: 2, task_success: true, task_type: type });
  const { status, err } = await world.run(['log', 'usage', '--json'], {
    stdin: `${record('plan')}\n${record('exec')}\n`,
  });
  expect(status).toBe(2);
  expect(err).toContain('TASK_TYPE is "exec"');
  expect(await events('kind')).toEqual([]);
  expect(await world.run(['log', 'usage', '--json'], { stdin: record('execute') })).toMatchObject({ status: 0 });
  expect(await events('task_type')).toEqual([{ task_type: 'execute' }]);
});

test('Nothing is logged while recording is off', async () => {
  const { status, err } = await world.run(['log', 'error', '--type', 'E'], { variables: { DO_NOT_TRACK: '1' } });
  expect(status).toBe(0);
  expect(err).toContain('Recording is off');
  expect(await events('kind')).toEqual([]);
});
