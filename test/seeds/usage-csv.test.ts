/** The usage table that Hindcast grew from: the script's own call, the table that is committed, and the report in Markdown and CSV. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWorld, type World } from '../cli/world.ts';

let world: World;
beforeEach(() => {
  world = openWorld();
});
afterEach(() => world.remove());

const HEADER = 'timestamp,model,prompt_tokens,completion_tokens,task_success,task_type,duration_ms,notes';
const CALL = ['log', 'usage', 'claude-3-opus', '1500', '3200', 'true', 'execute', '45000', 'Phase 6 tests'];

function keepTable(...rows: string[]): string {
  const path = join(world.home, '.telemetry', 'usage.csv');
  mkdirSync(join(world.home, '.telemetry'));
  writeFileSync(path, [HEADER, ...rows, ''].join('\n'));
  return path;
}

test("The script's call adds a row in the schema, with a time in RFC 3339 and special characters quoted", async () => {
  const path = keepTable();
  expect(await world.run(CALL)).toMatchObject({ status: 0 });
  await world.run(['log', 'usage', 'claude-3-opus', '1', '2', 'false', 'quick', '3', 'a, "b"\nc']);
  const [header, first, ...rest] = readFileSync(path, 'utf8').split('\n');
  expect(header).toBe(HEADER);
  expect(first).toMatch(
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d,claude-3-opus,1500,3200,true,execute,45000,Phase 6 tests\r?$/,
  );
  expect(rest.join('\n')).toContain('"a, ""b""\nc"');
});

test('The report has tokens by model, success by type of task, average duration, and days and weeks', async () => {
  keepTable(
    '2026-02-23T22:19:12+01:00,claude-3-opus,1500,3200,true,execute,45000,Phase 5 CI setup',
    '2026-02-24T09:00:00+01:00,claude-3-opus,900,400,false,execute,15000,Phase 6 tests',
    '2026-03-04T09:00:00+01:00,claude-3-5-sonnet,700,400,true,quick,,"a, b"',
  );
  await world.run(['import', 'usage-csv']);
  const asked = ['report', 'usage', '--since', 'all'];
  const { out } = await world.run([...asked, '--format', 'md', '--tz', 'Europe/Berlin']);
  expect(out.split('\n').filter((line) => line.startsWith('#'))).toEqual([
    '## Usage by model',
    '### Success rate by type of task',
    '### Average duration by type of task',
    '### Daily summary',
    '### Weekly summary',
  ]);
  for (const row of [
    '| claude-3-opus | 2 | 2,400 | 0 | 0 | 3,600 | $0.31 |',
    '| execute | 2 | 2 | 50 % (9–91) |',
    '| execute | 2 | 30.0 s | 30.0 s |',
    '| quick | 0 | – | – |',
    '| 2026-02-24 | claude-3-opus | 1 | 900 |',
    '| 2026-03-02 | claude-3-5-sonnet | 1 | 700 |',
  ])
    expect(out).toContain(row);
  const tables = async (...flags: string[]) => (await world.run([...asked, ...flags])).out.split(/\r\n\r\n/).length;
  expect(await tables('--format', 'csv')).toBe(1);
  expect(await tables('--format', 'csv', '--sections')).toBe(5);
  const json = JSON.parse((await world.run([...asked, '--json', '--sections'])).out);
  expect(json.sections.map(({ analysis }: { analysis: string }) => analysis)).toEqual([
    'usage-by-task',
    'usage-by-task',
    'usage-by-day',
    'usage-by-day',
  ]);
  expect((await world.run([...asked, '--format', 'md', '--no-sections'])).out).not.toContain('###');
  expect((await world.run([...asked, '--format', 'html'])).out).toContain('<h2>Weekly summary</h2>');
  expect((await world.run([...asked, '--sections'])).out).toContain('\n\nWeekly summary\n');
});
