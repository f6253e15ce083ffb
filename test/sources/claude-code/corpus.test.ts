/**
 * Real transcripts, which are not part of the repository: public ones in `../shared/corpus`, and captures of runs whose totals the client
 * itself wrote down. The numbers of the corpus were counted by an independent script.
 */

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { flaw } from '../../../src/event/validate.ts';
import claudeCode from '../../../src/sources/claude-code.ts';
import { count, object } from '../../../src/sources/read.ts';
import { measure } from '../../conformance/measure.ts';
import { mergeEvents } from '../../conformance/merge.ts';
import { readTree } from '../../conformance/read-tree.ts';

const shared = join(import.meta.dirname, '../../../../shared');
const corpus = join(shared, 'corpus/claude-code');
const runs = join(shared, 'captures/claude-code-2.1.328/runs');
for (const folder of [corpus, runs])
  if (!existsSync(folder)) console.warn(`SKIPPED: ${folder} is missing, so real transcripts are not tested.`);

const CORPUS = {
  answers: 2_984,
  input_tokens: 227_314,
  cache_write_tokens: 11_671_425,
  cache_read_tokens: 346_845_950,
  output_tokens: 1_355_329,
  calls: 3_364,
};

test.skipIf(!existsSync(corpus))(
  'the corpus holds the answers, tokens and calls that were counted independently',
  () => {
    const { events, skips } = readTree(claudeCode, corpus);
    const rows = mergeEvents(events);
    expect(measure(rows.values())).toMatchObject(CORPUS);
    expect(events.map(flaw).filter((found) => found !== undefined)).toEqual([]);
    expect(Object.keys(skips).sort()).toEqual(['not-telemetry', 'part-of-event', 'synthetic-answer']);
    // The order in which files are read changes nothing.
    expect([...mergeEvents(events.toReversed())].sort(byKey)).toEqual([...rows].sort(byKey));
  },
);

test.skipIf(!existsSync(corpus))('nearly every call of the corpus has a result, and failures have a class', () => {
  const { outcomes, error_classes: classes } = measure(mergeEvents(readTree(claudeCode, corpus).events).values());
  expect(outcomes).toEqual({ ok: 3_201, command_nonzero: 54, tool_error: 46, denied: 41, cancelled: 15, unknown: 7 });
  expect(object(classes)?.['other'] ?? 0).toBeLessThan(10);
});

test.skipIf(!existsSync(runs))('the captured runs hold what was asked of the client', () => {
  const measured = measure(mergeEvents(readTree(claudeCode, runs).events).values());
  expect(measured).toMatchObject({ sessions: 3, prompts: 4, answers: 16, calls: 16, subagent_calls: 2 });
});

test.skipIf(!existsSync(runs)).each(['full', 'resume-and-fork'])(
  'the answers of the run %s add up to the totals of the client',
  (run) => {
    const folder = join(runs, run);
    const measured = measure(mergeEvents(readTree(claudeCode, folder).events).values());
    // The totals of a fork go on from its parent's, so the greatest of the run is that of all its sessions.
    const totals = costStates(folder).reduce((a, b) => (b.output_tokens > a.output_tokens ? b : a));
    expect(measured).toMatchObject(totals);
  },
);

test.skipIf(!existsSync(runs))(
  'a fork is told from its original, and the totals that it inherits are not its own',
  () => {
    const rows = [...mergeEvents(readTree(claudeCode, join(runs, 'resume-and-fork')).events).values()];
    const sessions = rows.filter((row) => row['kind'] === 'session');
    expect(sessions.map((row) => [row['origin'], row['reported_cost_micros']]).sort()).toEqual([
      ['fork', undefined],
      ['startup', 85_024],
    ]);
    const idOf = (origin: string): string => String(sessions.find((row) => row['origin'] === origin)?.['id']);
    expect(measure(rows)['answers_of_session']).toEqual({ [idOf('startup')]: 8, [idOf('fork')]: 1 });
  },
);

type Totals = {
  input_tokens: number;
  cache_write_5m_tokens: number;
  cache_write_1h_tokens: number;
  cache_read_tokens: number;
  output_tokens: number;
};

function costStates(folder: string): Totals[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  const lines = files
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .filter((line) => line.includes('"cost-state"'));
  return lines.map((line) => {
    const models = Object.values(object(object(JSON.parse(line))?.['modelUsage']) ?? {});
    const sum = (key: string): number =>
      models.reduce<number>((total, usage) => total + (count(object(usage)?.[key]) ?? 0), 0);
    return {
      input_tokens: sum('inputTokens'),
      cache_write_5m_tokens: sum('cacheCreationEphemeral5mInputTokens'),
      cache_write_1h_tokens: sum('cacheCreationEphemeral1hInputTokens'),
      cache_read_tokens: sum('cacheReadInputTokens'),
      output_tokens: sum('outputTokens'),
    };
  });
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
