/** The compiled scanner against the plain reference, on good JSON, on garbage, and on any split of the input. */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { openElider } from '../../src/doors/elide.ts';
import type { Drop, Keep } from '../../src/sources/define.ts';
import { sizeOf } from '../../src/sources/read.ts';
import { elideSlowly, type Piece } from './elide-reference.ts';
import { runs } from '../runs.ts';

const KEEP: Keep = {
  text: 30,
  keys: { command: 60, long: 100, é: 50 },
  whenContains: { needles: ['"is_error":true', 'no such'], text: 80 },
};

const ITEM: Drop = { é: true, other: { command: true, long: 'size' }, is_error: 'size' };
const DROPPING: Keep = { ...KEEP, drop: { other: true, command: ITEM, long: { long: true, é: ITEM }, é: 'size' } };
/** Both ways of reading, so that all that is said of one holds for the other. */
const keeps = fc.constantFrom<Keep>(KEEP, DROPPING, {
  text: 30,
  keys: { command: 60 },
  whenTrue: { keys: ['is_error', 'other'], text: 80 },
  drop: { command: { other: true, é: 'size' }, long: 'size' },
});

/** Runs the scanner over `input`, handed to it in pieces of the given sizes (repeated). */
function elide(input: Buffer, sizes: readonly number[], keep: Keep = KEEP): { pieces: Piece[]; isOpen: boolean } {
  const elider = openElider(keep);
  const origin = elider.makeRoom().at;
  const pieces: Piece[] = [];
  let base = 0;
  let position = 0;
  for (let turn = 0; position < input.length; turn++) {
    const room = elider.makeRoom();
    base += room.moved;
    const size = Math.min(sizes[turn % sizes.length] ?? 1, room.size, input.length - position);
    input.copy(elider.bytes, room.at, position, position + size);
    position += size;
    for (let rows = elider.run(size); rows > 0; rows = elider.isPending() ? elider.run(0) : 0) {
      for (let i = 0; i < rows; i++) {
        const row = elider.row(i);
        const text = elider.bytes.toString('latin1', row.start, row.end);
        const kind = row.kind === 'ascii' || row.kind === 'utf-8' ? 'whole' : row.kind;
        if (kind === 'whole') expect(row.kind === 'utf-8').toBe(/[\u0080-\u00ff]/.test(text));
        pieces.push({ kind, text, end: base + row.inputEnd - origin });
      }
    }
  }
  return { pieces, isOpen: !elider.isBetween() };
}

const words = [
  'a',
  'é',
  '日本',
  '😀',
  '\\',
  '"',
  '\n',
  '\t',
  '\u0001',
  '\u2028',
  'x'.repeat(20),
  'plain text ',
  'no such',
  '\ud800',
  '\udc00',
];
const text = fc.array(fc.constantFrom(...words), { maxLength: 30 }).map((parts) => parts.join(''));
const key = fc.oneof(fc.constantFrom('command', 'long', 'é', 'is_error', 'other'), text);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.constantFrom(true, false, null, 0, -1.5e9),
    fc.array(tie('value')),
    fc.dictionary(key, tie('value')),
  ),
}));
const spaced = fc
  .tuple(value, fc.constantFrom(undefined, 1, '\t'))
  .map(([json, space]) => JSON.stringify([json], undefined, space));
const sizes = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 8 });
const encoded = fc.tuple(value, fc.boolean()).map(([json, isEscaped]) => {
  const line = JSON.stringify(json);
  return isEscaped
    ? line.replaceAll(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    : line;
});
const garbage = fc.constantFrom(
  '\0\0',
  '{',
  '}',
  '"',
  '\\',
  '\n',
  '\r\n',
  '[',
  ']',
  ',',
  ':',
  '\\u',
  '\\ud83d',
  '\\ude00',
  '\\u00e9',
  '\\n',
  'é',
  'x'.repeat(70),
  '"a":',
  '"other":',
  '"command":{',
  '{"long":',
  '\xff',
  ' ',
);

test('It does what the reference does, however the input is split.', () => {
  fc.assert(
    fc.property(
      fc.array(encoded, { maxLength: 6 }),
      sizes,
      fc.constantFrom('\n', '\r\n', '', ' ', '\n\n'),
      keeps,
      (lines, split, between, keep) => {
        const input = Buffer.from(lines.join(between) + between);
        expect(elide(input, split, keep)).toEqual(elideSlowly(input, keep));
      },
    ),
    { numRuns: runs(1500) },
  );
});

test('It does what the reference does with damaged input.', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(garbage, encoded), { maxLength: 40 }),
      sizes,
      fc.boolean(),
      keeps,
      (parts, split, isLatin, keep) => {
        const input = Buffer.from(parts.join(''), isLatin ? 'latin1' : 'utf8');
        expect(elide(input, split, keep)).toEqual(elideSlowly(input, keep));
      },
    ),
    { numRuns: runs(3000) },
  );
});

