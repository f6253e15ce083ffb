/**
 * Many small worlds whose truth is known, each drawn with a seed of its own, in one real log: what an analysis says about each is
 * compared with what was put in. The seeds are fixed, so that a test which passes will always pass.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeRandom, type Random } from '../../bench/random.ts';
import type { Analysis, Cell, Row } from '../../src/analyses/define.ts';
import { places } from '../../src/config/home.ts';
import type { Report } from '../../src/engine/define.ts';
import { openEngine } from '../../src/engine/engine.ts';
import type { RedactedEvent } from '../../src/redaction/redacted.ts';
import { atEndOfFile } from '../clean-up.ts';
import { IS_FULL, runs } from '../runs.ts';
import { groupsOf } from '../store/events.ts';
import { openLog, toLine } from '../../src/store/append.ts';
import { dayOf } from '../../src/store/segment.ts';

/** So many that a promise of 95 % can be told from a lower one; 40 tell it from 70 % still. */
export const WORLDS = IS_FULL ? 100 : 40;

/** Enough where nothing is an estimate that may miss. */
export const FEW = runs(20, 8);

/** Draws a world. All of its events are those of `agent`, by which it is told from the others. */
export type Scenario<Truth> = (
  random: Random,
  agent: string,
) => { readonly events: readonly RedactedEvent[]; readonly truth: Truth };

export type World<Truth> = {
  readonly truth: Truth;
  ask(analysis: Analysis, params?: Readonly<Record<string, Cell>>): Promise<Report>;
};

/** They are removed when the test, or the file of tests, is over. */
export async function openWorlds<Truth>(scenario: Scenario<Truth>, count = WORLDS): Promise<readonly World<Truth>[]> {
  const worlds: World<Truth>[] = [];
  for (let first = 1; first <= count; first += TOGETHER) {
    const seeds = Array.from({ length: Math.min(TOGETHER, count - first + 1) }, (_, index) => first + index);
    worlds.push(...(await openSome(scenario, seeds)));
  }
  return worlds;
}

/** Worlds in one log: each is asked for among the others, as a client among clients. */
const TOGETHER = 20;

async function openSome<Truth>(scenario: Scenario<Truth>, seeds: readonly number[]): Promise<World<Truth>[]> {
  const home = mkdtempSync(join(tmpdir(), 'hindcast-truth-'));
  const there = places(home);
  const log = openLog(there, '0badcafe', { once: false });
  const drawn = seeds.map((seed) => {
    const agent = `world-${seed}`;
    const { events, truth } = scenario(makeRandom(seed * 7919), agent);
    for (const [day, ofDay] of groupsOf(events, ({ at }) => dayOf(at))) log.append(day, ofDay.map(toLine));
    return { agent, truth };
  });
  log.close();
  const engine = await openEngine(there, { threads: 1 });
  atEndOfFile(async () => {
    await engine.close();
    rmSync(home, { recursive: true, force: true });
  });
  return drawn.map(({ agent, truth }) => ({
    truth,
    ask: (analysis, params = {}) => engine.run(analysis, { agent, ...params }),
  }));
}

/** In how many of the worlds the statement holds. */
export function held<T>(list: readonly T[], holds: (each: T) => boolean): number {
  return list.filter(holds).length;
}

/**
 * The least number out of n that an interval must hold: what keeps its promise of 95 % holds fewer with a probability below 0.5 %, by the
 * exact binomial distribution. 89 of 100, 34 of 40.
 */
export function leastOf(n: number, promised = 0.95, slack = 0.005): number {
  let below = 0;
  let logOfTerm = n * Math.log(1 - promised);
  for (let hits = 0; hits <= n; hits++) {
    below += Math.exp(logOfTerm);
    if (below >= slack) return hits;
    logOfTerm += Math.log(((n - hits) / (hits + 1)) * (promised / (1 - promised)));
  }
  return n;
}

export function isWithin(row: Row | undefined, [low, high]: readonly [string, string], truth: number): boolean {
  const [from, to] = [row?.[low], row?.[high]];
  return typeof from === 'number' && typeof to === 'number' && from <= truth && truth <= to;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
