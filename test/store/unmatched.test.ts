/**
 * What telemetry tells under no id that others know, beside what others tell of the same session: shown while nothing better is in the
 * log, left out as soon as something is, whatever came first and whatever was folded in between. Real lines, real Parquet.
 */

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type { Places } from '../../src/config/home.ts';
import { openDuckdb, type Duckdb } from '../../src/duckdb.ts';
import type { Event } from '../../src/event/schema.ts';
import type { RedactedEvent } from '../../src/redaction/redacted.ts';
import { asideId, standInId, unmatchedId } from '../../src/sources/otlp/ids.ts';
import { compact } from '../../src/store/compact.ts';
import { readEvents } from '../../src/store/read.ts';
import { listSegments } from '../../src/store/segment.ts';
import { openEvents, type EventsOpened, type EventsOptions } from '../../src/store/tables.ts';
import { runs } from '../runs.ts';
import { all, keep, redacted, sorted, temporaryHome } from './events.ts';

const NOW = { before: '2027-01-01', now: () => new Date('2027-01-01T12:00:00Z') };

type Told = {
  readonly kind: string;
  readonly at: string;
  readonly session_id?: string;
  readonly [field: string]: unknown;
};

function transcript(id: string, more: Told): RedactedEvent {
  return redacted({ v: 2, id, observers: 'transcript', agent: 'codex', ...more });
}

function telemetry(id: string, more: Told): RedactedEvent {
  return transcript(id, { ...more, observers: 'otel' });
}

function hooked(id: string, more: Told): RedactedEvent {
  return transcript(id, { ...more, observers: 'hook' });
}

function standIn(more: Told): RedactedEvent {
  return telemetry(unmatchedId(more.session_id, more.at, [7]), more);
}

const day = (date: string, time = '12:00:00.000') => `2026-${date}T${time}Z`;

/** Sessions seen by both, by one of them, over midnight and weeks apart; a subagent, whose thread telemetry takes for a session. */
const POOL: readonly RedactedEvent[] = [
  transcript('answer-1', { kind: 'answer', session_id: 'codex', at: day('03-05') }),
  transcript('answer-2', {
    kind: 'answer',
    session_id: 'codex',
    subagent_id: 'thread',
    at: day('03-05', '12:00:09.000'),
  }),
  transcript('prompt-1', { kind: 'prompt', session_id: 'codex', at: day('03-04', '23:59:59.900') }),
  standIn({ kind: 'answer', session_id: 'codex', at: day('03-05', '12:00:00.400') }),
  standIn({ kind: 'answer', session_id: 'codex', at: day('04-20') }),
  standIn({ kind: 'prompt', session_id: 'codex', at: day('03-05', '00:00:00.100') }),
  standIn({ kind: 'answer', session_id: 'thread', at: day('03-05', '12:00:09.500') }),
  standIn({ kind: 'prompt', session_id: 'thread', at: day('03-05', '12:00:08.000') }),
  telemetry('gemini:read_file_1', { kind: 'call', session_id: 'gemini', at: day('03-05'), outcome: 'unknown' }),
  standIn({ kind: 'call', session_id: 'gemini', at: day('03-05'), outcome: 'ok', duration_ms: 3 }),
  standIn({ kind: 'answer', session_id: 'gemini', at: day('03-06') }),
  telemetry(asideId('gemini', day('03-06'), [1]), { kind: 'answer', session_id: 'gemini', at: day('03-06') }),
  telemetry('request:req_1', { kind: 'answer', session_id: 'gemini', at: day('03-06'), request_id: 'req_1' }),
  standIn({ kind: 'answer', session_id: 'never imported', at: day('03-05') }),
  standIn({ kind: 'answer', at: day('03-05') }),
  transcript('answer-3', { kind: 'answer', at: day('03-05') }),
  telemetry(standInId('busy thread', 'session'), { kind: 'session', session_id: 'busy thread', at: day('03-07') }),
  standIn({ kind: 'prompt', session_id: 'busy thread', at: day('03-07') }),
  standIn({ kind: 'answer', session_id: 'busy thread', at: day('03-07', '12:00:00.500') }),
  telemetry('call-5', {
    kind: 'call',
    session_id: 'busy thread',
    subagent_id: 'busy thread',
    at: day('03-07'),
    outcome: 'unknown',
  }),
  telemetry(standInId('thread', 'session'), { kind: 'session', session_id: 'thread', at: day('03-05') }),
  hooked(standInId('failing', 'turn'), { kind: 'error', session_id: 'failing', at: day('03-08') }),
  telemetry('request:req_9:error', { kind: 'error', session_id: 'failing', at: day('03-08'), model: 'm' }),
  hooked(standInId('codex', 'turn'), { kind: 'error', session_id: 'codex', at: day('03-05') }),
  transcript('call-4', { kind: 'call', session_id: 'never imported', at: day('03-06'), tool: 'shell' }),
];

