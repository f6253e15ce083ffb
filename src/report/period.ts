/** Says in words what a report covers: which time, which part of the log, and who saw it. */

import type { Report } from '../engine/engine.ts';
import { localTime } from './cell.ts';
import { zoneOf } from './grid.ts';
import { ratio } from './number.ts';
import { plain } from './width.ts';

/** `2026-11-13 14:00 to 2026-11-20 14:00 (Europe/Berlin), repo github.com/acme/shop`. */
export function periodOf(report: Report): string {
  const zone = zoneOf(report);
  const { since, until } = report.params;
  const from = typeof since === 'string' ? localTime(since, zone) : undefined;
  const to = typeof until === 'string' ? localTime(until, zone) : undefined;
  const span =
    from === undefined
      ? to === undefined
        ? 'All time'
        : `Until ${to}`
      : to === undefined
        ? `Since ${from}`
        : `${from} to ${to}`;
  const only = ['repo', 'agent', 'session'].flatMap((name) => {
    const value = report.params[name];
    return typeof value === 'string' ? [`${name} ${plain(value)}`] : [];
  });
  return [`${span} (${zone})`, ...only].join(', ');
}

/** `Calls were seen by transcript (100 %) and hook (62 %).` Nothing when the report is not about calls. */
export function coverageLine(report: Report): string | undefined {
  const seen = report.coverage
    .filter((entry) => entry.calls_seen > 0)
    .map((entry) => `${plain(entry.observer)} (${ratio(entry.share)})`);
  if (seen.length === 0) return undefined;
  const last = seen.at(-1);
  return `Calls were seen by ${seen.length === 1 ? last : `${seen.slice(0, -1).join(', ')} and ${last}`}.`;
}