test('It does what the reference does with any bytes.', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), sizes, keeps, (bytes, split, keep) => {
      const input = Buffer.from(bytes);
      expect(elide(input, split, keep)).toEqual(elideSlowly(input, keep));
    }),
    { numRuns: runs(2000) },
  );
});

test('Short texts come through as they were, long ones keep their beginning and their size.', () => {
  fc.assert(
    fc.property(value, sizes, (original, split) => {
      const [piece] = elide(Buffer.from(JSON.stringify([original])), split).pieces;
      const [copy] = JSON.parse(Buffer.from(piece?.text ?? '', 'latin1').toString());
      compare(copy, JSON.parse(JSON.stringify(original)));
    }),
    { numRuns: runs(1000) },
  );
});

test('What is left out vanishes from valid JSON and takes nothing else with it, however the input is split.', () => {
  const keep: Keep = {
    text: 100_000,
    drop: { other: true, command: { é: true, other: { command: true } }, long: { long: true } },
  };
  fc.assert(
    fc.property(spaced, sizes, (json, split) => {
      const input = Buffer.from(json);
      const elider = openElider(keep, true);
      let text = '';
      for (let at = 0, turn = 0; at < input.length; turn++) {
        const more = input.copy(elider.bytes, elider.makeRoom().at, at, at + (split[turn % split.length] ?? 1));
        at += more;
        if (elider.run(more) > 0) text = elider.bytes.toString('utf8', elider.row(0).start, elider.row(0).end);
      }
      expect(JSON.parse(text)).toEqual(without(JSON.parse(json), keep.drop ?? {}));
    }),
    { numRuns: runs(1500) },
  );
});

/** The value as it would be if the keys that `drop` names had never been written. */
function without(json: unknown, drop: Drop): unknown {
  if (Array.isArray(json)) return json.map((item) => without(item, drop));
  if (typeof json !== 'object' || json === null) return json;
  const kept = Object.entries(json).map(([name, child]) => {
    const below = Object.hasOwn(drop, name) ? drop[name] : {};
    if (below === true) return [];
    return [[name, without(child, typeof below === 'object' ? below : {})] as const];
  });
  return Object.fromEntries(kept.flat());
}

test('A needle in what is left out makes nothing longer, unless something that is kept was cut.', () => {
  const keep: Keep = { text: 24, whenContains: { needles: ['found it'], text: 80 }, drop: { gone: true } };
  const lines = [
    { gone: `${'x'.repeat(90)} found it`, a: 'short' },
    { gone: 'found it', a: 'y'.repeat(50) },
  ];
  const { pieces } = elide(Buffer.from(lines.map((line) => JSON.stringify(line)).join('\n')), [11], keep);
  expect(pieces.map((piece) => JSON.parse(piece.text))).toEqual([{ a: 'short' }, { a: 'y'.repeat(50) }]);
});

/** Equal, but for texts that were cut. */
function compare(copy: unknown, original: unknown): void {
  if (typeof original === 'string' && typeof copy === 'string' && copy !== original) {
    const mark = copy.indexOf('\0');
    expect(original.startsWith(copy.slice(0, mark))).toBe(true);
    expect(sizeOf(copy)).toBe(Buffer.byteLength(original));
  } else if (typeof original === 'object' && original !== null && typeof copy === 'object' && copy !== null) {
    expect(Object.keys(copy)).toEqual(Object.keys(original));
    const copies = Object.values(copy);
    for (const [place, child] of Object.values(original).entries()) compare(copies[place], child);
  } else expect(copy).toEqual(original);
}

test('A string directly under a named key, or in a list under it, is kept longer; one below an object is not.', () => {
  const long = 'y'.repeat(70);
  const [piece] = elide(
    Buffer.from(JSON.stringify({ long: [long, { other: long }, [long]], other: long })),
    [9],
  ).pieces;
  const cut = `${'y'.repeat(30)}\0${70}\0`;
  expect(JSON.parse(piece?.text ?? '')).toEqual({ long: [long, { other: cut }, [long]], other: cut });
});

test('An escape is never torn, wherever it falls among the bytes that are scanned together, in what is cut and in what is left out.', () => {
  for (const escape of ['\\"', '\\\\', '\\\\\\"', '\\n\\n\\t', '\\u00e9', '\\ud83d\\ude00', '\\ud83d"', '\\\n']) {
    for (let before = 0; before < 140; before++) {
      const rest = escape.endsWith('"') && !escape.endsWith('\\"') ? '' : `${'y'.repeat(150)}"`;
      for (const key of ['a', 'other']) {
        const input = Buffer.from(`{"${key}":"${'x'.repeat(before)}${escape}${rest}}\n{}`);
        const expected = elideSlowly(input, DROPPING);
        expect(elide(input, [input.length], DROPPING)).toEqual(expected);
        expect(elide(input, [before + 7, 3], DROPPING)).toEqual(expected);
      }
    }
  }
});

