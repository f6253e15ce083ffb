/** The order in which an import saves what it knows: first the events, then that the file was read. */

import { existsSync } from 'node:fs';

import { expect, test } from 'vitest';

import { makeCheckpoints } from '../../src/store/checkpoint.ts';
import { loadManifest, type Manifest, type ManifestEntry } from '../../src/store/manifest.ts';
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
  const manifest: Manifest = { entries: { a: ENTRY } };
  const checkpoints = makeCheckpoints({ places, log, manifest, everyMs: 0 });
  checkpoints.consider();
  manifest.entries['b'] = ENTRY;
  checkpoints.consider();
  expect(log.flushes()).toBe(1);
  expect(existsSync(places.manifest)).toBe(false);
  log.release();
  await checkpoints.stop();
  expect(Object.keys(loadManifest(places).entries)).toEqual(['a']);
});

test('Between two saves some time goes by.', () => {
  const log = heldLog();
  const checkpoints = makeCheckpoints({ places: temporaryHome(), log, manifest: { entries: {} } });
  checkpoints.consider();
  expect(log.flushes()).toBe(0);
});

test('A save that failed is told at the end, and nothing is saved after it.', async () => {
  const places = temporaryHome();
  const log = { flush: () => Promise.reject(new Error('the disk is gone')) };
  const checkpoints = makeCheckpoints({ places, log, manifest: { entries: { a: ENTRY } }, everyMs: 0 });
  checkpoints.consider();
  await checkpoints.stop();
  checkpoints.consider();
  await expect(checkpoints.settle()).rejects.toThrow('the disk is gone');
  expect(existsSync(places.manifest)).toBe(false);
});
