/** From files to the log: what is read, what is read again, and what is never lost or doubled. */

import {
  appendFileSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import type { Event } from '../src/event/schema.ts';
import { storeEvents } from '../src/ingest/store-events.ts';
import type { Source } from '../src/sources/define.ts';
import { object } from '../src/sources/read.ts';
import { loadManifest } from '../src/store/manifest.ts';
import { prune } from '../src/store/prune.ts';
import { line, logged, notes, openDesk } from './doors/notes.ts';

/** Put together here, so that scanners of this file stay quiet. */
const SECRET = `ghp_${'a1B2c3D4e5'.repeat(4).slice(0, 36)}`;

const ids = (desk: ReturnType<typeof openDesk>) =>
  logged(desk.home)
    .map((event) => `${event['id']} ${event['outcome']}`)
    .sort();

test('Events of new files are stamped, redacted, sorted into days and counted.', async () => {
  const desk = openDesk();
  mkdirSync(join(desk.root, 'p'));
  writeFileSync(
    join(desk.root, 'p', 'a.jsonl'),
    line({ call: 'one', at: '2026-01-31T23:59:59.000Z', cwd: '/nowhere/project', text: `use ${SECRET}` }) +
      line({ end: 'one' }),
  );
  writeFileSync(
    join(desk.root, 'b.jsonl'),
    `${line({ call: 's', kind: 'session', at: '2026-02-01T00:00:00.000Z', cwd: '/nowhere/project' })}7\n{"odd":1}\nnone\n`,
  );
  const summary = await desk.run();
  expect(summary).toMatchObject({
    files: 2,
    events: 2,
    new_events: 2,
    warnings: [],
    skips: { 'not-json': 1, 'not-an-object': 1, 'unknown-type': 1, 'part-of-event': 1 },
    sources: { notes: { files: 2, found: 2, roots: [desk.root], events: 2 } },
  });
  expect(summary.read_bytes).toBe(
    statSync(join(desk.root, 'p', 'a.jsonl')).size + statSync(join(desk.root, 'b.jsonl')).size,
  );
  const [call, session] = logged(desk.home);
  expect(call).toMatchObject({
    day: '2026-01-31',
    v: 2,
    kind: 'call',
    id: 'one',
    repo: 'local/project',
    utc_offset_min: 0,
    outcome: 'ok',
    seq: 0,
  });
  expect(call?.['machine']).toMatch(/^[0-9a-f]{8}$/);
  expect(call).not.toHaveProperty('cwd');
  expect(session).toMatchObject({ day: '2026-02-01', kind: 'session', cwd: '/nowhere/project', repo: 'local/project' });
  expect(JSON.stringify(logged(desk.home))).not.toContain(SECRET);
});

test('A second import opens nothing and changes nothing.', async () => {
  const desk = openDesk();
  writeFileSync(join(desk.root, 'a.jsonl'), line({ call: 'one' }) + line({ end: 'one' }));
  await desk.run();
  expect(await desk.run()).toMatchObject({
    files: 1,
    read_bytes: 0,
    events: 0,
    new_events: 0,
    sources: { notes: { files: 0, found: 1 } },
  });
  expect(ids(desk)).toEqual(['one ok']);
});

test('A file that grew is read from where reading stopped, and what was open is closed.', async () => {
  const desk = openDesk();
  const path = join(desk.root, 'a.jsonl');
  writeFileSync(path, line({ call: 'one' }) + line({ end: 'one' }) + line({ call: 'two' }));
  expect(await desk.run()).toMatchObject({ events: 2, new_events: 2 });
  appendFileSync(path, '{"end":');
  expect(await desk.run()).toMatchObject({ read_bytes: 7, new_events: 0, skips: { 'unfinished-record': 1 } });
  appendFileSync(path, '"two"}\n');
  expect(await desk.run()).toMatchObject({ read_bytes: 14, events: 1, new_events: 1, skips: {} });
  expect(ids(desk)).toEqual(['one ok', 'two ok', 'two unknown']);
  expect(logged(desk.home).map((event) => event['seq'])).toEqual([0, 2, 2]);
  expect(loadManifest(desk.home).entry('notes', path)).toMatchObject({ index: 4, offset: statSync(path).size });
});

test('A file that was truncated, or rewritten with the same size and time, is read from the start.', async () => {
  const desk = openDesk();
  const path = join(desk.root, 'a.jsonl');
  writeFileSync(path, line({ call: 'one' }) + line({ call: 'two' }));
  await desk.run();
  const { atime, mtime, size } = statSync(path);
  writeFileSync(path, line({ call: 'six' }) + line({ call: 'ten' }));
  utimesSync(path, atime, mtime);
  expect(statSync(path)).toMatchObject({ size, mtime });
  expect(await desk.run()).toMatchObject({ read_bytes: size, new_events: 2 });
  truncateSync(path, size / 2);
  expect(await desk.run()).toMatchObject({ read_bytes: size / 2, events: 1, new_events: 0 });
  expect(ids(desk)).toEqual(['one unknown', 'six unknown', 'ten unknown', 'two unknown']);
});

test('A file that was rewritten and has grown is read from the start.', async () => {
  const desk = openDesk();
  const path = join(desk.root, 'a.jsonl');
  writeFileSync(path, line({ call: 'one' }));
  await desk.run();
  writeFileSync(path, line({ call: 'two' }) + line({ call: 'six' }));
  expect(await desk.run()).toMatchObject({ events: 2, new_events: 2 });
});

test('A touched file is opened, found unchanged and not read.', async () => {
  const desk = openDesk();
  const path = join(desk.root, 'a.jsonl');
  writeFileSync(path, line({ call: 'one' }));
  await desk.run();
  utimesSync(path, new Date(), new Date());
  expect(await desk.run()).toMatchObject({ read_bytes: 0, new_events: 0, sources: { notes: { files: 1 } } });
  expect(await desk.run()).toMatchObject({ sources: { notes: { files: 0 } } });
});

test('Rotation loses nothing and doubles nothing.', async () => {
  const desk = openDesk();
  const path = join(desk.root, 'a.jsonl');
  writeFileSync(path, line({ call: 'one' }));
  await desk.run();
  renameSync(path, join(desk.root, 'a.1.jsonl'));
  writeFileSync(path, line({ call: 'two' }));
  expect(await desk.run()).toMatchObject({ events: 2, new_events: 1 });
  expect(ids(desk)).toEqual(['one unknown', 'two unknown']);
});

test('The events of a deleted file stay, and the manifest knows that it is gone until it is back.', async () => {
  const desk = openDesk();
  const path = join(desk.root, 'a.jsonl');
  writeFileSync(path, line({ call: 'one' }));
  await desk.run();
  const gone = () => loadManifest(desk.home).known('notes', path)?.gone;
  renameSync(path, `${path}.away`);
  expect(await desk.run()).toMatchObject({ files: 0, new_events: 0 });
  expect(gone()).toBe(true);
  renameSync(`${path}.away`, path);
  expect(await desk.run()).toMatchObject({ files: 1, new_events: 0 });
  expect(gone()).toBe(false);
  expect(ids(desk)).toEqual(['one unknown']);
});

test('A source whose version was raised reads its files again.', async () => {
  const desk = openDesk();
  writeFileSync(join(desk.root, 'a.jsonl'), line({ call: 'one' }));
  await desk.run();
  expect(await desk.run({ sources: [{ ...notes, version: 2 }] })).toMatchObject({
    events: 1,
    new_events: 0,
    sources: { notes: { files: 1 } },
  });
});

test('A parser that throws costs its file, which is tried again, and the import goes on.', async () => {
  const desk = openDesk();
  const path = join(desk.root, 'a.jsonl');
  writeFileSync(path, line({ call: 'one' }) + line({ throws: true }));
  writeFileSync(join(desk.root, 'b.jsonl'), line({ call: 'two' }));
  const { warnings, ...summary } = await desk.run();
  expect(summary).toMatchObject({ new_events: 1, sources: { notes: { files: 2 } } });
  expect(warnings).toEqual([`${path} was left for the next import: RangeError: a bug`]);
  writeFileSync(path, line({ call: 'one' }));
  expect(await desk.run()).toMatchObject({ new_events: 1, warnings: [] });
  expect(ids(desk)).toEqual(['one unknown', 'two unknown']);
});

test('An event that breaks the contract is counted and not stored.', async () => {
  const desk = openDesk();
  writeFileSync(join(desk.root, 'a.jsonl'), line({ broken: true }));
  expect(await desk.run()).toMatchObject({ events: 0, new_events: 0, skips: { 'invalid-event': 1 } });
  expect(existsSync(desk.home.log) ? logged(desk.home) : []).toEqual([]);
});

test('A file that cannot be opened is counted, and read when it can be.', async () => {
  const desk = openDesk();
  const path = join(desk.root, 'a.jsonl');
  writeFileSync(path, line({ call: 'one' }));
  // Between listing and opening the file goes away; so it is for root, whom permissions do not stop.
  const vanishing = {
    ...notes,
    parser: notes.parser,
    get version() {
      rmSync(path, { force: true });
      return 1;
    },
  };
  expect(await desk.run({ sources: [vanishing] })).toMatchObject({
    events: 0,
    skips: { 'unreadable-file': 1 },
    warnings: [],
  });
  writeFileSync(path, line({ call: 'one' }));
  expect(await desk.run()).toMatchObject({ new_events: 1 });
});

test('A lost manifest costs time and doubles nothing.', async () => {
  const desk = openDesk();
  writeFileSync(join(desk.root, 'a.jsonl'), line({ call: 'one' }) + line({ call: 'two' }));
  await desk.run();
  rmSync(desk.home.manifest);
  expect(await desk.run()).toMatchObject({ events: 2, new_events: 0 });
});

test('What was pruned is not brought back.', async () => {
  const desk = openDesk();
  writeFileSync(
    join(desk.root, 'a.jsonl'),
    line({ call: 'old', at: '2026-01-30T12:00:00.000Z' }) + line({ call: 'new', at: '2026-01-31T00:00:00.000Z' }),
  );
  await desk.run();
  await prune(desk.home, { olderThan: '2026-01-31' });
  rmSync(desk.home.manifest);
  rmSync(desk.home.cache, { recursive: true, force: true });
  expect(await desk.run()).toMatchObject({ events: 1, skips: { pruned: 1 } });
  expect(ids(desk)).toEqual(['new unknown']);
});

test('Named files and folders are read wherever they lie, and go to the source that understands them.', async () => {
  const desk = openDesk();
  const elsewhere = join(desk.home.home, '..', 'elsewhere');
  mkdirSync(join(elsewhere, 'deep'), { recursive: true });
  writeFileSync(join(elsewhere, 'deep', 'a.jsonl'), line({ call: 'one' }));
  writeFileSync(join(elsewhere, 'b.txt'), line({ call: 'two' }));
  writeFileSync(join(elsewhere, 'c.jsonl'), '{"of":"others"}\n');
  const other = {
    ...notes,
    id: 'other',
    parser: () => ({ read: () => [{ skip: 'unknown-type' } as const], end: () => [], state: () => null }),
  };
  const summary = await desk.run({ paths: [elsewhere], sources: [other, notes] });
  expect(summary).toMatchObject({ files: 1, new_events: 1, sources: { notes: { files: 1 } } });
  expect(summary.warnings).toEqual([`No source understands ${join(elsewhere, 'c.jsonl')}.`]);
  expect(await desk.run({ paths: [join(elsewhere, 'b.txt')] })).toMatchObject({ files: 1, new_events: 1 });
  await expect(desk.run({ paths: [join(elsewhere, 'c.jsonl')] })).rejects.toMatchObject({ code: 'source/no-match' });
  await expect(desk.run({ paths: [join(elsewhere, 'nothing')] })).rejects.toMatchObject({ code: 'source/no-match' });
});

test('A last row without a line end is counted once, also by a source that counts rows.', async () => {
  const rows: Source = {
    ...notes,
    id: 'rows',
    files: { ...notes.files, match: '*.csv', format: 'csv' },
    parser({ state }) {
      let seen = Number(state ?? 0);
      const event = (name: string): Event => ({
        kind: 'prompt',
        id: `${name}-${seen}`,
        at: '2026-01-31T12:00:00.000Z',
        observers: 'log',
        agent: 'rows',
      });
      return {
        read: (record) => [event(String(object(record)?.['name']) + (seen += 1))],
        end: () => [],
        state: () => seen,
      };
    },
  };
  const desk = openDesk(rows);
  const path = join(desk.root, 'a.csv');
  writeFileSync(path, 'name\none\ntwo');
  expect(await desk.run()).toMatchObject({ new_events: 2, skips: {} });
  appendFileSync(path, '\nsix\n');
  expect(await desk.run()).toMatchObject({ events: 2, new_events: 1 });
  expect(logged(desk.home).map((event) => event['id'])).toEqual(['one1-1', 'two2-2', 'six3-3']);
});

test('Progress ends at the number of bytes that had to be read.', async () => {
  const desk = openDesk();
  for (const name of ['a', 'b']) writeFileSync(join(desk.root, `${name}.jsonl`), line({ call: name }).repeat(40_000));
  const seen: { files: number; doneBytes: number; totalBytes: number }[] = [];
  await desk.run({ onProgress: (progress) => seen.push(progress) });
  const total = 2 * line({ call: 'a' }).length * 40_000;
  expect(seen.at(-1)).toEqual({ files: 2, doneBytes: total, totalBytes: total });
  expect(seen.length).toBeGreaterThan(2);
});

test('Events that were made here are redacted and stored like those of files.', async () => {
  const desk = openDesk();
  const event = {
    kind: 'feedback',
    id: 'f',
    at: '2026-01-31T12:00:00.000Z',
    observers: 'sdk',
    agent: 'me',
    notes: `use ${SECRET}`,
    rating: 4,
  } as const;
  const stored = await storeEvents({ places: desk.home, events: [event, { ...event, rating: 0.5 }], redaction: {} });
  expect(stored).toEqual({ new_events: 1, skips: { 'invalid-event': 1 } });
  expect(JSON.stringify(logged(desk.home))).not.toContain(SECRET);
  expect(await storeEvents({ places: desk.home, events: [event], redaction: {} })).toEqual({
    new_events: 0,
    skips: {},
  });
});