test('Where only the size is wanted, a long text keeps its first character, if that is a plain one, unless the record is wanted.', () => {
  const keep: Keep = {
    text: 40,
    keys: { size: 100 },
    whenTrue: { keys: ['is_error'], text: 60 },
    drop: { a: { size: 'size' }, b: { size: 'size' } },
  };
  const texts = ['x'.repeat(24), `-${'y'.repeat(24)}`, `é${'y'.repeat(30)}`, `\n${'y'.repeat(30)}`];
  const lines = [{ a: { size: texts, other: 'z'.repeat(40) } }, { b: [{ size: texts[1] }], size: texts[1] }];
  const { pieces } = elide(
    Buffer.from([...lines, { ...lines[1], is_error: true }].map((line) => JSON.stringify(line)).join('\n')),
    [9],
    keep,
  );
  expect(pieces.map((piece) => JSON.parse(piece.text))).toEqual([
    { a: { size: [texts[0], '-\u000025\u0000', '\u000032\u0000', '\u000031\u0000'], other: 'z'.repeat(40) } },
    { b: [{ size: '-\u000025\u0000' }], size: texts[1] },
    { ...lines[1], is_error: true },
  ]);
});

test('Keys and texts of any length up to a few blocks come through whole, with an escape or without.', () => {
  for (let length = 0; length < 70; length++) {
    const names = ['k'.repeat(length), `${'k'.repeat(length)}\\n`, `\\"${'k'.repeat(length)}`];
    const input = Buffer.from(`{${names.map((name) => `"${name}":"${name}"`).join(',')}}`);
    for (const split of [[input.length], [17], [1]]) expect(elide(input, split)).toEqual(elideSlowly(input, KEEP));
  }
});

test('Each of many keys has its own limit.', () => {
  const names = Array.from({ length: 60 }, (_, index) => `key${index * 7}`);
  const keep: Keep = { text: 25, keys: Object.fromEntries(names.map((name, index) => [name, 30 + index])) };
  const input = Buffer.from(
    JSON.stringify(Object.fromEntries([...names, 'other'].map((name) => [name, 'v'.repeat(95)]))),
  );
  expect(elide(input, [input.length], keep)).toEqual(elideSlowly(input, keep));
});

test('A record that contains a needle, even in what would be cut, is kept longer, and only that record.', () => {
  const long = `${'z'.repeat(60)}no such file`;
  const lines = [{ a: 'z'.repeat(75) }, { a: long }, { is_error: true, a: 'z'.repeat(75) }, { a: 'z'.repeat(76) }];
  const { pieces } = elide(Buffer.from(lines.map((line) => JSON.stringify(line)).join('\n')), [7]);
  expect(pieces.map((piece) => JSON.parse(piece.text).a.length)).toEqual([34, 72, 75, 34]);
});

test('A record in which a named key is true is kept longer, wherever the key stands, however the record is written.', () => {
  const keep: Keep = { text: 24, whenTrue: { keys: ['is_error'], text: 80 } };
  const long = 'z'.repeat(75);
  const lines = [
    { content: [{ is_error: true, a: long }] },
    { is_error: false, b: true, a: long },
    { a: `${long}"is_error":true` },
    { is_error: [true], a: long },
  ];
  for (const space of [undefined, ' ', '\t']) {
    const input = lines.map((line) => JSON.stringify(line, undefined, space).replaceAll('\n', ''));
    const { pieces } = elide(Buffer.from(input.join('\n')), [13], keep);
    expect(pieces.map((piece) => piece.text.includes(long))).toEqual([true, false, false, false]);
  }
});

test('A value of many megabytes needs no more memory than a short one, and the next one is found.', () => {
  const input = Buffer.from(`{"a":"${'\\n'.repeat(6_000_000)}","b":1}{"c":2}`);
  const { pieces, isOpen } = elide(input, [250_000]);
  expect(isOpen).toBe(false);
  expect(pieces.map((piece) => piece.text)).toEqual([
    `{"a":"${'\\n'.repeat(15)}\\u00006000000\\u0000","b":1}`,
    '{"c":2}',
  ]);
});

test('A value that is longer than 8 MB without its long texts is given up, and the next one is found.', () => {
  const input = Buffer.from(`[${'1,'.repeat(5_000_000)}2]\n{"long":"${'k'.repeat(90)}"}`);
  const { pieces } = elide(input, [250_000]);
  expect(pieces.map(({ kind }) => kind)).toEqual(['too-long', 'whole']);
  expect(JSON.parse(pieces[1]?.text ?? '')).toEqual({ long: 'k'.repeat(90) });
});

test('Values nested deeper than any client writes are broken, not fatal.', () => {
  const { pieces } = elide(Buffer.from(`${'['.repeat(70_000)}\n{}`), [64_000]);
  expect(pieces.map(({ kind }) => kind)).toContain('broken');
  expect(pieces.at(-1)?.text).toBe('{}');
});

test('More values in one piece than the table of the scanner holds all arrive.', () => {
  expect(elide(Buffer.from('{}'.repeat(10_000)), [20_000]).pieces).toHaveLength(10_000);
});

test('The compiled scanner is not older than its source.', () => {
  const script = fileURLToPath(new URL('../../scripts/wasm.mjs', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
