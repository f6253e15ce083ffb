/**
 * The same call and the same answer, seen by several observers on several days: one row, whatever came first and whatever was folded in
 * between. Real lines, real Parquet.
 */

import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type { Places } from '../../src/config/home.ts';
import { openDuckdb } from '../../src/duckdb.ts';
import type { Event } from '../../src/event/schema.ts';
import type { RedactedEvent } from '../../src/redaction/redacted.ts';
import { compact } from '../../src/store/compact.ts';
import { inspectLog } from '../../src/store/inspect.ts';
import { readEvents } from '../../src/store/read.ts';
import { openEvents, type EventsOptions } from '../../src/store/tables.ts';
import { runs } from '../runs.ts';
import { all, call, keep, redacted, sorted, temporaryHome } from './events.ts';

const NOW = { before: '2027-01-01', now: () => new Date('2027-01-01T12:00:00Z') };
const session = { session_id: 's1', session_at: '2026-03-04T08:00:00.000Z', repo: 'github.com/acme/app' };
const live = { session_id: 's1', tool: 'Bash' };

function answer(id: string, more: Record<string, unknown>): RedactedEvent {
  return redacted({ v: 2, kind: 'answer', id, agent: 'claude-code', session_id: 's1', model: 'm', ...more });
}

/** A failing command that began just before midnight; telemetry tells only when it ended. */
const COMMAND = [
  call('toolu_1', {
    ...session,
    at: '2026-03-04T23:59:59.000Z',
    outcome: 'command_nonzero',
    exit_code: 1,
    error_class: 'test_failed',
    error_text: 'Exit code 1: 2 failed',
    target: 'npm test',
    seq: 7,
    elapsed_ms: 4_000,
  }),
  call('toolu_1', {
    ...live,
    at: '2026-03-05T00:00:01.500Z',
    observers: 'hook',
    outcome: 'tool_error',
    duration_ms: 1_500,
    error_class: 'zzz',
  }),
  call('toolu_1', {
    ...live,
    at: '2026-03-05T00:00:03.100Z',
    observers: 'otel',
    outcome: 'tool_error',
    duration_ms: 1_509,
    error_text: 'zzz',
  }),
];
const COMMAND_SEEN = { ...COMMAND[0], observers: 'hook,otel,transcript', duration_ms: 1_509 };

/** A call that waited for permission over a weekend. */
const WAITING = [
  call('toolu_2', { ...session, at: '2026-03-06T17:00:00.000Z', outcome: 'ok', elapsed_ms: 232_200_000 }),
  call('toolu_2', { ...live, at: '2026-03-09T09:30:00.000Z', observers: 'hook', outcome: 'ok', duration_ms: 12 }),
];
const WAITING_SEEN = { ...WAITING[0], observers: 'hook,transcript', duration_ms: 12 };

/** An answer whose request began before midnight; telemetry knows the request only. */
const ANSWER = [
  answer('msg_1', {
    ...session,
    at: '2026-03-05T00:00:00.200Z',
    observers: 'transcript',
    request_id: 'req_1',
    output_tokens: 5,
    input_tokens: 3,
    seq: 9,
  }),
  answer('request:req_1', {
    at: '2026-03-04T23:59:58.000Z',
    observers: 'otel',
    request_id: 'req_1',
    output_tokens: 64,
    duration_ms: 2_200,
    ttft_ms: 300,
    reported_cost_micros: 1_250,
  }),
];
const ANSWER_SEEN = {
  ...ANSWER[0],
  ...ANSWER[1],
  id: 'msg_1',
  observers: 'otel,transcript',
};

/** What nobody else has seen, on days before and after, so that there is something to leave alone. */
const OTHERS = ['2026-03-03', '2026-03-05', '2026-03-08', '2026-03-09'].flatMap((day) => [
  call(`other-${day}`, { ...session, at: `${day}T12:00:00.000Z`, outcome: 'ok' }),
  answer(`msg_${day}`, { ...session, at: `${day}T12:00:00.000Z`, observers: 'transcript', request_id: `req_${day}` }),
]);

