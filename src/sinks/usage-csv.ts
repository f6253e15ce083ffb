/** Answers as the usage table that a project keeps: a row for each, quoted as the recorder of that table does it. */

import { quoted } from '../doors/usage-file.ts';
import type { EventOf } from '../event/schema.ts';
import { COLUMNS } from '../sources/usage-csv.ts';
import { defineSink } from './define.ts';

export default defineSink('usage-csv', {
  title: 'usage.csv',
  summary: `Answers of models as a table: ${COLUMNS.join(', ')}.`,
  cannotHold:
    'Only answers whose tokens are known. Cached tokens count as prompt tokens. Session, repository and cost are not part of the format, and a row has no id: read back, it is another answer unless it came from such a table.',
  name: 'usage.csv',
  makes: 'text',
  async *pieces({ facts, leaveOut }) {
    yield `${COLUMNS.join(',')}\n`;
    for await (const events of facts.events(['answer'])) {
      const rows = events.flatMap((event) => {
        const cells = event.kind === 'answer' ? cellsOf(event) : undefined;
        if (cells === undefined) leaveOut('whose tokens are not known');
        return cells === undefined ? [] : [`${cells.map(quoted).join(',')}\n`];
      });
      yield rows.join('');
    }
  },
});

/** In the order of the header; undefined for an answer whose tokens nobody told. */
export function cellsOf(event: EventOf<'answer'>): readonly string[] | undefined {
  const prompt = sum([
    event.input_tokens,
    event.cache_read_tokens,
    event.cache_write_5m_tokens,
    event.cache_write_1h_tokens,
  ]);
  const { output_tokens: completion } = event;
  if (prompt === undefined && completion === undefined) return undefined;
  const cells = [
    localTime(event.at, offsetOf(event)),
    event.model,
    prompt,
    completion,
    event.success,
    event.task_type,
    event.duration_ms,
    event.notes,
  ];
  return cells.map((cell) => (cell === undefined ? '' : String(cell)));
}

/** Undefined when none is known: that is no zero. */
function sum(counts: readonly (number | undefined)[]): number | undefined {
  const told = counts.filter((count) => count !== undefined);
  return told.length === 0 ? undefined : told.reduce((all, count) => all + count, 0);
}

/** No clock is farther from UTC. */
function offsetOf({ utc_offset_min: offset = 0 }: EventOf<'answer'>): number {
  return Math.abs(offset) <= 18 * 60 ? offset : 0;
}

/** RFC 3339 by the clock of the place, as `2026-02-23T22:19:12+01:00`; a fraction only where there is one. */
function localTime(at: string, offsetMin: number): string {
  const local = new Date(Date.parse(at) + offsetMin * 60_000).toISOString();
  const time = local.endsWith('.000Z') ? local.slice(0, -5) : local.slice(0, -1);
  if (offsetMin === 0) return `${time}Z`;
  const minutes = Math.abs(offsetMin);
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${time}${offsetMin < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
