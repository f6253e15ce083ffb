/** The order in which an import saves what it knows: first the events, then that the file was read. */

import { existsSync } from 'node:fs';

import { expect, test } from 'vitest';

import { makeCheckpoints } from '../../src/store/checkpoint.ts';
import { loadManifest, type ManifestEntry } from '../../src/store/manifest.ts';
import { temporaryHome } from './events.ts';

const ENTRY: ManifestEntry = {
  version: 1,
  size: 2,
  mtime_ms: 3,
  inode: 4,
  offset: 2,
  tail: 't',
  head: 'h',
  index: 1,
  state: '',
};

/** A log whose flush ends when it is told to. */
function heldLog(): { flush(): Promise<void>; release(): void; flushes(): number } {
  let flushes = 0;
  let release: () => void = () => undefined;
  return {
    flush() {
      flushes += 1;
      return new Promise((resolve) => {
        release = resolve;
      });
    },
    release: () => release(),
    flushes: () => flushes,
  };
}

test('A file is said to be read only after the log was forced to the disk, and only what was known when that began.', async () => {
  const places = temporaryHome();
  const log = heldLog();
  const manifest = loadManifest(places);
  manifest.remember('notes', '/a', ENTRY);
  const checkpoints = makeCheckpoints({ log, manifest, everyMs: 0 });
  checkpoints.consider();
  manifest.remember('notes', '/b', ENTRY);
  checkpoints.consider();
  expect(log.flushes()).toBe(1);
  expect(existsSync(places.manifest)).toBe(false);
  log.release();
  await checkpoints.stop();
  expect(loadManifest(places).paths('notes')).toEqual(['/a']);
});

test('Between two saves some time goes by.', () => {
  const log = heldLog();
  const checkpoints = makeCheckpoints({ log, manifest: loadManifest(temporaryHome()) });
  checkpoints.consider();
  expect(log.flushes()).toBe(0);
});

test('Much that waits is saved at once, so that it does not gather in memory.', async () => {
  const places = temporaryHome();
  const log = heldLog();
  const manifest = loadManifest(places);
  const checkpoints = makeCheckpoints({ log, manifest });
  for (let file = 0; manifest.waiting() < 8 * 1024 * 1024; file++)
    manifest.remember('notes', `/${file}`, { ...ENTRY, state: JSON.stringify('x'.repeat(100_000)) });
  checkpoints.consider();
  expect(manifest.waiting()).toBe(0);
  log.release();
  await checkpoints.stop();
  expect(loadManifest(places).paths('notes').length).toBeGreaterThan(80);
});

test('A save that failed is told at the end, and nothing is saved after it.', async () => {
  const places = temporaryHome();
  const log = { flush: () => Promise.reject(new Error('the disk is gone')) };
  const manifest = loadManifest(places);
  manifest.remember('notes', '/a', ENTRY);
  const checkpoints = makeCheckpoints({ log, manifest, everyMs: 0 });
  checkpoints.consider();
  await checkpoints.stop();
  checkpoints.consider();
  await expect(checkpoints.settle()).rejects.toThrow('the disk is gone');
  expect(existsSync(places.manifest)).toBe(false);
});
