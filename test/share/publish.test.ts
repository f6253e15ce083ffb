/** What a sync would add, from real logs: everything of this repository once, nothing twice, and nothing else. */

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RedactedEvent } from '../../src/redaction/redacted.ts';
import type { EventOf } from '../../src/event/schema.ts';
import { additionsOf } from '../../src/share/additions.ts';
import { decodeShard, readLines } from '../../src/share/decode.ts';
import { gather } from '../../src/share/gathered.ts';
import { encodeForget } from '../../src/share/forget.ts';
import { makePseudonym } from '../../src/share/facts.ts';
import { writerOf } from '../../src/share/key.ts';
import { makePublish } from '../../src/share/publish.ts';
import { shardPath, toBytes } from '../../src/share/shard.ts';
import { union } from '../../src/share/union.ts';
import { anyEvent, call, keep, redacted, temporaryHome } from '../store/events.ts';
import { KEY, REPO, cellOf, factOf, factsOn, publishFrom, publishOn, textOf, tipOf, type Files } from './making.ts';
import { runs } from '../runs.ts';

const WRITER = writerOf(KEY, REPO);

function mine(id: string, more: Partial<EventOf<'call'>> = {}): RedactedEvent {
  return call(id, { repo: REPO, session_id: 's1', outcome: 'ok', ...more });
}

test('What belongs to the repository leaves once, and publishing again adds nothing', async () => {
  const there = temporaryHome();
  keep(there, [
    mine('a'),
    mine('b', { at: '2026-04-01T00:00:00.000Z' }),
    call('c', { repo: 'github.com/acme/other' }),
    call('d'),
  ]);
  const { files, added } = await publishOn(new Map(), publishFrom(there));
  expect(added.events).toEqual({ call: 2 });
  expect([...files.keys()].toSorted()).toEqual([shardPath(WRITER, '2026-03'), shardPath(WRITER, '2026-04')]);
  expect(added.added_bytes).toBe(
    Buffer.byteLength([...files.values()].map((bytes) => Buffer.from(bytes).toString()).join('')),
  );
  const again = await publishOn(files, publishFrom(there));
  expect(again.added).toEqual({ writes: new Map(), events: {}, added_bytes: 0, notes: [] });
});

test('Whatever the facts are, nothing is missing any more once they were written', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 12 }), (events) => {
      const facts = events.map((event) => factOf(event, { level: 'redacted' }));
      const once = additionsOf({ facts, published: { shards: new Map(), ...gather([]) }, daysBefore: undefined });
      const lines = readLines(toBytes([...once.lines.values()].flat()));
      expect(lines.unknown).toBe(0);
      const again = additionsOf({ facts, published: { shards: new Map(), ...gather([lines]) }, daysBefore: undefined });
      expect(again).toEqual({ lines: new Map(), events: {} });
    }),
    { numRuns: runs(40) },
  );
});

test('An event from before 1970 stays here, and does not keep the others from leaving', async () => {
  const there = temporaryHome();
  keep(there, [mine('old', { at: '1969-12-31T23:59:59.000Z' }), mine('a', { session_at: '1960-01-01T00:00:00.000Z' })]);
  const { files, added } = await publishOn(new Map(), publishFrom(there));
  expect(added.events).toEqual({ call: 1 });
  expect(factsOn(files).length).toBe(1);
  expect((await publishOn(files, publishFrom(there))).added.writes.size).toBe(0);
});

test('Two homes that saw the same thing share one fact, and only what changed is added', async () => {
  const there = temporaryHome();
  keep(there, [mine('a', { outcome: 'unknown' })]);
  const first = await publishOn(new Map(), publishFrom(there));
  keep(there, [mine('a', { observers: 'hook', duration_ms: 120, outcome: 'tool_error' }), mine('b')]);
  const second = await publishOn(first.files, publishFrom(there));
  expect(second.added.events).toEqual({ call: 2 });
  const path = shardPath(WRITER, '2026-03');
  expect(Buffer.from(second.files.get(path) ?? []).toString()).toContain(
    Buffer.from(first.files.get(path) ?? []).toString(),
  );
  const facts = factsOn(second.files);
  expect(facts.length).toBe(2);
  const changed = facts.find(({ id }) => id === makePseudonym(KEY)('call', 'a'));
  if (changed === undefined) throw new Error('the fact is gone');
  expect(['outcome', 'duration_ms', 'observers'].map((name) => cellOf(changed, name))).toEqual([
    'tool_error',
    120,
    'hook,transcript',
  ]);
});

