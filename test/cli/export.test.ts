/** `hindcast export`: what is written where, what is refused, and that importing it elsewhere gives the same log. */

import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDuckdb } from '../../src/duckdb.ts';
import type { Event } from '../../src/event/schema.ts';
import { merged } from '../sources/codex/reading.ts';
import { openWorld, writeTranscript, type World } from './world.ts';

const INVOCATION = {
  timestamp: '2026-11-19T14:30:00Z',
  session_id: '5e551011-0000-4000-8000-000000000001',
  agent_type: 'development',
  task_description: 'Add dark mode',
  duration_seconds: 120.5,
  state_features: { codebase: { languages: ['TypeScript'], loc: 15_000 }, task: { type: 'feature', scope: 'small' } },
};

/** Files of other systems, as `hindcast import` reads them. */
const FILES: Readonly<Record<string, string>> = {
  'telemetry/agent_invocations.jsonl': lines([
    {
      ...INVOCATION,
      invocation_id: 'i-1',
      agent_name: 'frontend',
      outcome: { status: 'success', files_modified: ['a.ts'] },
    },
    {
      ...INVOCATION,
      invocation_id: 'i-2',
      agent_name: 'frontend',
      outcome: { status: 'failure', error_type: 'timeout' },
    },
    { ...INVOCATION, invocation_id: 'i-3', agent_name: 'backend', outcome: { status: 'running' } },
  ]),
  'telemetry/success_metrics.jsonl': lines([
    {
      timestamp: '2026-11-19T14:32:00Z',
      invocation_id: 'i-1',
      success: true,
      quality_rating: 4,
      feedback_source: 'human',
      feedback_notes: 'Works well',
      reviewer: 'second',
    },
  ]),
  'errors/errors.jsonl': lines([
    {
      timestamp: '2026-11-19T14:30:00Z',
      repo_name: 'pin-citer',
      agent_name: 'CitationAgent',
      error_type: 'FileNotFoundError',
      error_message: "No such file: 'citations/smith.json'",
      context: { file: 'citations/smith.json', attempt: 2 },
      severity: 'high',
    },
  ]),
  'usage.csv':
    'timestamp,model,prompt_tokens,completion_tokens,task_success,task_type,duration_ms,notes\n' +
    '2026-11-19T10:00:00Z,claude-3-opus,1500,3200,true,execute,45000,"Phase 6, ""tests"""\n' +
    "2026-11-19T10:00:01Z,claude-3-opus,1,2,,,,'=SUM(A1)\n",
  'execution-telemetry.jsonl': lines([
    {
      timestamp: '2026-11-19T10:30:00.000Z',
      tool_name: 'Edit',
      params: { file_path: 'src/app.ts' },
      outcome: 'failure',
      error: 'old_string not found',
      latency_ms: 12,
      session_id: '5e551011-0000-4000-8000-000000000009',
      model: 'opus',
    },
  ]),
  'devtools-telemetry/code-reviewer/sessions/2026-11-19T101500Z-ab12/session.json': lines([
    {
      session_id: 'ab12',
      started_at: '2026-11-19T10:15:00Z',
      status: 'completed',
      duration_seconds: 150,
      reviewer: { findings: 3 },
      branch: 'feature/login',
    },
  ]),
};

/** The format, what is imported of it, and the place under which it is exported. */
const FORMATS = [
  ['agent-invocations', 'telemetry', 'out-telemetry'],
  ['error-telemetry', 'errors', 'out-errors.jsonl'],
  ['usage-csv', 'usage.csv', 'usage.csv.out'],
  ['execution-telemetry', 'execution-telemetry.jsonl', 'execution-telemetry-out.jsonl'],
  ['devtools-telemetry', 'devtools-telemetry', 'out-devtools'],
] as const;

let world: World;
beforeAll(async () => {
  world = openWorld();
  for (const [path, text] of Object.entries(FILES)) world.write(path, text);
  writeTranscript(world, 's-1', '2026-11-19');
  await world.run(['import', 'claude-code']);
});
afterAll(() => world.remove());

