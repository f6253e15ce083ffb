/** What is packed is what JSON would say of it, within limits, and comes out as it went in. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { limitsOf, plain, plainSized } from '../../src/sdk/copy.ts';
import { withPacked } from '../../src/sdk/message.ts';
import { makePacked, pack } from '../../src/sdk/pack.ts';
import { makeMemory, openRing } from '../../src/sdk/ring.ts';
import { openReader } from '../../src/sdk/ring-reader.ts';

const key = fc.string({ maxLength: 20, unit: 'grapheme' }).filter((name) => name !== '__proto__');
const leaf = fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.maxSafeInteger(), fc.double(), fc.boolean());
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    leaf,
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(key, tie('value'), { maxKeys: 5, noNullPrototype: true }),
  ),
}));

/** As JSON says it, without what is no number. */
function said(given: unknown): unknown {
  if (typeof given === 'number') return Number.isFinite(given) ? given + 0 : undefined;
  if (typeof given !== 'object' || given === null) return given;
  if (Array.isArray(given)) return given.map(said).filter((one) => one !== undefined);
  const entries = Object.entries(given).map(([name, one]) => [name, said(one)]);
  return Object.fromEntries(entries.filter(([, one]) => one !== undefined));
}

test('Plain data is copied as JSON would say it', () => {
  fc.assert(
    fc.property(value, (given) => {
      expect(plain(given)).toEqual(said(given));
    }),
  );
});

test('What goes through the ring comes out of it, in order, also where it begins anew', () => {
  const memory = makeMemory(1 << 16);
  const [ring, reader] = [openRing(memory), openReader(memory)];
  const record = fc.dictionary(key, value, { maxKeys: 8, noNullPrototype: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(record, value), { maxLength: 20 }), (all) => {
      const sent: unknown[] = [];
      for (const [fields, free] of all)
        withPacked({ kind: 'error', agent: 'sdk', record: fields, extra: {}, free: [free, undefined] }, (message) => {
          if (ring.push(message)) sent.push(['error', 'sdk', said(fields), {}, [said(free) ?? null, null]]);
        });
      const got: unknown[] = [];
      for (let taken = reader.take(); taken.messages.length > 0; taken = reader.take()) {
        got.push(...taken.messages);
        reader.done(taken, 0);
      }
      expect(got).toEqual(sent);
    }),
  );
});

test('Of what is too deep, too wide, too long or a cycle, what fits is kept', () => {
  const cycle: Record<string, unknown> = { name: 'cycle' };
  cycle['self'] = cycle;
  const deep = JSON.parse(`${'{"a":'.repeat(20)}1${'}'.repeat(20)}`) as unknown;
  expect(plain({ cycle, good: 1 })).toEqual({ cycle: { name: 'cycle' }, good: 1 });
  expect(JSON.stringify(plain(deep))).toBe(`${'{"a":'.repeat(7)}{}${'}'.repeat(7)}`);
  expect(plain(Array.from({ length: 1000 }, (_, n) => n))).toHaveLength(256);
  expect(plain(`${'word '.repeat(300)}`)).toMatch(/^(?:word )+word \[cut\]$|^(?:word )+\[cut\]$/);
  expect(plainSized('x'.repeat(5000))).toBe(`${'x'.repeat(4096)}\0${5000}\0`);
  expect(plain('x'.repeat(5000))).toBe('[cut]');
});

test('What cannot be read is left out, without a trace', () => {
  const bomb = new Proxy(
    {},
    {
      ownKeys() {
        throw new Error('no keys');
      },
    },
  );
  const getter = {
    first: 1,
    get bad() {
      throw new Error('no');
    },
    last: { bomb, left: 'x' },
  };
  expect(plain(getter)).toEqual({ first: 1, last: { left: 'x' } });
  const packed = makePacked();
  expect(pack(bomb, packed, limitsOf())).toBe(false);
  expect(packed).toMatchObject({ filled: 0, wording: '' });
});

test('A getter that records something while it is recorded spoils nothing', () => {
  const memory = makeMemory(1 << 16);
  const [ring, reader] = [openRing(memory), openReader(memory)];
  const send = (free: unknown): void =>
    withPacked({ kind: 'error', agent: 'sdk', record: {}, extra: {}, free: [free] }, ring.push);
  const inner = {
    before: 'x',
    get during() {
      send({ inner: true });
      return 'y';
    },
    after: 'z',
  };
  send(inner);
  expect(reader.take().messages).toEqual([
    ['error', 'sdk', {}, {}, [{ inner: true }]],
    ['error', 'sdk', {}, {}, [{ before: 'x', during: 'y', after: 'z' }]],
  ]);
});
