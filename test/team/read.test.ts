/** The log of a team always holds what is on its branches, however it came to be there, and reads no object twice. */

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aggregate, encodeAggregate, type Aggregate } from '../../src/share/aggregate.ts';
import { encodeForget, type Forget } from '../../src/share/forget.ts';
import { toBytes } from '../../src/share/shard.ts';
import { listSegments } from '../../src/store/segment.ts';
import { runs } from '../runs.ts';
import {
  ADA,
  BOB,
  CYD,
  callsOfSixDays,
  REPO,
  branchOf,
  calls,
  eventsOf,
  fact,
  header,
  idOf,
  idsOf,
  openReader,
  shard,
  shardPathOf,
} from './shards.ts';
import type { Files } from './shards.ts';

const [OF_ADA, OF_BOB, OF_CYD] = [shardPathOf(ADA), shardPathOf(BOB), shardPathOf(CYD)];
const ids = (writer: string, from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `${writer}.${idOf(from + index, 'call')}`);

test('Shards become events of their writers, in the repository on whose branch they lie', async () => {
  const { read } = openReader();
  const elsewhere = toBytes([header(ADA, { repo: 'github.com/acme/fork' })]);
  const team = await read(
    branchOf({
      [OF_ADA]: Buffer.concat([elsewhere, shard(ADA, calls(0, 2)).subarray(header(ADA).length + 1)]),
      [OF_BOB]: shard(BOB, calls(0, 1)),
    }),
  );
  expect(
    (await eventsOf(team)).map(({ id, machine, developer, repo, session_id }) => [
      id,
      machine,
      developer,
      repo,
      session_id,
    ]),
  ).toEqual([
    [`${ADA}.c00000000`, ADA, 'dev-ada', REPO, `${ADA}.s00000001`],
    [`${BOB}.c00000000`, BOB, 'dev-bob', REPO, `${BOB}.s00000001`],
    [`${ADA}.c00000001`, ADA, 'dev-ada', REPO, `${ADA}.s00000001`],
  ]);
  expect(team).toMatchObject({
    developers: ['dev-ada', 'dev-bob'],
    levels: ['metrics'],
    newer: [],
    nobodys: [],
    unknown: [],
  });
});

test('Only what is new is read, and of a shard that has grown only its new lines', async () => {
  const { read } = openReader();
  const first = branchOf({ [OF_ADA]: shard(ADA, calls(0, 3)), [OF_BOB]: shard(BOB, calls(0, 3)) });
  await read(first);
  expect(first.read.length).toBe(2);
  const again = branchOf({ [OF_ADA]: shard(ADA, calls(0, 3)), [OF_BOB]: shard(BOB, calls(0, 3)) });
  await read(again);
  expect(again.read).toEqual([]);
  const grown = branchOf({ [OF_ADA]: shard(ADA, calls(0, 3)), [OF_BOB]: shard(BOB, calls(0, 3), calls(3, 5)) });
  const before = linesOf(await read(again));
  const team = await read(grown);
  expect(grown.read).toEqual([grown.branch.writers.get(BOB)?.get(OF_BOB)]);
  expect(linesOf(team) - before).toBeGreaterThan(0);
  expect(await idsOf(team)).toEqual([...ids(ADA, 0, 3), ...ids(BOB, 0, 5)]);
});

/** Bytes of the log. */
function linesOf({ places }: Awaited<ReturnType<ReturnType<typeof openReader>['read']>>): number {
  return listSegments(places).segments.reduce((sum, { bytes }) => sum + bytes, 0);
}

test('A shard that was written anew counts as it is now, and the others are not read again', async () => {
  const { read } = openReader();
  await read(branchOf({ [OF_ADA]: shard(ADA, calls(0, 9)), [OF_BOB]: shard(BOB, calls(0, 2)) }));
  const now = branchOf({ [OF_ADA]: shard(ADA, calls(4, 6)), [OF_BOB]: shard(BOB, calls(0, 2)) });
  expect(await idsOf(await read(now))).toEqual([...ids(ADA, 4, 6), ...ids(BOB, 0, 2)]);
  expect(new Set(now.read).size).toBe(1);
  expect(await idsOf(await read(branchOf({ [OF_BOB]: shard(BOB, calls(0, 2)) })))).toEqual(ids(BOB, 0, 2));
});

