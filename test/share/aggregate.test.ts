/** Below the floor of a policy: days as numbers, and no single row. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isEvent } from '../../src/event/validate.ts';
import { aggregate, decodeAggregate, encodeAggregate, expand, standing } from '../../src/share/aggregate.ts';
import { readLines } from '../../src/share/decode.ts';
import { gather } from '../../src/share/gathered.ts';
import type { PublishOptions } from '../../src/share/publish.ts';
import { call, keep, temporaryHome } from '../store/events.ts';
import { REPO, factOf, factsOn, publishFrom, publishOn, textOf, type Files } from './making.ts';

const NOW = new Date('2026-03-10T12:00:00Z');

/** A developer with a home of their own, in a repository that asks for two. */
function developer(name: string): PublishOptions & { keep(...ids: string[]): void } {
  const there = temporaryHome();
  const root = temporaryHome().home;
  mkdirSync(join(root, '.hindcast'));
  writeFileSync(join(root, '.hindcast', 'policy.json'), JSON.stringify({ share: { min_developers: 2 } }));
  const key = Buffer.alloc(32, name);
  return {
    ...publishFrom(there, { root, key, developer: name, now: () => NOW }),
    keep(...ids) {
      keep(
        there,
        ids.map((id, index) =>
          call(id, {
            at: `2026-03-0${4 + (index % 2)}T12:00:0${index}.000Z`,
            repo: REPO,
            session_id: `s-${name}`,
            input_bytes: 1234,
            outcome: 'ok',
          }),
        ),
      );
    },
  };
}

function countOn(files: Files): number {
  const { aggregates } = gather([...files.values()].map(readLines));
  return [...aggregates.values()].flatMap(({ rows }) => rows).reduce((sum, { count }) => sum + count, 0);
}

test('While too few share, only days that are over leave, without sessions, ids and times of day', async () => {
  const one = developer('one');
  one.keep('a', 'b', 'c');
  keep(one.places, [
    call('today', { at: '2026-03-10T01:00:00.000Z', repo: REPO }),
    call('yesterday', { at: '2026-03-09T01:00:00.000Z', repo: REPO }),
  ]);
  const { files, added } = await publishOn(new Map(), one);
  expect(added.events).toEqual({ call: 3 });
  expect(added.notes[0]).toContain('1 of the 2 developers');
  expect(factsOn(files)).toEqual([]);
  const lines = textOf(files)
    .split('\n')
    .filter((line) => line.startsWith('{"day"'))
    .map((line) => JSON.parse(line) as object);
  expect(lines.map((line) => Object.keys(line))).toEqual(
    lines.map(() => ['day', 'kind', 'v', 'rev', 'count', 'agent', 'tool', 'outcome', 'input_bytes']),
  );
  expect(lines).toMatchObject([
    { day: '2026-03-04', count: [2], input_bytes: [2400] },
    { day: '2026-03-05', count: [1] },
  ]);
  expect((await publishOn(files, one)).added.writes.size).toBe(0);
});

test('A day that changed replaces what stood for it; once enough share, single facts do, and nothing counts twice', async () => {
  const [one, two] = [developer('one'), developer('two')];
  one.keep('a', 'b', 'c');
  let { files } = await publishOn(new Map(), one);
  one.keep('a', 'b', 'c', 'd', 'e');
  ({ files } = await publishOn(files, one));
  expect(countOn(files)).toBe(5);
  two.keep('z');
  ({ files } = await publishOn(files, two));
  expect(factsOn(files).length).toBe(1);
  ({ files } = await publishOn(files, one));
  expect([factsOn(files).length, countOn(files)]).toEqual([6, 0]);
  expect((await publishOn(files, one)).added.writes.size).toBe(0);
});

test('Sums are rounded to two digits, and rows are ordered by what they have in common', () => {
  const facts = ['a', 'b', 'c'].map((id, index) =>
    factOf(call(id, { lines_added: 617, tool: index === 0 ? 'Read' : 'Bash' })),
  );
  const [day] = aggregate(facts);
  expect(day?.rows.map(({ count }) => count)).toEqual([2, 1]);
  expect(JSON.parse(encodeAggregate(day ?? { day: '', kind: 'call', revision: 0, rows: [] }))).toMatchObject({
    lines_added: [1200, 620],
  });
});

test('Events that stand for an aggregate are sound, as many, and add up to its sums', () => {
  const facts = Array.from({ length: 7 }, (_, index) =>
    factOf(call(`c${index}`, { output_bytes: 100, lines_added: 3 })),
  );
  const [day] = aggregate(facts);
  if (day === undefined) throw new Error('one day');
  const events = [...expand(day, 'abcdefgh23')];
  expect(events.every(isEvent)).toBe(true);
  expect(new Set(events.map(({ id }) => id)).size).toBe(7);
  expect(events.reduce((sum, event) => sum + ('output_bytes' in event ? Number(event.output_bytes) : 0), 0)).toBe(700);
});

test('Of several revisions the highest stands, whatever the order, and what is no aggregate is none', () => {
  const [day] = aggregate([factOf(call('c'))]);
  if (day === undefined) throw new Error('one day');
  const later = { ...day, revision: 2, rows: [] };
  expect([...standing([day, later]).values()]).toEqual([later]);
  expect([...standing([later, day]).values()]).toEqual([later]);
  expect(decodeAggregate(JSON.parse(encodeAggregate(day)) as Record<string, unknown>)).toEqual(day);
  for (const odd of [
    {},
    { day: '2026-13-01', kind: 'call', rev: 1, count: [] },
    { day: '2026-03-01', kind: 'x', rev: 1, count: [] },
    { day: '2026-03-01', kind: 'call', rev: 1, count: ['a'] },
  ])
    expect(decodeAggregate(odd)).toBeUndefined();
});
