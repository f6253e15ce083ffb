/** The lock, with real processes that hold it, fight for it and die with it. */

import { existsSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { withLock } from '../../src/store/lock.ts';
import { runToEnd, start } from './child.ts';
import { temporaryHome } from './events.ts';

test('The lock is held while the work is done, and gone after it, also when the work fails', async () => {
  const places = temporaryHome();
  const seen = await withLock(places, 'importing', async () => JSON.parse(readFileSync(places.lock, 'utf8')));
  expect(seen).toMatchObject({ pid: process.pid, host: hostname(), doing: 'importing' });
  expect(existsSync(places.lock)).toBe(false);
  await expect(withLock(places, 'importing', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(existsSync(places.lock)).toBe(false);
});

test('The lock is not readable by others', async () => {
  const places = temporaryHome();
  expect(await withLock(places, 'importing', async () => statSync(places.lock).mode & 0o777)).toBe(0o600);
});

test('Who waits too long is told who holds the lock, and the lock stays', async () => {
  const places = temporaryHome();
  const { child, done } = await start('locker', [places.home, 'hold']);
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  const refused = await withLock(places, 'compacting', async () => 'done', { waitMs: 100 }).catch(
    (error: unknown) => error,
  );
  expect(refused).toBeInstanceOf(AppError);
  expect(refused).toMatchObject({ code: 'store/locked', message: expect.stringContaining(`Process ${child.pid} on`) });
  expect(JSON.parse(readFileSync(places.lock, 'utf8'))).toMatchObject({ pid: child.pid });
  child.kill('SIGKILL');
  await done;
  expect(await withLock(places, 'compacting', async () => 'done', { waitMs: 5000 })).toBe('done');
});

test('A lock of a later process with the same number is recognised as stale', async () => {
  const places = temporaryHome();
  writeFileSync(
    places.lock,
    `${JSON.stringify({ pid: process.pid, host: hostname(), started: '2026-01-01T00:00:00.000Z', doing: 'importing', born: '1' })}\n`,
  );
  if (!existsSync('/proc/self/stat')) {
    console.warn('SKIPPED: only Linux tells when a process began.');
    return;
  }
  expect(await withLock(places, 'compacting', async () => 'done', { waitMs: 1000 })).toBe('done');
});

test('The lock of another host is left alone for half a day', async () => {
  const places = temporaryHome();
  writeFileSync(
    places.lock,
    `${JSON.stringify({ pid: 1, host: `not-${hostname()}`, started: '2026-01-01T00:00:00.000Z', doing: 'importing' })}\n`,
  );
  await expect(withLock(places, 'compacting', async () => 'done', { waitMs: 30 })).rejects.toMatchObject({
    code: 'store/locked',
  });
  const yesterday = new Date(Date.now() - 86_400_000);
  utimesSync(places.lock, yesterday, yesterday);
  expect(await withLock(places, 'compacting', async () => 'done', { waitMs: 1000 })).toBe('done');
});

test('A lock that says nothing is respected at first, and taken over when it stays so', async () => {
  const places = temporaryHome();
  writeFileSync(places.lock, '');
  await expect(withLock(places, 'compacting', async () => 'done', { waitMs: 30 })).rejects.toMatchObject({
    code: 'store/locked',
  });
  const before = new Date(Date.now() - 60_000);
  utimesSync(places.lock, before, before);
  expect(await withLock(places, 'compacting', async () => 'done', { waitMs: 1000 })).toBe('done');
});

test('Of many processes only one at a time does its work, although others die with the lock in hand', async () => {
  const places = temporaryHome();
  const file = join(places.home, 'number');
  writeFileSync(file, '0');
  const victim = await start('locker', [places.home, 'hold']);
  await new Promise((resolve) => victim.child.stdout?.once('data', resolve));
  const adding = Promise.all(Array.from({ length: 4 }, () => runToEnd('locker', [places.home, 'add', file, '10'])));
  victim.child.kill('SIGKILL');
  expect((await adding).map(({ end }) => end)).toEqual([0, 0, 0, 0]);
  expect(readFileSync(file, 'utf8')).toBe('40');
  expect(existsSync(places.lock)).toBe(false);
}, 60_000);

test('Two processes that make the machine id at once agree on it', async () => {
  const places = temporaryHome();
  const made = await Promise.all(Array.from({ length: 6 }, () => runToEnd('locker', [places.home, 'machine'])));
  expect(new Set(made.map(({ output }) => output)).size).toBe(1);
  expect(made[0]?.output).toMatch(/^[0-9a-f]{8}$/);
});
