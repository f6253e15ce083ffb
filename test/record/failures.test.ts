/** The file that says what live recording could not do. */

import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { nameOf, noteFailure } from '../../src/record/failures.ts';
import { listSegments } from '../../src/store/segment.ts';
import { temporaryHome } from '../store/events.ts';

const FAILURE = { at: '2026-05-04T10:00:00.000Z', source: 'claude-code', failure: 'EIO' };

test('A failure is one line, and the file is no stranger in the log', () => {
  const places = temporaryHome();
  expect(noteFailure(places, FAILURE)).toBeUndefined();
  expect(noteFailure(places, FAILURE)).toBeUndefined();
  expect(readFileSync(places.hookErrors, 'utf8')).toBe(`${JSON.stringify(FAILURE)}\n`.repeat(2));
  expect(listSegments(places)).toEqual({ segments: [], foreign: [] });
});

test('A failure that repeats for ever does not fill the disk', () => {
  const places = temporaryHome();
  for (let times = 0; times < 9_000; times++) noteFailure(places, FAILURE);
  expect(statSync(places.hookErrors).size).toBeLessThan(300_000);
  expect(existsSync(join(places.cache, 'hook-errors.ndjson'))).toBe(true);
});

test('When nothing can be written it says why, and does not throw', () => {
  const places = temporaryHome();
  rmSync(places.home, { recursive: true });
  writeFileSync(places.home, '');
  expect(noteFailure(places, FAILURE)).toMatch(/^E[A-Z]+$/);
});

test('Errors are named, never quoted', () => {
  expect(nameOf(new AppError('store/disk-full', 'No space for a secret.'))).toBe('store/disk-full');
  expect(nameOf(Object.assign(new Error('secret'), { code: 'EROFS' }))).toBe('EROFS');
  expect(nameOf(new TypeError('secret'))).toBe('TypeError');
  expect(nameOf('secret')).toBe('string');
});