test('A judgement without a repository leaves with the session that it judges, and names it', async () => {
  const there = temporaryHome();
  const at = '2026-03-05T12:00:00.000Z';
  const told = { at, observers: 'log', agent: 'hindcast' };
  keep(there, [
    redacted({ v: 2, kind: 'session', id: 's1', session_id: 's1', repo: REPO, ...told }),
    redacted({ v: 2, kind: 'feedback', id: 'f1', subject_id: 's1', rating: 4, ...told }),
    redacted({ v: 2, kind: 'feedback', id: 'f2', subject_id: 'elsewhere', rating: 1, ...told }),
  ]);
  const { added } = await publishOn(new Map(), publishFrom(there));
  expect(added.events).toEqual({ session: 1, feedback: 1 });
  const events = [...added.writes.values()].flatMap((bytes) => [...decodeShard(bytes).events]);
  const session = events.find(({ kind }) => kind === 'session');
  expect(events.find(({ kind }) => kind === 'feedback')).toMatchObject({ subject_id: session?.id, rating: 4 });
});

test('Clones that publish random portions of a growing log side by side end with every event exactly once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ id: fc.nat(40), clone: fc.nat(1), ms: fc.nat(2 * 86_400_000), cut: fc.boolean() }), {
        minLength: 20,
        maxLength: 40,
      }),
      async (steps) => {
        const there = temporaryHome();
        let remote: Files = new Map();
        const clones: Files[] = [new Map(), new Map()];
        const merged = (one: Files, other: Files) =>
          new Map([
            ...one,
            ...[...other].map(([path, bytes]) => [path, union(path, one.get(path) ?? bytes, bytes)] as const),
          ]);
        const sync = async (clone: number, isPushed: boolean) => {
          const base = isPushed ? merged(remote, clones[clone] ?? new Map()) : (clones[clone] ?? new Map());
          const { files } = await publishOn(base, publishFrom(there));
          clones[clone] = files;
          if (isPushed) remote = merged(remote, files);
        };
        for (const [index, { id, clone, ms, cut }] of steps.entries()) {
          keep(there, [mine(`c${id}`, { at: new Date(Date.parse('2026-03-31T00:00:00Z') + ms).toISOString() })]);
          if (index % 7 === 6) await sync(clone, !cut);
        }
        await sync(0, true);
        await sync(1, true);
        const ids = factsOn(remote).map(({ id }) => id);
        expect(ids.toSorted()).toEqual(
          [...new Set(steps.map(({ id }) => makePseudonym(KEY)('call', `c${id}`)))].toSorted(),
        );
      },
    ),
    { numRuns: runs(3) },
  );
});