test.each<[string, Forget, number, number]>([
  ['single facts', { ids: [idOf(0, 'call'), idOf(1, 'call')] }, 2, 6],
  ['a session with all that belongs to it', { sessions: [idOf(1, 'session')] }, 6, 6],
  ['a period', { after: null, before: Date.UTC(2026, 10, 17, 9, 4) / 1000 }, 4, 6],
])(
  'A tombstone takes back %s of its writer, whether it was read before, with or after them',
  async (_, forget, from, to) => {
    const lines = [calls(0, 6), encodeForget(forget)] as const;
    const bob = { [OF_BOB]: shard(BOB, calls(0, 6)), [OF_CYD]: shard(CYD, callsOfSixDays()) };
    const [incremental, whole] = [openReader(), openReader()];
    await incremental.read(branchOf({ [OF_ADA]: shard(ADA, lines[0]), ...bob }));
    const expected = [...ids(ADA, from, to), ...ids(BOB, 0, 6), ...ids(CYD, 100, 106)];
    for (const files of [
      { [OF_ADA]: shard(ADA, ...lines), ...bob },
      // Told again afterwards, in another month: still taken back.
      { [OF_ADA]: shard(ADA, ...lines), [shardPathOf(ADA, '2026-12')]: shard(ADA, calls(0, 6)), ...bob },
    ])
      expect(await idsOf(await incremental.read(branchOf(files)))).toEqual(expected);
    expect(await idsOf(await whole.read(branchOf({ [OF_ADA]: shard(ADA, lines[1], lines[0]), ...bob })))).toEqual(
      expected,
    );
  },
);

test('Days that were shared as numbers count as often as they say, and a later telling replaces an earlier one', async () => {
  const { read } = openReader();
  const [day] = aggregate(calls(0, 3)) as [Aggregate];
  const later = { ...(aggregate(calls(0, 5)) as [Aggregate])[0], revision: 2 };
  const count = async (files: Files) => (await eventsOf(await read(branchOf(files)))).length;
  expect(await count({ [OF_ADA]: shard(ADA, encodeAggregate(day)) })).toBe(3);
  expect(await count({ [OF_ADA]: shard(ADA, encodeAggregate(day), encodeAggregate(later)) })).toBe(5);
  expect(await count({ [OF_ADA]: shard(ADA, encodeAggregate(later), encodeAggregate(day)) })).toBe(5);
  const emptied = { ...later, rows: [], revision: 3 };
  expect(
    await count({ [OF_ADA]: shard(ADA, encodeAggregate(later), encodeAggregate(day), encodeAggregate(emptied)) }),
  ).toBe(0);
  const [event] = await eventsOf(await read(branchOf({ [OF_ADA]: shard(ADA, encodeAggregate(later)) })));
  expect(event).toMatchObject({ machine: ADA, developer: 'dev-ada', repo: REPO, tool: 'Read' });
  expect(event?.session_id).toBeUndefined();
});

test('A shard of a newer Hindcast is named and the others count; once this one knows it, or it is gone, all is well', async () => {
  const { read } = openReader();
  const bob = shard(BOB, calls(0, 2));
  await read(branchOf({ [OF_ADA]: shard(ADA, calls(0, 2)), [OF_BOB]: bob }));
  const newer = branchOf({
    [OF_ADA]: shard(ADA, calls(0, 2), '{"kind":"call","v":99,"n":1,"id":"zzzzzzzzz"}'),
    [OF_BOB]: bob,
  });
  const team = await read(newer);
  expect(team.newer).toEqual([OF_ADA]);
  expect(await idsOf(team)).toEqual(ids(BOB, 0, 2));
  const back = await read(branchOf({ [OF_ADA]: shard(ADA, calls(0, 2)), [OF_BOB]: bob }));
  expect(back.newer).toEqual([]);
  expect(await idsOf(back)).toEqual([...ids(ADA, 0, 2), ...ids(BOB, 0, 2)]);
});

