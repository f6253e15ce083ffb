/** The engine over a real log: lines, Parquet, prices, and what it leaves behind. */

import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { analyses } from '../../src/analyses/index.ts';
import tools from '../../src/analyses/tools.ts';
import usage from '../../src/analyses/usage.ts';
import { places, type Places } from '../../src/config/home.ts';
import { openEngine, type EngineOptions } from '../../src/engine/engine.ts';
import { isEvent } from '../../src/event/validate.ts';
import { isSkip } from '../../src/event/skip.ts';
import { makeRedactor } from '../../src/redaction/redact.ts';
import { openLog, toLine } from '../../src/store/append.ts';
import { compact } from '../../src/store/compact.ts';
import { TEAM } from '../analyses/fixture.ts';
import { some } from '../runs.ts';

let home: string;
let where: Places;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hindcast-engine-'));
  where = places(home);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function append(events: readonly Readonly<Record<string, unknown>>[]): void {
  const redactor = makeRedactor({});
  const log = openLog(where, 'ab12cd34');
  events.forEach((given, index) => {
    const event = {
      id: `${String(given['kind'])}-${index}`,
      at: '2026-11-10T12:00:00.000Z',
      observers: 'transcript',
      agent: 'claude-code',
      session_id: 's1',
      ...given,
    };
    if (!isEvent(event)) throw new Error(`no event: ${JSON.stringify(event)}`);
    const redacted = redactor.redactEvent(event);
    if (isSkip(redacted)) throw new Error('skipped');
    log.append(event.at.slice(0, 10), [toLine(redacted)]);
  });
  log.close();
}

async function report(analysis: (typeof analyses)[number], options: EngineOptions = {}) {
  const engine = await openEngine(where, options);
  const answer = await engine.run(analysis);
  await engine.close();
  return answer;
}

async function reports() {
  const engine = await openEngine(where);
  const answers = await Promise.all(analyses.map((analysis) => engine.run(analysis)));
  await engine.close();
  return answers;
}

test('Every analysis answers the same from lines, from Parquet, and from both.', async () => {
  append(TEAM);
  const fromLines = await reports();
  await compact(where, { before: '2026-11-11', now: () => new Date('2026-11-20T12:00:00Z') });
  const fromBoth = await reports();
  await compact(where, { before: '2026-11-20', now: () => new Date('2026-11-20T12:00:00Z') });
  const fromParquet = await reports();
  expect(fromLines.filter(({ rows }) => rows.length > 0).length).toBeGreaterThan(8);
  expect(fromBoth).toEqual(fromLines);
  expect(fromParquet).toEqual(fromLines);
});

test('Several observations of one call are one call with several observers.', async () => {
  const call = { kind: 'call', id: 'toolu_1', tool: 'Bash' };
  append([
    { ...call, outcome: 'ok', observers: 'transcript' },
    { ...call, outcome: 'command_nonzero', observers: 'hook', duration_ms: 12 },
  ]);
  const { rows, coverage } = await report(tools);
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ tool: 'Bash', calls: 1, command_nonzero: 1, p50_ms: 12 });
  expect(coverage).toEqual([
    { observer: 'hook', calls_seen: 1, share: 1 },
    { observer: 'transcript', calls_seen: 1, share: 1 },
  ]);
});

test('A home that does not exist gives empty reports and is not made.', async () => {
  const nowhere = join(home, 'not', 'there');
  const engine = await openEngine(places(nowhere));
  for (const analysis of analyses) expect((await engine.run(analysis)).rows, analysis.id).toEqual([]);
  expect((await engine.sql('select count(*) from event')).rows).toEqual([[0]]);
  await engine.close();
  expect(existsSync(nowhere)).toBe(false);
});

test('Free queries read the Parquet files of the log through the views, and no file by name.', async () => {
  append(TEAM);
  await compact(where, { before: '2026-11-20', now: () => new Date('2026-11-20T12:00:00Z') });
  const engine = await openEngine(where);
  expect((await engine.sql("select count(*) from call where tool = 'Bash'")).rows).toEqual([[6]]);
  expect((await engine.sql('select sum(cost_micros) from answer')).rows).toEqual([[80_678]]);
  expect((await engine.sql('describe event')).rows.map(([name]) => name)).toContain('cache_write_1h_tokens');
  await expect(engine.sql(`select * from '${where.log}/2026/11/10/ab12cd34.parquet'`)).rejects.toMatchObject({
    code: 'sql/refused',
  });
  await engine.close();
});

test('A query that does not fit into memory goes to the disk of the store or is refused with a hint.', async () => {
  append(TEAM);
  await compact(where, { before: '2026-11-20', now: () => new Date('2026-11-20T12:00:00Z') });
  const engine = await openEngine(where, { memoryLimit: '60MB' });
  // A sort of 80 MB of distinct texts.
  expect(
    (
      await engine.sql(
        'select count(*) from (select row_number() over (order by t) as n from (select md5(i::varchar) as t from range(1000000) as r(i)))',
      )
    ).rows,
  ).toEqual([[1_000_000]]);
  await engine.close();
  const tiny = await openEngine(where, { memoryLimit: '50MB', tempDir: '' });
  await expect(
    tiny.sql(`select string_agg(md5(i::varchar), ',' order by md5(i::varchar)) from range(1500000) as r(i)`),
  ).rejects.toMatchObject({ code: 'sql/failed', hint: expect.stringContaining('engine.memoryLimit') });
  await tiny.close();
});

