/** The message of a commit: what was added, in numbers. No name of a person or machine stands in it. */

import type { Publication } from '../share/define.ts';

/** `telemetry: 120 calls, 80 answers`. */
export function messageOf({ events, writes }: Pick<Publication, 'events' | 'writes'>): string {
  const told = spokenCounts(events);
  if (told !== '') return `telemetry: ${told}`;
  if (writes.size === 0) return 'telemetry: join what was written apart';
  return `telemetry: ${writes.size} ${writes.size === 1 ? 'file' : 'files'}`;
}

/** `120 calls, 80 answers`; empty when there is nothing. */
export function spokenCounts(events: Publication['events']): string {
  return Object.entries(events)
    .filter(([, count]) => count > 0)
    .toSorted(([, one], [, other]) => other - one)
    .map(([kind, count]) => `${count} ${count === 1 ? kind : pluralOf(kind)}`)
    .join(', ');
}

function pluralOf(kind: string): string {
  return kind === 'feedback' ? kind : `${kind}s`;
}