test('Lines that cannot be read are counted, and a shard in the folder of another writer counts for nobody', async () => {
  const { read } = openReader();
  const team = await read(
    branchOf({
      [OF_ADA]: shard(ADA, 'torn {', '{"kind":"call","n":3}', calls(0, 1)),
      [OF_BOB]: shard(ADA, calls(5, 9)),
    }),
  );
  expect(team.unknown).toEqual([{ path: OF_ADA, lines: 2 }]);
  expect(team.nobodys).toEqual([OF_BOB]);
  expect(await idsOf(team)).toEqual(ids(ADA, 0, 1));
});

test('After a kill while it was read, or without its log, everything is read anew', async () => {
  const { read } = openReader();
  const before = branchOf({ [OF_ADA]: shard(ADA, calls(0, 4)) });
  const { places } = await read(before);
  writeFileSync(join(places.home, 'reading'), '');
  expect(await idsOf(await read(branchOf({ [OF_ADA]: shard(ADA, calls(2, 4)) })))).toEqual(ids(ADA, 2, 4));
  rmSync(places.log, { recursive: true });
  expect(await idsOf(await read(before))).toEqual(ids(ADA, 0, 4));
});

test('Several repositories are read together, each under its own name', async () => {
  const { read } = openReader();
  const shop = branchOf({ [OF_ADA]: shard(ADA, calls(0, 1)) });
  const kettle = branchOf({ [OF_BOB]: shard(BOB, calls(0, 2)) }, 'github.com/acme/kettle');
  expect((await eventsOf(await read(shop))).map(({ repo }) => repo)).toEqual([REPO]);
  const both = await read(shop, kettle);
  expect((await eventsOf(both)).map(({ repo }) => repo).toSorted()).toEqual([
    'github.com/acme/kettle',
    'github.com/acme/kettle',
    REPO,
  ]);
  expect((await read(kettle, shop)).places.home).toBe(both.places.home);
});

test('Whatever happened in between, the log is that of who reads the branch for the first time', async () => {
  const line = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.tuple(fc.nat(8), fc.integer({ min: 1, max: 4 })).map(([from, n]) => calls(from, from + n)),
    },
    { weight: 1, arbitrary: fc.nat(8).map((n) => encodeForget({ ids: [idOf(n, 'call')] })) },
    { weight: 1, arbitrary: fc.nat(8).map((n) => [fact('call', n, { outcome: 'tool_error', duration_ms: n })]) },
    {
      weight: 1,
      arbitrary: fc
        .nat(3)
        .map((n) => encodeAggregate({ ...(aggregate(calls(0, 4 - n)) as [Aggregate])[0], revision: n })),
    },
  );
  const files = fc.record({ [OF_ADA]: fc.array(line, { maxLength: 4 }), [OF_BOB]: fc.array(line, { maxLength: 3 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(files, fc.boolean()), { minLength: 2, maxLength: 4 }), async (steps) => {
      const often = openReader();
      let now: Record<string, readonly (string | ReturnType<typeof calls>)[]> = {};
      const folded = { [OF_CYD]: shard(CYD, callsOfSixDays()) };
      let team = await often.read(branchOf(folded));
      for (const [step, isRewrite] of steps) {
        now = Object.fromEntries(
          Object.entries(step).map(([path, lines]) => [path, isRewrite ? lines : [...(now[path] ?? []), ...lines]]),
        );
        team = await often.read(branchOf({ ...folded, ...bytesOf(now) }));
      }
      expect(await eventsOf(team)).toEqual(
        await eventsOf(await openReader().read(branchOf({ ...folded, ...bytesOf(now) }))),
      );
    }),
    { numRuns: runs(4) },
  );
});

function bytesOf(files: Readonly<Record<string, readonly (string | ReturnType<typeof calls>)[]>>): Files {
  return Object.fromEntries(
    Object.entries(files).map(([path, lines]) => [path, shard(path === OF_ADA ? ADA : BOB, ...lines)]),
  );
}