test('What stood in for others is taken back once they are told, and what was pruned stays', async () => {
  const there = temporaryHome();
  const answer = (id: string, more: object) =>
    redacted({
      v: 2,
      kind: 'answer',
      id,
      at: '2026-03-05T12:00:00.000Z',
      observers: 'otel',
      agent: 'claude-code',
      session_id: 's1',
      repo: REPO,
      ...more,
    });
  keep(there, [
    answer('request:r1', { output_tokens: 5, request_id: 'r1' }),
    answer('unmatched:s1:x', { output_tokens: 5 }),
    answer('unmatched:s2:x', { session_id: 's2' }),
  ]);
  const first = await publishOn(new Map(), publishFrom(there));
  expect(first.added.events).toEqual({ answer: 3 });
  const later = temporaryHome();
  keep(later, [answer('msg_1', { observers: 'transcript', request_id: 'r1', output_tokens: 5 })]);
  const second = await publishOn(first.files, publishFrom(later));
  const pseudonym = makePseudonym(KEY);
  expect(
    factsOn(second.files)
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual([pseudonym('answer', 'msg_1'), pseudonym('answer', 'unmatched:s2:x')].toSorted());
  expect((await publishOn(second.files, publishFrom(later))).added.added_bytes).toBe(0);
});

test('What was taken back is not published again', async () => {
  const there = temporaryHome();
  keep(there, [
    mine('a'),
    mine('b', { session_id: 's2' }),
    mine('c', { at: '2026-03-06T12:00:00.000Z', session_id: 's3' }),
  ]);
  const { files } = await publishOn(new Map(), publishFrom(there));
  const path = shardPath(WRITER, '2026-03');
  const pseudonym = makePseudonym(KEY);
  const forgets = [
    encodeForget({ ids: [pseudonym('call', 'a')] }),
    encodeForget({ sessions: [pseudonym('session', 's2')] }),
    encodeForget({ after: Date.parse('2026-03-06T00:00:00Z') / 1000, before: null }),
  ];
  const after = new Map([
    ...files,
    [path, Buffer.from(`${Buffer.from(files.get(path) ?? []).toString()}${forgets.join('\n')}\n`)],
  ]);
  expect(factsOn(after)).toEqual([]);
  expect((await publishOn(after, publishFrom(there))).added.writes.size).toBe(0);
  const emptied = new Map([[path, Buffer.from(`${forgets.join('\n')}\n`)]]);
  expect((await publishOn(emptied, publishFrom(there))).added.events).toEqual({});
});

test('A publication for one tip after the other reads the log once', async () => {
  const there = temporaryHome();
  keep(there, [mine('a')]);
  const publish = makePublish(publishFrom(there));
  const first = await publish(tipOf(new Map()));
  rmSync(there.log, { recursive: true });
  expect((await publish(tipOf(new Map()))).writes).toEqual(first.writes);
  expect((await publish(tipOf(first.writes))).writes.size).toBe(0);
});

test('A shard whose last line was not ended is ended before lines are added', async () => {
  const there = temporaryHome();
  keep(there, [mine('a')]);
  const { files } = await publishOn(new Map(), publishFrom(there));
  const path = shardPath(WRITER, '2026-03');
  const torn = new Map([[path, Buffer.from(files.get(path) ?? []).subarray(0, -1)]]);
  keep(there, [mine('b')]);
  expect(factsOn((await publishOn(torn, publishFrom(there))).files).length).toBe(2);
});

test('Another repository has another writer, so that nobody can link the two', async () => {
  expect(writerOf(KEY, 'github.com/acme/other')).not.toBe(WRITER);
  expect(WRITER).toMatch(/^[a-z2-7]{10}$/);
});

test('The policy of the repository forbids, drops and coarsens; one that cannot be understood refuses', async () => {
  const there = temporaryHome();
  keep(there, [
    mine('a', { fingerprint: '1-abcdefghjkmn', error_text: 'no such file', at: '2026-03-05T12:34:56.000Z' }),
  ]);
  const root = temporaryHome().home;
  mkdirSync(join(root, '.hindcast'));
  const under = async (policy: unknown) => {
    writeFileSync(join(root, '.hindcast', 'policy.json'), typeof policy === 'string' ? policy : JSON.stringify(policy));
    return publishOn(new Map(), publishFrom(there, { root, level: 'redacted' }));
  };
  expect(textOf((await under({})).files)).toContain('no such file');
  expect(textOf((await under({ literals: ['such file'] })).files)).not.toContain('such file');
  const metrics = textOf((await under({ share: { level: 'metrics', drop: ['fingerprint'], time: 'hour' } })).files);
  expect(metrics).toContain('"share":"metrics"');
  expect(metrics).not.toMatch(/no such file|1-abcdefghjkmn/);
  expect(metrics).toContain(`"at":[${Date.parse('2026-03-05T12:00:00Z') / 1000}]`);
  expect((await under({ share: { level: 'none' } })).added).toMatchObject({
    writes: new Map(),
    notes: [expect.stringContaining('forbids')],
  });
  for (const bad of [
    '{',
    '[]',
    { share: { level: 'all' } },
    { share: { mood: 1 } },
    { share: { drop: ['no field'] } },
    { share: { drop: ['id'] } },
    { share: { drop: ['at'] } },
    { share: [] },
  ])
    await expect(under(bad)).rejects.toMatchObject({ code: 'share/bad-policy' });
});