function lines(records: readonly object[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

const path = (name: string): string => join(world.home, name);
const text = (name: string): string => readFileSync(path(name), 'utf8');
const records = (name: string): Record<string, unknown>[] =>
  text(name)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

/** The lines of a log, but for what differs between two installations. */
function logOf(home: string): Event[] {
  const files = readdirSync(path(home), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ndjson'),
  );
  const events = files.flatMap((name) => records(join(home, name)) as Event[]);
  const kept = events.map(({ machine: _machine, ...event }) => ({ ...event, input_bytes: 0 }));
  return kept.toSorted((a, b) => (`${a.kind} ${a.id}` < `${b.kind} ${b.id}` ? -1 : 1));
}

describe('A log that was exported and imported elsewhere is the same log', () => {
  test.each(FORMATS)('as %s', async (format, given, place) => {
    const here = { variables: { HINDCAST_HOME: path(`home-${format}`) } };
    const there = { variables: { HINDCAST_HOME: path(`there-${format}`) } };
    await world.run(['import', format, '--path', path(given)], here);
    const exported = await world.run(['export', format, '-o', place], here);
    expect(exported).toMatchObject({ status: 0, out: '' });
    const imported = await world.run(['import', format, '--path', path(place), '--json'], there);
    expect(imported).toMatchObject({ status: 0, err: '' });
    expect(JSON.parse(imported.out).skips).toEqual({});
    expect(logOf(`there-${format}`)).toEqual(logOf(`home-${format}`));
    const again = await world.run(['import', format, '--path', path(place), '--json'], here);
    expect(JSON.parse(again.out).new_events).toBe(0);
  });

  test('as JSON lines, whatever it holds', async () => {
    const there = { variables: { HINDCAST_HOME: path('there-jsonl') } };
    await world.run(['export', 'jsonl', '-o', 'moved.jsonl']);
    const imported = await world.run(['import', 'jsonl', '--path', path('moved.jsonl'), '--json'], there);
    expect(JSON.parse(imported.out)).toMatchObject({ new_events: records('moved.jsonl').length, skips: {} });
    const moved = merged(logOf('there-jsonl'));
    expect(moved).toEqual(merged(logOf('.local/share/hindcast')));
    expect(moved.length).toBeGreaterThan(10);
  });

  test('What a source has no field for stands at its old place', () => {
    expect(records('out-telemetry/agent_invocations.jsonl')[0]).toMatchObject(
      JSON.parse(FILES['telemetry/agent_invocations.jsonl']?.split('\n')[0]?.replace('Z"', '.000Z"') ?? ''),
    );
    expect(records('out-telemetry/success_metrics.jsonl')[0]).toMatchObject({ reviewer: 'second', quality_rating: 4 });
    expect(records('out-errors.jsonl')[0]).toMatchObject({ context: { attempt: 2 }, severity: 'high' });
    const session = 'out-devtools/code-reviewer/sessions/2026-11-19T101500Z-ab12/session.json';
    expect(records(session)).toEqual(
      records('devtools-telemetry/code-reviewer/sessions/2026-11-19T101500Z-ab12/session.json'),
    );
  });

  test('A usage table is written as it was, formulas tamed', () => {
    expect(text('usage.csv.out')).toBe(FILES['usage.csv']);
  });

  test('The statistics tell success with its interval, duration and rating, by agent and type of task', () => {
    expect(readdirSync(path('out-telemetry')).toSorted()).toEqual([
      'agent_invocations.jsonl',
      'performance_stats.json',
      'schemas.json',
      'success_metrics.jsonl',
    ]);
    const stats = JSON.parse(text('out-telemetry/performance_stats.json'));
    expect(stats).toMatchObject({
      total_invocations: 3,
      agents: {
        frontend: {
          total_invocations: 2,
          judged_invocations: 2,
          success_rate: 0.5,
          average_duration_seconds: 120.5,
          average_quality_rating: 4,
          by_task_type: { feature: { total_invocations: 2, success_rate: 0.5 } },
        },
        backend: { total_invocations: 1, judged_invocations: 0, success_rate: null, success_rate_low: null },
      },
      rankings: { overall: [{ agent: 'frontend', rank: null, verdict: 'not enough data' }, { agent: 'backend' }] },
    });
    const { success_rate_low: low, success_rate_high: high } = stats.agents.frontend;
    expect([low, high]).toEqual([expect.closeTo(0.0945, 3), expect.closeTo(0.9055, 3)]);
    expect(JSON.parse(text('out-telemetry/schemas.json'))).toHaveProperty('SuccessMetric.required');
  });
});

describe('Events of every kind', () => {
  test('as JSON lines are the events of the log, oldest first', async () => {
    const { out, status } = await world.run(['export', 'jsonl', '-o', '-']);
    expect(status).toBe(0);
    const events = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const asked = await world.run(['sql', 'select kind, id, outcome from event order by event.at, kind, id', '--json']);
    expect(events.map(({ kind, id, outcome = null }) => ({ kind, id, outcome }))).toEqual(JSON.parse(asked.out));
    expect(events[0]).toMatchObject({ v: 2, at: '2026-11-19T09:00:00.000Z', agent: 'claude-code' });
    expect(events.flatMap((event) => Object.values(event))).not.toContain(null);
  });

  test('as Parquet and as CSV have a row for each, and of one kind only its columns', async () => {
    await world.run(['export', 'parquet']);
    await world.run(['export', 'csv', '--kind', 'call', '-o', 'calls.csv']);
    const db = await openDuckdb();
    const parquet = await db.rows(`select count(*), min(event.at) from '${path('hindcast-events.parquet')}' as event`);
    const calls = await db.rows(`select count(*), count(tool) from read_csv('${path('calls.csv')}')`);
    db.close();
    const { out } = await world.run([
      'sql',
      "select count(*), count(*) filter (where kind = 'call') as calls from event",
      '--format',
      'csv',
    ]);
    const [all = '', own = ''] = out.split('\r\n')[1]?.split(',') ?? [];
    expect(parquet.rows).toEqual([[BigInt(all), new Date('2026-11-19T09:00:00.000Z')]]);
    expect(calls.rows).toEqual([[BigInt(own), BigInt(own)]]);
    expect(text('calls.csv').split('\n')[0]).not.toContain('input_tokens');
  });

  test('A cell of a CSV file is no formula', async () => {
    const home = { variables: { HINDCAST_HOME: path('home-usage-csv') } };
    await world.run(['export', 'csv', '-o', 'tame.csv'], home);
    expect(text('tame.csv')).toContain(",'=SUM(A1)");
  });
});

describe('What is chosen', () => {
  const exported = async (...flags: string[]): Promise<{ events: number; left_out: object }> => {
    const { out } = await world.run(['export', 'jsonl', '-o', 'chosen.jsonl', '--force', '--json', ...flags]);
    return JSON.parse(out);
  };

  test('is everything, or what the flags say', async () => {
    const { events } = await exported();
    expect(events).toBe(records('chosen.jsonl').length);
    expect((await exported('--until', '2026-11-18')).events).toBe(0);
    expect((await exported('--since', '7d', '--agent', 'claude-code')).events).toBe(events);
    expect((await exported('--agent', 'codex')).events).toBe(0);
  });

  test('A judgement goes with what it judges', async () => {
    const home = { variables: { HINDCAST_HOME: path('home-agent-invocations') } };
    await world.run(['log', 'feedback', '--invocation', 'i-2', '--rating', '2'], home);
    const flags = ['-o', 'with.jsonl', '--agent', 'agent-invocations', '--kind', 'feedback', '--json'];
    expect(JSON.parse((await world.run(['export', 'jsonl', ...flags], home)).out).events).toBe(2);
  });

  test('What a format has no place for is counted', async () => {
    const home = { variables: { HINDCAST_HOME: path('home-left') } };
    const answer = '{"timestamp":"2026-11-19T10:00:00Z","model":"m","prompt_tokens":5}\n';
    await world.run(['log', 'usage', '--json'], { ...home, stdin: answer });
    const log = join(path('home-left'), 'log/2026/11/19');
    const [file = ''] = readdirSync(log);
    const line =
      '{"v":2,"kind":"answer","id":"a9","at":"2026-11-19T11:00:00.000Z","observers":"log","agent":"codex"}\n';
    writeFileSync(join(log, file), readFileSync(join(log, file), 'utf8') + line);
    const { out, err } = await world.run(['export', 'usage-csv', '-o', 'left.csv', '--json'], home);
    expect(JSON.parse(out)).toMatchObject({ events: 1, left_out: { 'whose tokens are not known': 1 }, files: 1 });
    expect(err).toBe('');
  });
});

describe('The place', () => {
  test('is never overwritten unless --force says so, and a file goes into a folder that is named', async () => {
    writeFileSync(path('mine.jsonl'), 'mine\n');
    const refused = await world.run(['export', 'jsonl', '-o', 'mine.jsonl']);
    expect(refused.status).toBe(1);
    expect(refused.err).toContain('mine.jsonl exists already; nothing was written.');
    expect(text('mine.jsonl')).toBe('mine\n');
    expect((await world.run(['export', 'jsonl', '-o', 'mine.jsonl', '--force'])).status).toBe(0);
    expect(text('mine.jsonl')).not.toBe('mine\n');
    mkdirSync(path('folder'));
    await world.run(['export', 'jsonl', '-o', 'folder']);
    expect(readdirSync(path('folder'))).toEqual(['hindcast-events.jsonl']);
  });

  test('A folder that holds other things keeps them', async () => {
    world.write('taken/logger.py', 'print(1)\n');
    const argv = ['export', 'agent-invocations', '-o', 'taken'];
    const refused = await world.run(argv);
    expect(refused).toMatchObject({ status: 1, out: '' });
    expect(readdirSync(path('taken'))).toEqual(['logger.py']);
    expect((await world.run([...argv, '--force'])).status).toBe(0);
    expect(readdirSync(path('taken')).toSorted()).toContain('logger.py');
    expect(existsSync(path('taken/schemas.json'))).toBe(true);
  });

  test('What a killed export left aside goes with the next one to the same place', async () => {
    world.write('.killed.csv.4194999.tmp', 'half');
    world.write('.other.csv.4194999.tmp', 'not ours to judge');
    await world.run(['export', 'csv', '-o', 'killed.csv']);
    expect([existsSync(path('.killed.csv.4194999.tmp')), existsSync(path('.other.csv.4194999.tmp'))]).toEqual([
      false,
      true,
    ]);
    rmSync(path('.other.csv.4194999.tmp'));
  });

  test('Nothing stays aside, and what is no file and no folder is left alone', async () => {
    expect(readdirSync(world.home).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    const device = await world.run(['export', 'jsonl', '-o', '/dev/null', '--force']);
    expect(device.err).toContain('/dev/null is no file');
    const missing = await world.run(['export', 'csv', '-o', 'no/such/x.csv']);
    expect(missing.err).toContain('There is no folder ~HOME~/no/such.');
    expect([device.status, missing.status]).toEqual([1, 1]);
  });
});

test.each([
  [['export', 'jsnl', '-o', '-'], 'Did you mean "jsonl"?'],
  [['export'], 'needs FORMAT'],
  [['export', 'agent-invocations', '-o', '-'], 'a folder of files, which stdout cannot hold'],
  [['export', 'jsonl', '-o', '-', '--json'], 'stdout cannot hold the export and --json'],
  [['export', 'usage-csv', '--kind', 'call'], 'usage-csv takes no flag --kind'],
  [['export', 'csv', '--kind', 'cal'], 'Did you mean "call"?'],
])('%j is refused', async (argv, said) => {
  const { status, err } = await world.run(argv);
  expect(status).toBe(2);
  expect(err).toContain(said);
});
