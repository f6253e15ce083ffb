/** What is to go is gone from lines and Parquet files, and nothing else has moved. */

import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Places } from '../../src/config/home.ts';
import { compact } from '../../src/store/compact.ts';
import { doomedBy } from '../../src/store/doomed.ts';
import { countDoomed, erase } from '../../src/store/erase.ts';
import { readForgotten, rememberForgotten } from '../../src/store/forgotten.ts';
import { readEvents } from '../../src/store/read.ts';
import { listLeftovers, listSegments } from '../../src/store/segment.ts';
import { all, call, keep, temporaryHome } from './events.ts';

const now = () => new Date('2026-03-05T12:00:00Z');
const DOOMED = doomedBy([{ session: 'gone' }]);

async function filled(): Promise<Places> {
  const places = temporaryHome();
  const days = ['02', '03', '04', '05'];
  keep(
    places,
    days.flatMap((day) => [
      call(`stays-${day}`, { at: `2026-03-${day}T12:00:00.000Z`, session_id: 'stays' }),
      call(`goes-${day}`, { at: `2026-03-${day}T12:00:01.000Z`, session_id: 'gone' }),
      call(`stays-too-${day}`, { at: `2026-03-${day}T12:00:02.000Z`, session_id: 'stays' }),
    ]),
  );
  await compact(places, { before: '2026-03-04', now });
  return places;
}

const idsIn = async (places: Places) => (await all(readEvents(places))).map(({ id }) => id);
const textsIn = (places: Places) =>
  listSegments(places)
    .segments.map(({ path }) => readFileSync(path, 'latin1'))
    .join();

test('Events go from both formats; lines of others stay where they were, because somebody may be appending', async () => {
  const places = await filled();
  const sizes = () =>
    listSegments(places).segments.flatMap(({ format, bytes }) => (format === 'ndjson' ? [bytes] : []));
  const before = sizes();
  expect(await countDoomed(places, DOOMED)).toEqual({ events: { call: 4 }, files: 2 });
  expect(await idsIn(places)).toHaveLength(12);
  expect(await erase(places, DOOMED)).toEqual({ events: { call: 4 }, files: 4 });
  expect(sizes()).toEqual(before);
  expect(await idsIn(places)).toEqual(['02', '03', '04', '05'].flatMap((day) => [`stays-${day}`, `stays-too-${day}`]));
  expect(textsIn(places)).not.toMatch(/gone|goes/);
  expect(await erase(places, DOOMED)).toEqual({ events: {}, files: 0 });

  keep(places, [call('later', { at: '2026-03-05T13:00:00.000Z' })]);
  await compact(places, { before: '2026-03-05', now });
  expect(await idsIn(places)).toHaveLength(9);
});

test('What a merged event shows decides over each of its observations', async () => {
  const places = temporaryHome();
  keep(places, [
    call('seen-twice', { at: '2026-03-04T12:00:00.000Z', session_id: 's', repo: 'local/secret' }),
    call('seen-twice', { at: '2026-03-04T12:00:01.000Z', session_id: 's', observers: 'otel' }),
    call('nameless', { at: '2026-03-04T12:00:02.000Z', session_id: 's', observers: 'otel' }),
    call('elsewhere', { at: '2026-03-04T12:00:03.000Z', session_id: 't', repo: 'local/open' }),
  ]);
  await erase(places, doomedBy([{ repo: 'local/secret' }]));
  expect(await idsIn(places)).toEqual(['elsewhere']);
  expect(textsIn(places)).not.toContain('seen-twice');
});

test('A run that was killed in between is finished by the next, and leaves nothing aside', async () => {
  const places = await filled();
  const [first] = listSegments(places).segments;
  writeFileSync(`${first?.path}.4711.tmp`, 'half a file');
  expect(await idsIn(places)).toHaveLength(12);
  await erase(places, DOOMED);
  await compact(places, { before: '2026-03-05', now });
  expect(await idsIn(places)).toHaveLength(8);
  expect(listLeftovers(places)).toEqual([]);
  expect(statSync(first?.path ?? '').mode & 0o777).toBe(0o600);
});

test('A file whose events are all gone goes with them', async () => {
  const places = temporaryHome();
  keep(places, [call('goes', { at: '2026-03-02T12:00:00.000Z', session_id: 'gone' })]);
  await compact(places, { before: '2026-03-04', now });
  await erase(places, DOOMED);
  expect(listSegments(places)).toEqual({ segments: [], foreign: [] });
});

test('What was forgotten is remembered once; a memory that cannot be read is refused', () => {
  const places = temporaryHome();
  expect(readForgotten(places)).toEqual([]);
  rememberForgotten(places, { session: 's' });
  rememberForgotten(places, { repo: 'r', until: '2026-03-05T12:00:00.000Z' });
  expect(rememberForgotten(places, { session: 's' })).toEqual([
    { session: 's' },
    { repo: 'r', until: '2026-03-05T12:00:00.000Z' },
  ]);
  for (const text of ['{', '{}', '{"forgotten":[{}]}', '{"forgotten":[{"session":"s","colour":"red"}]}']) {
    writeFileSync(join(places.home, 'forgotten.json'), text);
    expect(() => readForgotten(places)).toThrow('does not say what was forgotten');
  }
});
