/** How many developers share on a branch: below the number that its policy asks for, nobody's single facts leave. */

import { AppError } from '../errors.ts';
import { dayOf } from './aggregate.ts';
import { readLines, type Lines } from './decode.ts';
import type { Tip } from './define.ts';
import { monthOf, parseShardPath } from './shard.ts';

const RECENT_S = 30 * 86_400;

/** Developers with something of the last 30 days, `self` counted in any case. What cannot be read counts for nobody. */
export async function countDevelopers(tip: Tip, { self, now }: { self: string; now: Date }): Promise<number> {
  const since = Math.floor(now.getTime() / 1000) - RECENT_S;
  const developers = new Set([self]);
  for (const path of tip.files.keys()) {
    const name = parseShardPath(path);
    if (name === undefined || name.month < monthOf(since)) continue;
    const lines = readable(await tip.read(path));
    if (lines?.header !== undefined && hasSince(lines, since)) developers.add(lines.header.developer);
  }
  return developers.size;
}

function hasSince({ facts, aggregates }: Lines, since: number): boolean {
  return (
    facts.some(({ cells }) => Number(cells[0]) >= since) ||
    aggregates.some(({ day, rows }) => day >= dayOf(since) && rows.length > 0)
  );
}

function readable(bytes: Uint8Array): Lines | undefined {
  try {
    return readLines(bytes);
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}
