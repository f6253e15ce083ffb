/** Merging shards is a union of lines: nothing that was published is lost, whoever merges what in which order. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readLines } from '../../src/share/decode.ts';
import { gather } from '../../src/share/gathered.ts';
import { mergeFacts } from '../../src/share/merge-facts.ts';
import { encodeFacts, encodeHeader, shardPath, toBytes } from '../../src/share/shard.ts';
import { union } from '../../src/share/union.ts';
import { anyEvent } from '../store/events.ts';
import { byId, cellOf, factOf } from './making.ts';
import { runs } from '../runs.ts';

const PATH = shardPath('abcdefgh23', '2026-03');
const header = encodeHeader({ writer: 'abcdefgh23', developer: 'me', repo: 'r', month: '2026-03', share: 'redacted' });
const anyFact = anyEvent.map((event) => factOf(event, { level: 'redacted' }));
/** What clones may have published: a common beginning, then each its own. */
const anyVersions = fc
  .tuple(
    fc.array(anyFact, { maxLength: 3 }),
    fc.array(fc.array(anyFact, { maxLength: 3 }), { minLength: 1, maxLength: 5 }),
  )
  .map(([begun, each]) =>
    each.map((own) => toBytes([header, ...encodeFacts(begun), ...own.flatMap((fact) => encodeFacts([fact]))])),
  );

function linesOf(bytes: Uint8Array): Set<string> {
  return new Set(Buffer.from(bytes).toString('utf8').split('\n'));
}

test('Any order and any grouping of merges gives the same lines and the same facts', () => {
  fc.assert(
    fc.property(anyVersions, fc.infiniteStream(fc.nat()), (versions, choices) => {
      const left = [...versions];
      while (left.length > 1) {
        const [one] = left.splice((choices.next().value ?? 0) % left.length, 1);
        const place = (choices.next().value ?? 0) % left.length;
        left[place] = union(PATH, left[place] ?? Buffer.alloc(0), one ?? Buffer.alloc(0));
      }
      const merged = left[0] ?? Buffer.alloc(0);
      expect(linesOf(merged)).toEqual(new Set(versions.flatMap((bytes) => [...linesOf(bytes)])));
      expect(Buffer.from(merged).toString('utf8').startsWith(header)).toBe(true);
      const facts = gather([readLines(merged)]).facts;
      expect(byId([...facts.values()])).toEqual(byId([...gather(versions.map(readLines)).facts.values()]));
    }),
    { numRuns: runs(30) },
  );
});

test('A union is the same whoever comes first, and adds nothing to itself', () => {
  fc.assert(
    fc.property(anyVersions, (versions) => {
      const [one = Buffer.alloc(0), other = one] = versions;
      const both = union(PATH, one, other);
      expect(Buffer.from(union(PATH, other, one))).toEqual(Buffer.from(both));
      expect(Buffer.from(union(PATH, both, other))).toEqual(Buffer.from(both));
      expect(union(PATH, one, one)).toBe(one);
    }),
    { numRuns: runs(30) },
  );
});

test('A version that only grew is taken as it is', () => {
  const short = toBytes([header, '{"a":1}']);
  const long = toBytes([header, '{"a":1}', '{"z":1}', '{"b":1}']);
  expect(Buffer.from(union(PATH, short, long)).toString()).toBe(Buffer.from(long).toString());
});

test('Of other files the longer one is taken, of equally long ones the greater', () => {
  const path = 'code-reviewer/sessions/20261120-1/session.json';
  const [short, long, great] = ['{"a":1}', '{"a":1,"b":2}', '{"b":1}'].map((text) => Buffer.from(text));
  if (short === undefined || long === undefined || great === undefined) throw new Error('three texts');
  expect(union(path, short, long)).toBe(long);
  expect(union(path, long, short)).toBe(long);
  expect(union(path, short, great)).toBe(great);
  expect(union(path, great, short)).toBe(great);
});

const anyThree = fc.array(anyEvent, { minLength: 3, maxLength: 3 }).map((events) => {
  const [first] = events;
  return events.map((event) => ({
    ...factOf(event.kind === first?.kind ? event : (first ?? event), { level: 'redacted' }),
    id: 'aaaaaaaaa',
  }));
});

test('Merging facts is commutative, associative and idempotent', () => {
  fc.assert(
    fc.property(anyThree, ([a, b, c]) => {
      if (a === undefined || b === undefined || c === undefined) throw new Error('three facts');
      expect(mergeFacts(a, b).cells).toEqual(mergeFacts(b, a).cells);
      expect(mergeFacts(mergeFacts(a, b), c).cells).toEqual(mergeFacts(a, mergeFacts(b, c)).cells);
      expect(mergeFacts(a, a)).toBe(a);
      const ab = mergeFacts(a, b);
      expect(mergeFacts(ab, b)).toBe(ab);
    }),
    { numRuns: runs(100) },
  );
});

test('The most explicit outcome brings its exit status and class with it', () => {
  const at = '2026-03-05T12:00:00.000Z';
  const seen = { kind: 'call', id: 'c', at, observers: 'transcript', agent: 'claude-code' } as const;
  const failed = factOf({ ...seen, outcome: 'tool_error', error_class: 'timeout', exit_code: 9 });
  const denied = factOf({ ...seen, observers: 'hook', outcome: 'denied' });
  const merged = mergeFacts(failed, denied);
  expect(['outcome', 'error_class', 'exit_code', 'observers'].map((name) => cellOf(merged, name))).toEqual([
    'denied',
    null,
    null,
    'hook,transcript',
  ]);
});