test('Two engines may be open over one log, also while it is written.', async () => {
  append(TEAM);
  const [first, second] = [await openEngine(where), await openEngine(where)];
  append([{ kind: 'call', id: 'new', tool: 'Late', outcome: 'ok' }]);
  expect((await first.run(usage)).rows).toEqual((await second.run(usage)).rows);
  const third = await openEngine(where);
  expect((await third.run(tools)).rows.map((row) => row['tool'])).toContain('Late');
  await Promise.all([first.close(), second.close(), third.close()]);
});

test('Prices are remembered in the cache, and a damaged or unwritable cache changes no figure.', async () => {
  append(TEAM);
  const file = join(where.cache, 'prices.json');
  const expected = await report(usage);
  const remembered = readFileSync(file, 'utf8');
  expect(Object.keys(JSON.parse(remembered).models).toSorted()).toEqual([
    'claude-haiku-4-5-20251001',
    'claude-opus-5-5',
    'gpt-5.5',
    'home-grown-7b',
  ]);
  for (const damaged of [
    '',
    '{',
    '[]',
    '{"version":"0.1.8/1","models":{"gpt-5.5":[{"model":"gpt-5.5","input_micros":-1}]}}',
    remembered.replace('"version":"', '"version":"9'),
    remembered.replaceAll('"input_micros":', '"input":'),
  ]) {
    writeFileSync(file, damaged);
    expect(await report(usage)).toEqual(expected);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(remembered));
  }
  rmSync(where.cache, { recursive: true });
  writeFileSync(where.cache, 'a file where the folder should be');
  expect(await report(usage, { tempDir: '' })).toEqual(expected);
});

test("A file with prices of one's own replaces the list price and prices what has none.", async () => {
  append(TEAM);
  const pricesFile = join(home, 'prices.json');
  writeFileSync(
    pricesFile,
    JSON.stringify({
      'home-grown-7b': { input: 10, output: 100 },
      'gpt-5.5': { input: 1, output: 0, cache_read: 0.5 },
    }),
  );
  const { rows, notes } = await report(usage, { pricesFile });
  expect(rows.map((row) => [row['model'], row['cost_usd'], row['unpriced_answers']])).toEqual([
    ['claude-opus-5-5', 0.016628, 0],
    ['gpt-5.5', 0.0065, 0],
    ['home-grown-7b', 0.003, 0],
    ['claude-haiku-4-5-20251001', 0.00205, 0],
  ]);
  expect(notes.at(-1)).toBe(
    'List prices as of 2026-09-23 (genai-prices 0.1.8); your price file sets gpt-5.5, home-grown-7b.',
  );
});

test.each([
  ['{', 'config/unreadable'],
  ['[]', 'config/unreadable'],
  ['{"m": 3}', 'config/bad-value'],
  ['{"m": {"input": "3", "output": 1}}', 'config/bad-value'],
  ['{"m": {"input": 3}}', 'config/bad-value'],
  ['{"m": {"input": -3, "output": 1}}', 'config/bad-value'],
  ['{"m": {"input": 3, "output": 1, "cache": 1}}', 'config/unknown-key'],
])('A price file that holds %s is refused.', async (text, code) => {
  append(TEAM);
  const pricesFile = join(home, 'prices.json');
  writeFileSync(pricesFile, text);
  await expect(report(usage, { pricesFile })).rejects.toMatchObject({
    name: 'AppError',
    code,
    hint: expect.any(String),
  });
  await expect(report(tools, { pricesFile })).resolves.toMatchObject({ analysis: 'tools' });
});

test('The period of the engine leaves out days, not parts of a day.', async () => {
  append([
    { kind: 'call', id: 'a', tool: 'Old', outcome: 'ok', at: '2026-10-01T12:00:00.000Z' },
    { kind: 'call', id: 'b', tool: 'New', outcome: 'ok', at: '2026-11-10T00:00:00.000Z' },
  ]);
  const { rows } = await report(tools, { since: '2026-11-10T06:00:00.000Z' });
  expect(rows.map((row) => row['tool'])).toEqual(['New']);
});

test('Nothing that is asked changes the log or leaves anything to be cleaned up.', async () => {
  append(TEAM);
  const before = readdirSync(where.log, { recursive: true });
  chmodSync(where.log, 0o500);
  const engine = await openEngine(where);
  for (const analysis of some(analyses)) await engine.run(analysis);
  await engine.close();
  chmodSync(where.log, 0o700);
  expect(readdirSync(where.log, { recursive: true })).toEqual(before);
  expect(readdirSync(where.cache, { recursive: true }).filter((name) => String(name).startsWith('spill/'))).toEqual([]);
});
