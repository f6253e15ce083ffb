/** The format: what is written is read again, and whatever stands in a shard is judged, not believed. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isEvent } from '../../src/event/validate.ts';
import { decodeShard, readLines } from '../../src/share/decode.ts';
import { encodeForget } from '../../src/share/forget.ts';
import { encodeFacts, encodeHeader, parseShardPath, shardPath, toBytes, type Header } from '../../src/share/shard.ts';
import type { Fact } from '../../src/share/facts.ts';
import { anyEvent, call } from '../store/events.ts';
import { byId, factOf } from './making.ts';

const HEADER: Header = {
  writer: 'abcdefgh23',
  developer: 'dev-abcdef',
  repo: 'github.com/acme/shop',
  month: '2026-03',
  share: 'redacted',
};
const anyFact = anyEvent.map((event) => factOf(event, { level: 'redacted' }));

function shardOf(facts: readonly Fact[], more: readonly string[] = []): Uint8Array {
  return toBytes([encodeHeader(HEADER), ...encodeFacts(facts), ...more]);
}

test('Whatever facts are written, the same are read', () => {
  fc.assert(
    fc.property(fc.uniqueArray(anyFact, { maxLength: 15, selector: ({ id }) => id }), (facts) => {
      const read = readLines(shardOf(facts));
      expect(byId(read.facts)).toEqual(byId(facts));
      expect(read.unknown).toBe(0);
      expect(read.header).toEqual(HEADER);
    }),
    { numRuns: 40 },
  );
});

test('What is read are sound events under the names of their writer and developer', () => {
  fc.assert(
    fc.property(fc.uniqueArray(anyFact, { maxLength: 12, selector: ({ id }) => id }), (facts) => {
      const { events } = decodeShard(shardOf(facts));
      expect(events.length).toBe(facts.length);
      for (const event of events) {
        expect(isEvent(event)).toBe(true);
        expect(event).toMatchObject({ developer: 'dev-abcdef', repo: HEADER.repo, machine: HEADER.writer });
        expect(event.id).toMatch(/^abcdefgh23\.[\w-]{9}$/);
      }
    }),
    { numRuns: 25 },
  );
});

test('The sum of tokens read from a cache survives its compact form', () => {
  const answer = (id: string, at: string, more: object) =>
    factOf({ kind: 'answer', id, at, observers: 'transcript', agent: 'claude-code', session_id: 's', ...more });
  const facts = [
    answer('a', '2026-03-05T12:00:00.000Z', { cache_read_tokens: 0, cache_write_5m_tokens: 9000 }),
    answer('b', '2026-03-05T12:00:10.000Z', { cache_read_tokens: 9000, cache_write_1h_tokens: 500 }),
    answer('c', '2026-03-05T12:00:20.000Z', { cache_read_tokens: 9500 }),
    answer('d', '2026-03-05T12:00:30.000Z', {}),
    answer('e', '2026-03-05T12:00:40.000Z', { cache_read_tokens: 12 }),
  ];
  const [line = ''] = encodeFacts(facts);
  expect(JSON.parse(line)).toMatchObject({ n: 5, cache_read_tokens: [0, 0, 0, null, 12] });
  expect(byId(readLines(toBytes([line])).facts)).toEqual(byId(facts));
});

test('The same facts give the same bytes in whatever order they come', () => {
  fc.assert(
    fc.property(fc.uniqueArray(anyFact, { maxLength: 12, selector: ({ id }) => id }), (facts) => {
      expect(encodeFacts(facts.toReversed())).toEqual(encodeFacts(facts));
    }),
    { numRuns: 25 },
  );
});

test('A shard without a header is nobody’s, and its events are none', () => {
  expect(decodeShard(toBytes(encodeFacts([factOf(call('c'))])))).toMatchObject({ header: undefined, events: [] });
});

test('Lines that are none are counted, the others are read', () => {
  const odd = [
    '{',
    '[]',
    '7',
    '{"kind":"call","n":2,"id":"short"}',
    '{"kind":"no such kind","n":0,"id":"","at":[]}',
    '{"forget":{"all":true}}',
  ];
  const read = decodeShard(shardOf([factOf(call('c'))], odd));
  expect(read.unknown).toBe(odd.length);
  expect(read.events.length).toBe(1);
});

test('No line, however broken, makes the reader throw or yields an event that is not sound', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(anyFact, { maxLength: 6, selector: ({ id }) => id }),
      fc.nat(),
      fc.string({ maxLength: 4 }),
      (facts, place, put) => {
        const text = Buffer.from(shardOf(facts)).toString('utf8');
        const at = place % text.length;
        const broken = `${text.slice(0, at)}${put.replaceAll(/[0-9]/g, '')}${text.slice(at + 1)}`;
        for (const event of decodeShard(Buffer.from(broken)).events) expect(isEvent(event)).toBe(true);
      },
    ),
    { numRuns: 80 },
  );
});

test('A field that is unknown, or a value without its form, is passed over; the fact stays', () => {
  const [line = ''] = encodeFacts([factOf(call('c', { model: 'gpt-5' }))]);
  const block = {
    ...(JSON.parse(line) as object),
    mood: ['good'],
    model: { of: ['\u001b[31m/etc/passwd'] },
    duration_ms: ['x'],
  };
  const { events, unknown } = decodeShard(toBytes([encodeHeader(HEADER), JSON.stringify(block)]));
  expect(unknown).toBe(0);
  expect(events[0]).toMatchObject({ kind: 'call', tool: 'Bash' });
  expect(events[0]).not.toHaveProperty('model');
  expect(events[0]).not.toHaveProperty('duration_ms');
});

test('What a newer version wrote is refused with the next step, be it the shard or the schema of a block', () => {
  const header = encodeHeader(HEADER).replace('"v":1', '"v":2');
  const block = (encodeFacts([factOf(call('c'))])[0] ?? '').replace('"v":2', '"v":3');
  for (const lines of [[header], [encodeHeader(HEADER), block]])
    expect(() => decodeShard(toBytes(lines))).toThrow(
      expect.objectContaining({ code: 'share/newer-version', hint: expect.stringContaining('Update') }) as Error,
    );
});

test('The path of a shard names its writer and month, and nothing else is one', () => {
  const path = shardPath('abcdefgh23', '2026-03');
  expect(path).toBe('hindcast/v1/abcdefgh23/2026-03.jsonl');
  expect(parseShardPath(path)).toEqual({ writer: 'abcdefgh23', month: '2026-03' });
  for (const other of [
    'README.md',
    `${path}.bak`,
    'hindcast/v1/abcdefgh23/2026-13.jsonl',
    `x/${path}`,
    'hindcast/v1/ABCDEFGH23/2026-03.jsonl',
  ])
    expect(parseShardPath(other)).toBeUndefined();
});

test('Tombstones are read as they were written', () => {
  const forgets = [{ ids: ['aaaaaaaaa', 'bbbbbbbbb'] }, { sessions: ['ccccccccc'] }, { after: 10, before: null }];
  expect(readLines(toBytes(forgets.map(encodeForget))).forgets).toEqual(forgets);
});