test('Stand-ins are left out when the log holds something better, in every order and with compaction anywhere in between', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([...POOL, ...POOL]),
      fc.array(fc.constantFrom('', '', '', 'fold', 'other machine'), { minLength: 5, maxLength: 40 }),
      async (order, between) => {
        const places = temporaryHome();
        let machine = 'aaaa0000';
        for (const [index, event] of order.entries()) {
          keep(places, [event], machine);
          if (between[index] === 'fold') await compact(places, NOW);
          if (between[index] === 'other machine') machine = machine === 'aaaa0000' ? 'bbbb0000' : 'aaaa0000';
        }
        const expected = sorted(shown([...new Set(order)]));
        expect(await read(places)).toEqual(expected);
        await compact(places, NOW);
        expect(await read(places)).toEqual(expected);
        expect(await read(places)).toEqual(expected);
      },
    ),
    { numRuns: runs(6) },
  );
}, 240_000);

/** The rule once more, as plainly as possible. */
function shown(events: readonly Event[]): Event[] {
  const told = events.filter(
    ({ id, kind }) => !/^(?:unmatched|aside):/.test(id) && !(kind === 'answer' && /^request:/.test(id)),
  );
  return events.filter(({ id, kind, session_id: session }) => {
    if (!id.startsWith('unmatched:') || session === undefined) return true;
    return !told.some(
      (other) =>
        (other.kind === kind && other.session_id === session) ||
        (other.kind === 'answer' && other.subagent_id === session) ||
        (other.kind === 'call' && other.subagent_id === session && (kind === 'session' || kind === 'prompt')),
    );
  });
}

test('All of the pool together leaves what is told once', async () => {
  const places = temporaryHome();
  keep(places, POOL);
  const ids = (await read(places)).map(({ kind, id }) => `${kind} ${id}`);
  expect(ids.filter((id) => id.includes('unmatched'))).toEqual([
    'answer unmatched:0:1772712000000-7',
    'answer unmatched:busy thread:1772884800500-7',
    'answer unmatched:gemini:1772798400000-7',
    'answer unmatched:never imported:1772712000000-7',
    'error unmatched:codex:turn',
  ]);
  expect(ids).toHaveLength(POOL.length - 10);
});

test('A session of which only telemetry knows is shown until its transcript comes, weeks later and in a settled log', async () => {
  const places = temporaryHome();
  const early = standIn({ kind: 'answer', session_id: 's', at: day('03-05') });
  const told = transcript('a', { kind: 'answer', session_id: 's', at: day('05-01') });
  keep(places, [early]);
  await compact(places, NOW);
  expect(await read(places)).toEqual([early]);
  keep(places, [told]);
  expect(await read(places)).toEqual([told]);
  await compact(places, NOW);
  expect(await read(places)).toEqual([told]);
});

test('The log keeps what is left out, and days that hold it are scanned, not merged', async () => {
  const places = temporaryHome();
  keep(places, [
    transcript('a', { kind: 'answer', session_id: 's', at: day('03-05') }),
    standIn({ kind: 'answer', session_id: 's', at: day('03-05') }),
    transcript('b', { kind: 'answer', session_id: 't', at: day('03-06') }),
  ]);
  await compact(places, NOW);
  const { db, state } = await opened(places);
  expect(state.merged).toBe(0);
  expect((await db.rows('select "id" from event order by 1')).rows).toEqual([['a'], ['b']]);
  const files = listSegments(places).segments.map(({ path }) => `'${path}'`);
  expect((await db.rows(`select count(*) from read_parquet([${files.join(', ')}])`)).rows).toEqual([[3n]]);
  const known: unknown = JSON.parse(readFileSync(places.settled, 'utf8'));
  expect(known).toMatchObject({
    unmatched: [[expect.stringContaining('2026/03/05'), expect.anything(), expect.anything()]],
  });
});

test('A period that begins or ends at midnight leaves out the same', async () => {
  for (const folded of [false, true]) {
    const places = temporaryHome();
    keep(places, [
      transcript('p', { kind: 'prompt', session_id: 's', at: day('03-04', '23:59:59.900') }),
      standIn({ kind: 'prompt', session_id: 's', at: day('03-05', '00:00:00.100') }),
    ]);
    if (folded) await compact(places, NOW);
    for (const period of [{}, { since: day('03-05', '00:00:00.000') }, { until: day('03-05', '00:00:00.000') }]) {
      const { db } = await opened(places, period);
      expect((await db.rows('select "id" from event')).rows).toEqual([['p']]);
    }
  }
});

async function opened(places: Places, options: EventsOptions = {}): Promise<{ db: Duckdb; state: EventsOpened }> {
  const db = await openDuckdb();
  onTestFinished(() => db.close());
  return { db, state: await openEvents(db, places, options) };
}

async function read(places: Places): Promise<Event[]> {
  return sorted(await all(readEvents(places)));
}
