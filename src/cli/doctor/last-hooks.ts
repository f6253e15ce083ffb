/** When a hook of each agent was last recorded, from the newest lines of the log; no engine is needed for that. */

import { readFileSync } from 'node:fs';
import type { Places } from '../../config/home.ts';
import { listSegments } from '../../store/segment.ts';

/** Days with lines that are looked through, newest first; older ones are compacted. */
const DAYS = 4;
const MOST_BYTES = 64_000_000;

/** The latest instant of a hook observation by agent. */
export function lastHooks(places: Places): ReadonlyMap<string, string> {
  const lines = listSegments(places).segments.filter(({ format, bytes }) => format === 'ndjson' && bytes < MOST_BYTES);
  const days = new Set([...new Set(lines.map(({ day }) => day))].toSorted().slice(-DAYS));
  const last = new Map<string, string>();
  for (const { path, day } of lines) {
    if (!days.has(day)) continue;
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      if (!line.includes('"observers":"hook"')) continue;
      const at = AT.exec(line)?.[1];
      const agent = AGENT.exec(line)?.[1];
      if (at !== undefined && agent !== undefined && at > (last.get(agent) ?? '')) last.set(agent, at);
    }
  }
  return last;
}

const AT = /"at":"([^"]{20,30})"/;
const AGENT = /"agent":"([^"]{1,40})"/;
