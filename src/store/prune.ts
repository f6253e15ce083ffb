/**
 * Retention: removes whole days, oldest first, and remembers up to where, so that reading the transcripts again does not bring them
 * back. Today is never removed.
 */

import { rmSync, rmdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Places } from '../config/home.ts';
import { AppError } from '../errors.ts';
import { object, parsed, text } from '../sources/read.ts';
import { replaceFile } from './durable.ts';
import { withLock } from './lock.ts';
import { codeOf, refusal } from './refusal.ts';
import { dayOf, dayPlus, listSegments, type Day, type Segment } from './segment.ts';
import { readText } from './small-file.ts';

export type PruneOptions = {
  /** Days before this one are removed. */
  readonly olderThan?: Day;
  /** The oldest days are removed until the log is no larger than this. */
  readonly maxBytes?: number;
  /** Says what would be removed, and removes nothing. */
  readonly dryRun?: boolean;
  readonly now?: () => Date;
  readonly waitMs?: number;
};

export type PruneSummary = {
  readonly days: number;
  readonly files: number;
  readonly bytes: number;
  readonly kept_bytes: number;
  /** Nothing before this day is in the log any more, or will come back. */
  readonly pruned_before: Day | undefined;
};

export async function prune(places: Places, options: PruneOptions): Promise<PruneSummary> {
  if (options.dryRun === true) return planOf(places, options).summary;
  const waiting = options.waitMs === undefined ? {} : { waitMs: options.waitMs };
  return withLock(places, 'pruning', async () => remove(places, planOf(places, options)), waiting);
}

/** The day before which events are not taken in any more: `skip('pruned')`. */
export function prunedBefore(places: Places): Day | undefined {
  const path = prunedPath(places);
  const content = readText(path);
  if (content === undefined) return undefined;
  const day = text(object(parsed(content))?.['before']);
  if (day !== undefined && DAY.test(day)) return day;
  // To guess would bring back what a person has removed.
  throw new AppError('store/corrupt-segment', `${path} does not say up to where the log was pruned.`, {
    hint: `Delete ${path} to take in everything again.`,
  });
}

type Plan = { readonly doomed: readonly Segment[]; readonly summary: PruneSummary };

const DAY = /^\d{4}-\d\d-\d\d$/;

function prunedPath(places: Places): string {
  return join(places.home, 'pruned.json');
}

function planOf(places: Places, options: PruneOptions): Plan {
  const { segments } = listSegments(places);
  const today = dayOf((options.now?.() ?? new Date()).toISOString());
  const before = latest([
    prunedBefore(places),
    earlier(options.olderThan, today),
    dayToFit(segments, options.maxBytes, today),
  ]);
  const doomed = before === undefined ? [] : segments.filter(({ day }) => day < before);
  const bytes = total(doomed);
  const days = new Set(doomed.map(({ day }) => day)).size;
  return {
    doomed,
    summary: { days, files: doomed.length, bytes, kept_bytes: total(segments) - bytes, pruned_before: before },
  };
}

/** The first day that may stay when the log is to fit. */
function dayToFit(segments: readonly Segment[], maxBytes: number | undefined, today: Day): Day | undefined {
  if (maxBytes === undefined) return undefined;
  let left = total(segments);
  let first: Day | undefined;
  for (const { day, bytes } of segments) {
    if (left <= maxBytes && (first === undefined || day >= first)) break;
    if (day >= today) break;
    left -= bytes;
    first = dayPlus(day, 1);
  }
  return first;
}

/** Remembers first, removes then: when it is cut short, the next prune goes on, and nothing comes back in between. */
function remove(places: Places, plan: Plan): PruneSummary {
  const { pruned_before: before } = plan.summary;
  if (before !== undefined) replaceFile(prunedPath(places), `${JSON.stringify({ before })}\n`);
  for (const { path } of plan.doomed) {
    try {
      rmSync(path, { force: true });
      removeIfEmpty(dirname(path));
    } catch (error) {
      throw refusal(error, path);
    }
  }
  return plan.summary;
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT', 'EPERM'].includes(codeOf(error) ?? '')) throw error;
  }
}

function total(segments: readonly Segment[]): number {
  return segments.reduce((all, { bytes }) => all + bytes, 0);
}

function earlier(day: Day | undefined, today: Day): Day | undefined {
  return day !== undefined && day > today ? today : day;
}

function latest(days: readonly (Day | undefined)[]): Day | undefined {
  return days
    .filter((day) => day !== undefined)
    .toSorted()
    .at(-1);
}