test('Transcript, hook and telemetry of one thing are one row, in every order and with compaction anywhere in between', async () => {
  const seen: readonly RedactedEvent[] = [...COMMAND, ...WAITING, ...ANSWER];
  const expected = sorted([...OTHERS, COMMAND_SEEN, WAITING_SEEN, ANSWER_SEEN].map((event) => redacted(event)));
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([...seen], { minLength: seen.length }),
      fc.array(fc.constantFrom('', '', 'fold', 'other machine'), { minLength: seen.length, maxLength: seen.length }),
      async (order, between) => {
        const places = temporaryHome();
        keep(places, OTHERS);
        await compact(places, NOW);
        let machine = 'aaaa0000';
        for (const [index, event] of order.entries()) {
          keep(places, [event], machine);
          if (between[index] === 'fold') await compact(places, NOW);
          if (between[index] === 'other machine') machine = machine === 'aaaa0000' ? 'bbbb0000' : 'aaaa0000';
        }
        expect(await read(places)).toEqual(expected);
        await compact(places, NOW);
        expect(await read(places)).toEqual(expected);
      },
    ),
    { numRuns: runs(6) },
  );
}, 120_000);

async function read(places: Places): Promise<Event[]> {
  return sorted(await all(readEvents(places)));
}

test.each([
  ['telemetry comes after the transcript was folded', WAITING, WAITING_SEEN],
  ['the transcript comes after telemetry was folded', WAITING.toReversed(), WAITING_SEEN],
  ['the answer is told after its request was folded', ANSWER.toReversed(), ANSWER_SEEN],
  ['the request is told after its answer was folded', ANSWER, ANSWER_SEEN],
])('One row is read at once when %s', async (_case, observations, seen) => {
  const places = temporaryHome();
  for (const event of observations) {
    await compact(places, NOW);
    keep(places, [event]);
  }
  expect(await read(places)).toEqual([redacted(seen)]);
});

test('A failure keeps the words of the observer whose outcome is believed', async () => {
  const places = temporaryHome();
  keep(places, [
    call('a', { observers: 'otel', outcome: 'tool_error', error_class: 'network', error_text: 'zzz', exit_code: 9 }),
    call('a', { outcome: 'denied', error_class: 'permission_rule', error_text: 'not allowed' }),
    call('b', { observers: 'hook', outcome: 'tool_error', error_class: 'other', error_text: 'failed' }),
    call('b', { outcome: 'tool_error', error_class: 'file_not_found' }),
    call('c', { observers: 'hook', outcome: 'tool_error', error_class: 'timeout', error_text: 'timed out' }),
    call('c', { outcome: 'ok' }),
  ]);
  const found = await read(places);
  expect(
    found.map(({ id, ...event }) => [
      id,
      Reflect.get(event, 'outcome'),
      Reflect.get(event, 'error_class'),
      Reflect.get(event, 'error_text'),
      Reflect.get(event, 'exit_code'),
    ]),
  ).toEqual([
    ['a', 'denied', 'permission_rule', 'not allowed', undefined],
    ['b', 'tool_error', 'file_not_found', 'failed', undefined],
    ['c', 'tool_error', 'timeout', 'timed out', undefined],
  ]);
});

test('A period that begins at midnight neither loses nor doubles what straddles it', async () => {
  for (const folded of [[], [0], [1], [0, 1]]) {
    const places = temporaryHome();
    for (const [index, event] of ANSWER.entries()) {
      keep(places, [event]);
      if (folded.includes(index)) await compact(places, NOW);
    }
    for (const period of [{}, { since: '2026-03-05T00:00:00.000Z' }, { until: '2026-03-05T00:00:00.000Z' }])
      expect(await idsOf(places, period)).toEqual(['msg_1']);
  }
});

test('Days whose answers telemetry has seen are settled again once they are folded together', async () => {
  const places = temporaryHome();
  const [told, asked] = [
    answer('msg_1', { at: '2026-03-05T10:00:01.000Z', observers: 'transcript', request_id: 'req_1' }),
    answer('request:req_1', { at: '2026-03-05T10:00:00.000Z', observers: 'otel', request_id: 'req_1' }),
  ];
  keep(places, [asked]);
  await compact(places, NOW);
  expect(await idsOf(places)).toEqual(['request:req_1']);
  keep(places, [told]);
  expect(await idsOf(places)).toEqual(['msg_1']);
  await compact(places, NOW);
  expect(await idsOf(places)).toEqual(['msg_1']);
  expect((await inspectLog(places)).parquet).toMatchObject({ files: 1, unsettled: 0 });
});

async function idsOf(places: Places, options: EventsOptions = {}): Promise<unknown[]> {
  const db = await openDuckdb();
  onTestFinished(() => db.close());
  await openEvents(db, places, options);
  return (await db.rows('select "id" from event order by 1')).rows.map(([id]) => id);
}
