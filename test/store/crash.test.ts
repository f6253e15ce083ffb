/** Real processes: killed in the middle of their work, working at the same time, without space, without permission. */

import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { places, type Places } from '../../src/config/home.ts';
import { compact } from '../../src/store/compact.ts';
import { inspectLog } from '../../src/store/inspect.ts';
import { readEvents } from '../../src/store/read.ts';
import { listLeftovers, listSegments } from '../../src/store/segment.ts';
import { runs } from '../runs.ts';
import { runToEnd, start } from './child.ts';
import { all, call, keep, temporaryHome } from './events.ts';

const NOW = { before: '2027-01-01', now: () => new Date('2027-01-01T12:00:00Z') };
const isRoot = process.getuid?.() === 0;

async function idsOf(there: Places): Promise<string[]> {
  return (await all(readEvents(there))).map(({ id }) => id).toSorted();
}

test('Whatever an appender has reported as written is there after it was killed, and every line is whole', async () => {
  const there = temporaryHome();
  const reported = new Set<string>();
  for (let round = 0; round < runs(5); round++) {
    const { child, done } = await start('appender', [there.home, `round${round}`, '200000', '64', '300']);
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    await pause(Math.random() * 60);
    child.kill('SIGKILL');
    const { end, output } = await done;
    expect(end).toBe('SIGKILL');
    for (const id of output.split('\n').slice(0, -1)) reported.add(id);
  }
  const ids = new Set(await idsOf(there));
  expect([...reported].filter((id) => !ids.has(id))).toEqual([]);
  expect(reported.size).toBeGreaterThan(60 * runs(5));
});

test('Processes that append at the same time never mix their lines', async () => {
  const there = temporaryHome();
  const names = ['a', 'b', 'c', 'd'];
  const ends = await Promise.all(names.map((name) => runToEnd('appender', [there.home, name, '1500', '3', '700'])));
  expect(ends.map(({ end }) => end)).toEqual([0, 0, 0, 0]);
  const state = await inspectLog(there);
  expect(state.lines).toMatchObject({ files: 1, whole: 6000, torn: 0 });
  expect(state.machines).toHaveLength(1);
}, 120_000);

test('A compaction killed at any moment loses nothing and doubles nothing', async () => {
  const there = temporaryHome();
  const days = Array.from({ length: 30 }, (_, index) => `2026-03-${String(index + 1).padStart(2, '0')}`);
  const eventsOf = (round: number) =>
    days.flatMap((day) =>
      Array.from({ length: 20 }, (_, index) => call(`${day}-${round}-${index}`, { at: `${day}T12:00:00.000Z` })),
    );
  let kills = 0;
  const expected: string[] = [];
  for (let round = 0; round < runs(6); round++) {
    keep(there, eventsOf(round));
    expected.push(...eventsOf(round).map(({ id }) => id));
    const { child, done } = await start('compactor', [there.home]);
    await untilWriting(there, done);
    await pause(Math.random() * 40);
    child.kill('SIGKILL');
    if ((await done).end === 'SIGKILL') kills += 1;
    expect(await idsOf(there)).toEqual(expected.toSorted());
  }
  await compact(there, NOW);
  expect(await idsOf(there)).toEqual(expected.toSorted());
  expect(listLeftovers(there)).toEqual([]);
  expect(listSegments(there).segments.map(({ format }) => format)).toEqual(days.map(() => 'parquet'));
  expect(kills).toBeGreaterThan(0);
}, 180_000);

/** Until the compaction has begun to write, or is done. */
async function untilWriting(there: Places, done: Promise<unknown>): Promise<void> {
  let over = false;
  void done.then(() => (over = true));
  const folder = join(there.log, '2026', '03', '01');
  while (!over && !readdirSync(folder).some((name) => name.endsWith('.tmp'))) await pause(2);
}

test('What is appended while a compaction runs is kept', async () => {
  const there = temporaryHome();
  keep(
    there,
    Array.from({ length: 400 }, (_, index) =>
      call(`old-${index}`, { at: `2026-02-0${1 + (index % 9)}T12:00:00.000Z` }),
    ),
  );
  const [appended, compacted] = await Promise.all([
    runToEnd('appender', [there.home, 'new', '3000', '10']),
    runToEnd('compactor', [there.home]),
  ]);
  expect([appended.end, compacted.end]).toEqual([0, 0]);
  const ids = await idsOf(there);
  expect(ids.filter((id) => id.startsWith('old-'))).toHaveLength(400);
  expect(ids.filter((id) => id.startsWith('new-')).length).toBe(3000);
}, 120_000);

test.skipIf(!isRoot)('A home that may not be written is refused with what to do about it', async () => {
  const home = mkdtempSync(join(tmpdir(), 'hindcast-readonly-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  chmodSync(home, 0o755);
  const program = await runToEnd('appender', [home, 'a', '1', '1'], { uid: 65534 });
  expect(program.end).toBe(1);
  expect(program.output).toMatch(/^store\/not-writable: .* cannot be written\. Check the permissions/);
  expect(readdirSync(home)).toEqual([]);
});

test.skipIf(!isRoot)('A log whose folder may not be written is refused, and can still be read', async () => {
  const home = mkdtempSync(join(tmpdir(), 'hindcast-readonly-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const there = places(home);
  keep(there, [call('a')]);
  execFileSync('chown', ['-R', '65534:65534', home]);
  for (const { path } of listSegments(there).segments) chmodSync(dirname(path), 0o500);
  const program = await runToEnd('appender', [home, 'a', '1', '1'], { uid: 65534 });
  expect(program.output).toMatch(/^store\/not-writable/);
  expect(await idsOf(there)).toEqual(['a']);
});

const canMount =
  isRoot && existsSync('/proc/filesystems') && readFileSync('/proc/filesystems', 'utf8').includes('tmpfs');

test('A full disk is refused as such, what was written stays, and appending goes on when there is space', async () => {
  const disk = mkdtempSync(join(tmpdir(), 'hindcast-full-'));
  onTestFinished(() => rmSync(disk, { recursive: true, force: true }));
  if (!mounted(disk)) return;
  const home = join(disk, 'home');
  mkdirSync(home);
  const full = await runToEnd('appender', [home, 'a', '100000', '50', '400']);
  expect(full.end).toBe(1);
  expect(full.output).toMatch(/store\/disk-full: No space is left/);
  const there = places(home);
  const reported = full.output.split('\n').filter((text) => /^a-\d+$/.test(text));
  execFileSync('mount', ['-o', 'remount,size=4m', disk]);
  const more = await runToEnd('appender', [home, 'b', '100', '10']);
  expect(more.end).toBe(0);
  const { lines } = await inspectLog(there);
  expect(lines.whole).toBeGreaterThanOrEqual(reported.length + 100);
  expect(lines.torn).toBeLessThanOrEqual(1);
});

function mounted(disk: string): boolean {
  if (canMount) {
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk], { stdio: 'ignore' });
      onTestFinished(() => void execFileSync('umount', ['-l', disk]));
      return true;
    } catch (error) {
      console.warn(`SKIPPED: the test of a full disk, because no tmpfs can be mounted here: ${String(error)}`);
      return false;
    }
  }
  console.warn('SKIPPED: the test of a full disk needs root on Linux.');
  return false;
}

if (!isRoot) console.warn('SKIPPED: the tests of a home that may not be written need root, to become another user.');
