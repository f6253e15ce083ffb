/** Every analysis answers the same on PostgreSQL as on DuckDB, cell by cell, about every set of events that the tests know. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Analysis, Cell } from '../../src/analyses/define.ts';
import { analyses } from '../../src/analyses/index.ts';
import type { Engine } from '../../src/engine/define.ts';
import { engineOf, filledIn } from '../engine/event-table.ts';
import { IS_FULL, IS_FUZZ } from '../runs.ts';
import { difference } from './difference.ts';
import { postgresEngineOf } from './event-table.ts';
import { fixtures, type Fixture } from './fixtures.ts';
import { startPostgres } from './server.ts';

const server = await startPostgres();
// A test that is left out in silence is taken for one that passed.
if (typeof server === 'string') process.stderr.write(`\nSKIPPED: nothing was compared with PostgreSQL. ${server}\n\n`);
afterAll(async () => {
  if (typeof server !== 'string') await server.stop();
});

const each = describe.skipIf(typeof server === 'string').each(await fixtures());

each('$name', (fixture) => {
  const { events } = fixture;
  const engines: Engine[] = [];
  beforeAll(async () => {
    if (typeof server === 'string') return;
    // The other way round: an answer that depends on the order in which events were inserted differs here, too.
    const reversed = filledIn(events).toReversed();
    engines.push(await engineOf(events), await postgresEngineOf(await server.database(), reversed));
  });
  afterAll(async () => {
    for (const engine of engines) await engine.close();
  });

  test.each(analyses.map((analysis) => [analysis.id, analysis] as const))('%s is the same.', async (_id, analysis) => {
    const [duckdb, postgres] = engines;
    if (duckdb === undefined || postgres === undefined) throw new Error('The engines did not open.');
    for (const params of askedOf(analysis, fixture)) {
      const answers = await Promise.all([duckdb.run(analysis, params), postgres.run(analysis, params)]);
      expect(difference(answers[0], answers[1]), JSON.stringify(params)).toEqual([]);
    }
  });
});

type Asked = Readonly<Record<string, Cell>>;

const MANY = 500;

/**
 * Without a limit and with all of the common ones at once. Where the events were written for the analysis, or are of every kind, also
 * within each limit, and with the least and other values of the analysis' own; of many events only where all rounds are asked for.
 */
function askedOf(analysis: Analysis, { events, about }: Fixture): readonly Asked[] {
  const times = events.flatMap(({ at }) => (typeof at === 'string' ? [at] : [])).toSorted();
  const at = (share: number) => times[Math.floor(times.length * share)] ?? '2026-11-10T12:00:00.000Z';
  const period = { since: at(0.3), until: at(0.8) };
  const of = (name: string) => ({ [name]: mostOften(events.map((event) => event[name])) });
  const all: Asked = { ...period, ...of('repo'), ...of('agent'), tz: 'Europe/Berlin' };
  const isOfOther = about !== undefined && about !== analysis.id;
  if (isOfOther && !IS_FUZZ) return IS_FULL ? [{}, all] : [{}];
  if (events.length > MANY && !IS_FULL) return [{}, all];
  const session = { session: mostOften(events.map((event) => event['session_id'])) };
  const own = Object.entries(analysis.params).flatMap(([name, { type, choices }]): Asked[] => {
    if (type === 'integer') return [{ [name]: 1 }, { ...period, [name]: 3 }];
    if (type === 'boolean') return [{ [name]: true }, { [name]: false }];
    return (choices ?? []).map((value) => ({ [name]: value, tz: 'America/New_York' }));
  });
  return [
    {},
    all,
    period,
    { since: at(0.5) },
    of('repo'),
    of('agent'),
    session,
    { tz: 'Pacific/Chatham' },
    { ...session, ...period },
    { since: '2030-01-01T00:00:00.000Z' },
    ...own,
  ];
}

function mostOften(values: readonly unknown[]): string | null {
  const counts = new Map<string, number>();
  for (const value of values) if (typeof value === 'string') counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? null;
}
