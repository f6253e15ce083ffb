/** Lines: their form, their being written once, and what happens when writing goes wrong. */

import { appendFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openLog, toLine } from '../../src/store/append.ts';
import { hashLine } from '../../src/store/block.ts';
import { compact } from '../../src/store/compact.ts';
import { inspectLog } from '../../src/store/inspect.ts';
import { readEvents } from '../../src/store/read.ts';
import { seenPath } from '../../src/store/seen.ts';
import { segmentPath } from '../../src/store/segment.ts';
import { all, anyEvent, call, keep, redacted, temporaryHome } from './events.ts';

const DAY = '2026-03-05';
const MACHINE = '0badcafe';
const FILE = { day: DAY, machine: MACHINE, format: 'ndjson' } as const;

test('A line is the event as JSON, and stays a line whatever its texts hold', () => {
  fc.assert(
    fc.property(anyEvent, (event) => {
      const line = toLine(event);
      expect(line).not.toMatch(/[\n\r]/);
      expect(JSON.parse(line)).toEqual(event);
    }),
  );
});

test('Half a surrogate pair, which no other reader of JSON accepts, becomes the replacement character', async () => {
  const places = temporaryHome();
  const event = call('c', { target: 'a\ud83db \\ud83d c', error_text: '\udc00' });
  keep(places, [event]);
  expect(await all(readEvents(places))).toEqual([{ ...event, target: 'a\ufffdb \\ud83d c', error_text: '\ufffd' }]);
});

test('What is written reads back as it was, NUL and line separators included', async () => {
  const places = temporaryHome();
  const event = call('c', {
    target: 'a\u0000b\u2028c\td"\\',
    attributes: { b: [1, 2.5, { c: null }], a: 'ü' },
    seq: Number.MAX_SAFE_INTEGER,
  });
  keep(places, [event]);
  expect(await all(readEvents(places))).toEqual([event]);
});

test('A line that the log holds is not written again, in this run or in a later one', () => {
  const places = temporaryHome();
  expect(keep(places, [call('a'), call('b'), call('a')])).toBe(2);
  expect(keep(places, [call('b'), call('c')])).toBe(1);
  expect(readFileSync(segmentPath(places, FILE), 'utf8').split('\n')).toHaveLength(4);
});

test('The index of lines is a cache: without it, it is made again from the lines that are there', () => {
  const places = temporaryHome();
  keep(places, [call('a'), call('b')]);
  rmSync(places.cache, { recursive: true });
  expect(keep(places, [call('b'), call('c')])).toBe(1);
  writeFileSync(seenPath(places, MACHINE), 'nonsense');
  expect(keep(places, [call('c'), call('d')])).toBe(1);
});

test('A log that was deleted can be filled again, although the index of its lines is still there', () => {
  const places = temporaryHome();
  keep(places, [call('a')]);
  rmSync(places.log, { recursive: true });
  mkdirSync(`${places.home}/other`);
  expect(keep(places, [call('a')])).toBe(1);
});

test('Forcing the lines to the disk takes files that were folded meanwhile as done', async () => {
  const places = temporaryHome();
  const log = openLog(places, MACHINE);
  log.append(DAY, [toLine(call('a'))]);
  log.append('2026-03-06', [toLine(call('b'))]);
  await compact(places, { before: '2026-03-06', now: () => new Date('2026-03-06T12:00:00Z') });
  await log.flush();
  log.append(DAY, [toLine(call('c'))]);
  await log.flush();
  log.close();
  expect((await all(readEvents(places))).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
});

test('A short-lived writer may append without the index', () => {
  const places = temporaryHome();
  const log = openLog(places, MACHINE, { once: false });
  expect(log.append(DAY, [toLine(call('a')), toLine(call('a'))])).toBe(2);
  log.close();
  expect(() => statSync(places.cache)).toThrow('ENOENT');
});

test('Files are readable by their owner only', () => {
  const places = temporaryHome();
  keep(places, [call('a')]);
  const path = segmentPath(places, FILE);
  const mode = (file: string) => statSync(file).mode & 0o777;
  expect([
    mode(path),
    mode(dirname(path)),
    mode(places.log),
    mode(places.cache),
    mode(seenPath(places, MACHINE)),
  ]).toEqual([0o600, 0o700, 0o700, 0o700, 0o600]);
});

test('A line that was cut swallows neither the next line nor is it read as half an event', async () => {
  const places = temporaryHome();
  keep(places, [call('a')]);
  appendFileSync(segmentPath(places, FILE), toLine(call('cut')).slice(0, -7));
  keep(places, [call('b')]);
  appendFileSync(segmentPath(places, FILE), `${'\0'.repeat(300)}`);
  keep(places, [call('c')]);
  expect((await all(readEvents(places))).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  expect((await inspectLog(places)).lines).toMatchObject({ files: 1, whole: 3, torn: 2 });
});

test('Wherever a line was cut, the line after it is read', async () => {
  const places = temporaryHome();
  const line = toLine(
    call('cut', { seq: 7, target: 'a\\"\u0001é', attributes: { a: [{ b: 'c' }, 1.5, true], d: {} } }),
  );
  const bytes = Buffer.from(line);
  const expected: string[] = [];
  keep(places, [call('before')]);
  for (let end = 1; end < bytes.length; end++) {
    appendFileSync(segmentPath(places, FILE), bytes.subarray(0, end));
    keep(places, [call(`after-${end}`)]);
    expected.push(`after-${end}`);
  }
  expect((await all(readEvents(places))).map(({ id }) => id)).toEqual([...expected, 'before'].toSorted());
});

test('Opening a log touches nothing before the first line', () => {
  const places = temporaryHome();
  const log = openLog(places, MACHINE);
  expect(log.append(DAY, [])).toBe(0);
  log.close();
  expect(() => statSync(places.log)).toThrow('ENOENT');
});

test('A batch larger than the buffer, of texts that are longer in bytes than in characters, is written whole', async () => {
  const places = temporaryHome();
  const events = Array.from({ length: 700 }, (_, index) =>
    call(`c${String(index).padStart(3, '0')}`, { target: '語'.repeat(400) }),
  );
  expect(keep(places, events)).toBe(700);
  expect(await all(readEvents(places))).toEqual(events);
});

function viewOf(text: string): DataView {
  return new DataView(Uint8Array.from(Buffer.from(text)).buffer);
}

test('Different lines have different hashes, and the same bytes the same one wherever they lie', () => {
  const hashes = new Set<number>();
  for (let index = 0; index < 200_000; index++) {
    const bytes = viewOf(`{"v":2,"kind":"call","id":"toolu_${index}","seq":${index % 7}}`);
    hashes.add(hashLine(bytes, 0, bytes.byteLength));
  }
  expect(hashes.size).toBe(200_000);
  const [plain, shifted] = [viewOf('same bytes'), viewOf('..same bytes..')];
  expect(hashLine(plain, 0, 10)).toBe(hashLine(shifted, 2, 12));
  expect(Number.isSafeInteger(hashLine(plain, 0, 10))).toBe(true);
});

test('An event of every kind survives the way to the disk and back', async () => {
  const places = temporaryHome();
  const event = redacted({
    v: 2,
    kind: 'feedback',
    id: 'f',
    at: '2026-03-05T23:59:59.999Z',
    observers: 'log',
    agent: 'cli',
    success: false,
    rating: 5,
    would_use_again: true,
  });
  keep(places, [event]);
  expect(await all(readEvents(places))).toEqual([event]);
});
